"""What the catalogue says of a library is what the library does: it is asked."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from models import CATALOGUE, Model, adapted_space
from models.space import Region, sample
from tests.models.catalogue.learners import TABLES, class_of, learner, tables_for

LIBRARIES = ("sklearn",)
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
    X = sample(Region(adapted.space), count, rng).X
    for configuration in (adapted.default, *adapted.space.decode_all(X)):
        made = learner(model, configuration)
        made.fit(table.learnt.X, table.learnt.y)
        assert len(made.predict(table.X)) == len(table.X), configuration


@may_stop_early
@models
def test_the_library_takes_every_configuration_as_it_is(
    model: Model, rng: np.random.Generator
) -> None:
    for name in tables_for(model):
        fit(model, name, 2, rng)


@pytest.mark.slow
@may_stop_early
@models
def test_the_library_takes_dozens_of_configurations_as_they_are(
    model: Model, rng: np.random.Generator
) -> None:
    for name in tables_for(model):
        fit(model, name, 30, rng)


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
    arguments = class_of(model)().get_params()
    assert set(model.defaults) - {"extra_trees"} <= set(arguments)
