"""Models by their names, and the spaces of named ones for named datasets."""

import pytest

from models.catalogue import (
    CATALOGUE,
    Adaptation,
    AdaptationKind,
    adapted_space,
    find_model,
    usual_objective,
)
from models.catalogue.adaptation import Range
from models.dataset import Dataset, Task
from models.errors import UnknownModelError, UnsuitableModelError
from models.problem import Direction, Objective
from models.space import Value

IRIS_HALF = Dataset(
    task=Task.CLASSIFICATION,
    n_rows=75,
    n_features=4,
    n_classes=3,
    n_categorical_features=0,
    minority_class_fraction=1 / 3,
)
ADULT = Dataset(
    n_rows=48_842,
    n_features=14,
    n_classes=2,
    n_categorical_features=8,
    minority_class_fraction=0.24,
)


def change_of(name: str, parameter: str, dataset: Dataset) -> tuple[AdaptationKind, Range | None]:
    """Return what a dataset makes of the range of a parameter."""
    told = adapted_space(name, dataset).adaptations
    (change,) = [each for each in told if each.parameter == parameter and not _of_default(each)]
    return change.kind, change.after


def _of_default(change: Adaptation) -> bool:
    """Tell whether a change is one of the default."""
    return change.kind is AdaptationKind.DEFAULT


def values_of(name: str, parameter: str, dataset: Dataset) -> tuple[Value, ...]:
    """Return the listed values of a parameter."""
    space = adapted_space(name, dataset).space
    values = getattr(space.parameters[space.columns[parameter]], "values", None)
    assert isinstance(values, tuple)
    return values


@pytest.mark.parametrize(
    "name",
    [
        "sklearn.SVC",
        "sklearn.RandomForestClassifier",
        "lightgbm.LGBMRegressor",
        "xgboost.XGBClassifier",
        "catboost.CatBoostClassifier",
        "neural_network.tabular",
        "neural_network.image",
        "neural_network.text",
    ],
)
def test_the_models_of_the_contract_are_there(name: str) -> None:
    assert find_model(name).name == name


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("lightgbm.LGBMClasifier", "lightgbm.LGBMClassifier"),
        ("LGBMClassifier", "lightgbm.LGBMClassifier"),
        ("sklearn.svm.SVC", "sklearn.SVC"),
        ("sklearn.ensemble.RandomForestClassifier", "sklearn.RandomForestClassifier"),
        ("XGBOOST.xgbregressor", "xgboost.XGBRegressor"),
    ],
)
def test_an_unknown_name_is_answered_with_close_ones(name: str, close: str) -> None:
    with pytest.raises(UnknownModelError, match=rf"did you mean.*{close}") as caught:
        find_model(name)
    assert caught.value.close[0] == close


def test_a_name_like_no_other_is_unknown_all_the_same() -> None:
    with pytest.raises(UnknownModelError, match=r"has no model of this name$"):
        find_model("prophet")


def test_a_classifier_is_not_for_numbers() -> None:
    with pytest.raises(UnsuitableModelError, match=r"take lightgbm\.LGBMRegressor") as caught:
        adapted_space("lightgbm.LGBMClassifier", Dataset(task=Task.REGRESSION))
    assert caught.value.task == "regression"


def test_a_regressor_may_forecast() -> None:
    assert adapted_space("lightgbm.LGBMRegressor", Dataset(task=Task.FORECASTING)).default


@pytest.mark.parametrize(
    ("name", "task", "objective"),
    [
        ("sklearn.SVC", None, Objective("accuracy", Direction.MAXIMIZE)),
        ("sklearn.SVR", None, Objective("rmse", Direction.MINIMIZE)),
        ("sklearn.SVR", Task.FORECASTING, Objective("rmse", Direction.MINIMIZE)),
        ("neural_network.tabular", Task.REGRESSION, Objective("rmse", Direction.MINIMIZE)),
        ("neural_network.tabular", None, Objective("accuracy", Direction.MAXIMIZE)),
        ("neural_network.tabular", Task.CLUSTERING, None),
    ],
)
def test_the_objective_follows_from_the_model_and_the_task(
    name: str, task: Task | None, objective: Objective | None
) -> None:
    assert usual_objective(CATALOGUE[name], Dataset(task=task)) == objective


def test_a_leaf_of_seventy_five_rows_leaves_room_for_another() -> None:
    change = change_of("lightgbm.LGBMClassifier", "min_child_samples", IRIS_HALF)
    assert change == (AdaptationKind.NARROWED, (1, 20))


def test_a_default_that_few_rows_do_not_allow_moves_to_the_nearest() -> None:
    adapted = adapted_space("lightgbm.LGBMClassifier", Dataset(n_rows=30))
    (change,) = filter(_of_default, adapted.adaptations)
    assert (change.parameter, change.before, change.after) == ("min_child_samples", (20,), (8,))
    assert adapted.default["min_child_samples"] == 8


def test_many_rows_allow_larger_leaves() -> None:
    change = change_of("lightgbm.LGBMClassifier", "min_child_samples", Dataset(n_rows=3_000_000))
    assert change == (AdaptationKind.WIDENED, (1, 1414))


def test_no_more_neighbours_are_asked_for_than_any_fold_has() -> None:
    change = change_of("sklearn.KNeighborsClassifier", "n_neighbors", IRIS_HALF)
    assert change == (AdaptationKind.NARROWED, (1, 25))


def test_one_row_has_one_neighbour() -> None:
    adapted = adapted_space("sklearn.KNeighborsClassifier", Dataset(n_rows=1))
    assert adapted.default["n_neighbors"] == 1


def test_shares_of_two_features_that_are_one_feature_are_searched_once() -> None:
    values = values_of("sklearn.RandomForestClassifier", "max_features", Dataset(n_features=2))
    assert values == ("sqrt", None)


def test_sqrt_stands_where_its_share_is() -> None:
    values = values_of("sklearn.RandomForestClassifier", "max_features", Dataset(n_features=100))
    assert values == (0.01, 0.02, 0.05, "sqrt", 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, None)


def test_of_one_feature_there_is_no_share() -> None:
    change = change_of("sklearn.RandomForestClassifier", "max_features", Dataset(n_features=1))
    assert change == (AdaptationKind.RULED_OUT, None)


def test_scale_stands_among_the_gammas_where_it_would_be() -> None:
    values = values_of("sklearn.SVC", "gamma", Dataset(n_features=4))
    i = values.index("scale")
    assert (values[i - 1], values[i + 1]) == (0.125, 0.5)


def test_the_learning_rate_that_catboost_chooses_stands_where_it_would_be() -> None:
    values = values_of("catboost.CatBoostClassifier", "learning_rate", ADULT)
    i = values.index(None)
    assert (values[i - 1], values[i + 1]) == (0.044, 0.065)


def test_rare_classes_may_be_weighted_and_balanced_ones_are_not() -> None:
    names = [
        {each.name for each in adapted_space("sklearn.SVC", dataset).space.parameters}
        for dataset in (ADULT, IRIS_HALF)
    ]
    assert ["class_weight" in each for each in names] == [True, False]


def test_liblinear_is_for_two_classes_and_mixes_no_penalties() -> None:
    space = adapted_space("sklearn.LogisticRegression", ADULT).space
    assert "liblinear" in values_of("sklearn.LogisticRegression", "solver", ADULT)
    assert {"solver": "liblinear", "l1_ratio": 0.5} in space.forbidden
    assert {"solver": "liblinear", "l1_ratio": 1.0} not in space.forbidden
    assert "liblinear" not in values_of("sklearn.LogisticRegression", "solver", IRIS_HALF)
    assert not adapted_space("sklearn.LogisticRegression", IRIS_HALF).space.forbidden


def test_the_exponential_loss_is_for_two_classes() -> None:
    change = change_of("sklearn.GradientBoostingClassifier", "loss", ADULT)
    assert change == (AdaptationKind.ADDED, ("log_loss", "exponential"))


def test_rows_of_many_classes_weigh_little_before_the_first_tree() -> None:
    dataset = Dataset(n_rows=1_500, n_classes=50)
    kind, bounds = change_of("xgboost.XGBClassifier", "min_child_weight", dataset)
    # Two fifths of 1,000 rows of weight 2 / 50 (1 - 1 / 50).
    assert (kind, bounds) == (AdaptationKind.NARROWED, (0.01, 15.7))


def test_rows_are_watched_only_where_enough_of_every_class_stay() -> None:
    name = "sklearn.MLPClassifier"
    enough = Dataset(n_rows=3_000, n_classes=2, minority_class_fraction=0.1)
    change = change_of(name, "early_stopping", enough)
    assert change == (AdaptationKind.ADDED, (False, True))
    rare = Dataset(n_rows=3_000, n_classes=2, minority_class_fraction=0.001)
    assert "early_stopping" not in adapted_space(name, rare).default


def test_a_batch_is_no_larger_than_what_there_is() -> None:
    values = values_of("neural_network.tabular", "batch_size", Dataset(n_rows=60))
    assert values == (16, 32)
    assert values_of("neural_network.tabular", "batch_size", Dataset(n_rows=6)) == (4,)


def test_a_large_dataset_is_not_seen_as_often() -> None:
    change = change_of("neural_network.tabular", "epochs", Dataset(n_rows=450_000))
    assert change == (AdaptationKind.NARROWED, (5, 100))
