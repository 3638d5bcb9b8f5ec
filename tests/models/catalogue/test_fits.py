"""What the catalogue says of a library is what the library does: it is asked."""

from inspect import signature

import numpy as np
import pytest
from catboost import CatBoost
from sklearn.exceptions import ConvergenceWarning
from xgboost import XGBModel

from models import CATALOGUE, Model, Task, adapted_space
from models.catalogue.catboost import chosen_rate
from models.catalogue.facts import Facts
from models.space import Region, sample
from tests.models.catalogue.learners import TABLES, class_of, learner, tables_for

LIBRARIES = ("sklearn", "lightgbm", "xgboost", "catboost")
MODELS = [each for each in CATALOGUE.values() if each.library in LIBRARIES]
models = pytest.mark.parametrize("model", MODELS, ids=lambda each: each.name)
# Not every configuration of a solver converges in the iterations that the library allows.
may_stop_early = pytest.mark.filterwarnings(
    f"ignore::{ConvergenceWarning.__module__}.{ConvergenceWarning.__name__}"
)


def fit(model: Model, table_name: str, count: int, rng: np.random.Generator) -> None:
    """Fit the default and so many random configurations to two thirds of a dataset."""
    table = TABLES[table_name]
    adapted = adapted_space(model.name, table.known)
    drawn = sample(Region(adapted.space), count, rng).X if count else np.empty((0, 1))
    for configuration in (adapted.default, *map(adapted.space.decode, drawn)):
        made = learner(model, configuration)
        made.fit(table.learnt.X, table.learnt.y)
        assert len(made.predict(table.X)) == len(table.X), configuration


@may_stop_early
@models
def test_the_library_takes_what_is_drawn_as_it_is(model: Model, rng: np.random.Generator) -> None:
    for name in {"iris-like", "numbers"} & set(tables_for(model)):
        fit(model, name, 4, rng)


@may_stop_early
@models
def test_the_library_learns_from_every_dataset_with_the_default(
    model: Model, rng: np.random.Generator
) -> None:
    for name in tables_for(model):
        fit(model, name, 0, rng)


@pytest.mark.slow
@may_stop_early
@models
def test_the_library_takes_dozens_of_configurations_as_they_are(
    model: Model, rng: np.random.Generator
) -> None:
    for name in tables_for(model):
        fit(model, name, 24, rng)


@may_stop_early
@models
def test_the_default_is_what_the_library_does_without_arguments(model: Model) -> None:
    table = next(iter(tables_for(model).values()))
    default = adapted_space(model.name, table.known).default
    with_it, without = learner(model, default), learner(model, {})
    for each in (with_it, without):
        each.fit(table.learnt.X, table.learnt.y)
    np.testing.assert_array_equal(with_it.predict(table.X), without.predict(table.X))


@models
def test_every_argument_is_one_of_the_constructor(model: Model) -> None:
    arguments = signature(class_of(model).__init__).parameters
    # LightGBM and XGBoost take more than they list; the others would refuse what they do not know.
    more = {"extra_trees"} | (set(XGBModel().get_params()) if model.library == "xgboost" else set())
    assert set(model.defaults) <= {*arguments, *more}


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("lightgbm.LGBMRegressor", "min_child_samples"),
        ("xgboost.XGBRegressor", "min_child_weight"),
        ("xgboost.XGBClassifier", "min_child_weight"),
        ("xgboost.XGBClassifier", "reg_alpha"),
        ("lightgbm.LGBMClassifier", "min_child_samples"),
        ("lightgbm.LGBMClassifier", "reg_alpha"),
        ("sklearn.HistGradientBoostingClassifier", "min_samples_leaf"),
        ("sklearn.DecisionTreeRegressor", "min_samples_leaf"),
    ],
)
def test_the_greatest_value_still_lets_seventy_five_rows_be_split(name: str, argument: str) -> None:
    model = CATALOGUE[name]
    table = next(iter(tables_for(model).values()))
    adapted = adapted_space(name, table.known)
    parameter = adapted.space.parameters[adapted.space.columns[argument]]
    greatest = parameter.value_of(parameter.derived.axis.numbers(np.ones(1))[0])
    made = learner(model, {**adapted.default, argument: greatest})
    made.fit(table.learnt.X, table.learnt.y)
    assert len(np.unique(made.predict(table.X))) > 1, greatest


@pytest.mark.parametrize("table", ["iris-like", "two features", "wide", "numbers"])
def test_catboost_chooses_about_the_rate_that_is_taken_for_its_choice(table: str) -> None:
    X, y, known = TABLES[table].learnt.X, TABLES[table].learnt.y, TABLES[table].known
    role = "Classifier" if known.task is Task.CLASSIFICATION else "Regressor"
    made = learner(CATALOGUE[f"catboost.CatBoost{role}"], {})
    made.fit(X, y)
    assert isinstance(made, CatBoost)
    assert 0.8 < chosen_rate(Facts.of(known)) / made.learning_rate_ < 1.25
