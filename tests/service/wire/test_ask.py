from typing import Any

import pytest

import models
from models import Direction
from service import limits
from service.errors import InvalidRequestError
from service.use_cases import Ask
from service.wire.ask import read_ask
from tests.service.bodies import DEPTH, FLAG, OBJECTIVES, X, body, done

DATASET = {
    "name": "adult",
    "task": "classification",
    "modality": "tabular",
    "n_rows": 48842,
    "n_features": 14,
    "n_classes": 2.0,
    "n_categorical_features": 8,
    "missing_fraction": 0.01,
    "minority_class_fraction": 0.24,
    "meta_features": {"mean_skewness": 1.3},
}


ALGORITHMS = {
    "auto": {"name": "auto"},
    "gp": {"name": "gp", "initial_trials": 3},
    "sobol": {"name": "sobol"},
    "grid": {"name": "grid", "levels": 3},
    "random": {"name": "random"},
}


def read(value: Any) -> Ask:
    """Return the ask of a body."""
    return read_ask(value, lenient=False)


def paths(value: Any) -> list[tuple[str | int, ...]]:
    """Return where a body is wrong."""
    with pytest.raises(InvalidRequestError) as caught:
        read(value)
    return [each.path for each in caught.value.faults]


def test_an_ask_brings_everything_it_was_sent_with() -> None:
    sent = body(trials=[done(2, x=0.5)], algorithm="random", count=3, fixed={"x": 1}, seed=7)
    problem = models.Problem(
        models.SearchSpace((models.Float("x", 0.0, 1.0),)),
        models.Objective("loss", Direction.MINIMIZE),
        models.Algorithm("random"),
    )
    assert read_ask(sent, lenient=True) == Ask(
        problem, (models.Trial({"x": 0.5}, value=2.0),), 3, {"x": 1}, 7, lenient=True
    )


def test_what_is_not_sent_has_its_default() -> None:
    ask = read(body())
    assert (ask.problem.algorithm, ask.trials, ask.count) == (models.Algorithm(), (), 1)
    assert (ask.fixed, ask.seed, ask.lenient) == (None, None, False)


def test_null_is_as_good_as_not_sent() -> None:
    assert read(body(fixed=None, seed=None, model=None, dataset=None)) == read(body())


def test_a_direction_is_that_of_the_wire() -> None:
    sent = body(objectives=[{"name": "f1", "direction": "maximize"}])
    assert read(sent).problem.objective == models.Objective("f1", Direction.MAXIMIZE)


@pytest.mark.parametrize(
    ("sent", "algorithm"),
    [
        ("gp", models.Algorithm("gp")),
        ({"name": "gp"}, models.Algorithm("gp")),
        ({"name": "gp", "initial_trials": None}, models.Algorithm("gp")),
        ({"name": "gp", "initial_trials": 4.0}, models.Algorithm("gp", {"initial_trials": 4})),
        ({"name": "grid", "levels": 5}, models.Algorithm("grid", {"levels": 5})),
        ({"name": "sobol"}, models.Algorithm("sobol")),
    ],
)
def test_an_algorithm_is_a_name_or_an_object_with_options(
    sent: Any, algorithm: models.Algorithm
) -> None:
    assert read(body(algorithm=sent)).problem.algorithm == algorithm


@pytest.mark.parametrize("name", models.ALGORITHMS)
def test_every_algorithm_can_be_named(name: str) -> None:
    assert read(body(algorithm={"name": name})) == read(body(algorithm=name))


@pytest.mark.parametrize("name", ["random_forest", "tpe", "genetic", "cma_es"])
def test_an_algorithm_of_a_later_version_is_refused(name: str) -> None:
    assert paths(body(algorithm=name)) == [("algorithm",)]
    assert paths(body(algorithm={"name": name})) == [("algorithm", "name")]


@pytest.mark.parametrize(
    ("algorithm", "option"),
    [
        ({"name": "gp", "initial_trials": 0}, "initial_trials"),
        ({"name": "gp", "initial_trials": limits.INITIAL_TRIALS + 1}, "initial_trials"),
        ({"name": "grid", "levels": 1}, "levels"),
        ({"name": "grid", "levels": limits.GRID_LEVELS + 1}, "levels"),
        ({"name": "gp", "levels": 3}, "levels"),
        ({"name": "random", "levels": 3}, "levels"),
    ],
)
def test_an_option_out_of_range_or_of_another_algorithm_is_refused(
    algorithm: dict[str, Any], option: str
) -> None:
    assert paths(body(algorithm=algorithm)) == [("algorithm", option)]


def test_an_ask_brings_its_model_and_its_dataset() -> None:
    problem = read(body(dataset=DATASET, model="a model of our own")).problem
    assert problem.model == "a model of our own"
    assert problem.dataset == models.Dataset(
        name="adult",
        task=models.Task.CLASSIFICATION,
        modality=models.Modality.TABULAR,
        n_rows=48842,
        n_features=14,
        n_classes=2,
        n_categorical_features=8,
        missing_fraction=0.01,
        minority_class_fraction=0.24,
        meta_features={"mean_skewness": 1.3},
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("task", "classify"),
        ("modality", "tables"),
        ("n_rows", -1),
        ("n_rows", 1.5),
        ("n_classes", True),
        ("missing_fraction", 1.1),
        ("minority_class_fraction", -0.1),
        ("name", "x" * (limits.STRING_LENGTH + 1)),
        ("meta_features", [1.3]),
    ],
)
def test_a_dataset_out_of_the_contract_is_refused(field: str, value: Any) -> None:
    assert paths(body(dataset={**DATASET, field: value})) == [("dataset", field)]


def test_a_meta_feature_is_a_number() -> None:
    dataset = {"meta_features": {"a": 1, "b": "2"}}
    assert paths(body(dataset=dataset)) == [("dataset", "meta_features", "b")]


@pytest.mark.parametrize("objectives", [[], OBJECTIVES * 2])
def test_there_is_exactly_one_objective(objectives: list[Any]) -> None:
    assert paths(body(objectives=objectives)) == [("objectives",)]


def test_a_model_without_a_space_is_refused() -> None:
    assert paths({"model": "sklearn.SVC", "objectives": OBJECTIVES}) == [("space",)]


def test_faults_of_space_and_trials_are_told_together() -> None:
    sent = body({**X, "bounds": [1, 0]}, trials=[done(1, x=0.5), {"parameters": {"x": 1}}])
    assert paths(sent) == [("space", "parameters", 0, "bounds"), ("trials", 1, "values", "loss")]


def test_every_trial_of_a_wrong_shape_is_told() -> None:
    wrong = {"parameters": {"x": []}, "values": {"loss": 1}}
    sent = body(trials=[done(1, x=0.5), wrong, done(2, x=0.1), {"values": {}}, wrong])
    assert paths(sent) == [
        ("trials", 1, "parameters", "x"),
        ("trials", 3, "parameters"),
        ("trials", 4, "parameters", "x"),
    ]


def test_every_parameter_of_a_wrong_shape_is_told() -> None:
    sent = body({**X, "bounds": 1}, FLAG, {"type": "bool"})
    assert paths(sent) == [
        ("space", "parameters", 0, "bounds"),
        ("space", "parameters", 2, "name"),
    ]


def test_of_very_many_faults_the_first_are_looked_for() -> None:
    assert len(paths(body(trials=[{}] * limits.TRIALS))) == limits.ERRORS + 1


def test_of_very_many_wrong_values_the_first_are_looked_for() -> None:
    trial = {"parameters": {}, "values": {"loss": 1, "other": 2}}
    assert len(paths(body(trials=[trial] * limits.TRIALS))) == limits.ERRORS + 1


def test_too_many_trials_are_refused_by_their_number() -> None:
    assert paths(body(trials=[{"parameters": {}}] * (limits.TRIALS + 1))) == [("trials",)]


def test_a_single_condition_is_told_without_an_index() -> None:
    depth = {**DEPTH, "condition": {"parameter": "nobody", "values": [1]}}
    assert paths(body(FLAG, depth)) == [("space", "parameters", 1, "condition", "parameter")]


def test_every_algorithm_of_the_optimiser_can_be_named() -> None:
    assert set(ALGORITHMS) == set(models.ALGORITHMS)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_is_a_name_or_an_object(name: str) -> None:
    assert read(body(algorithm=name)).problem.algorithm.name == name
    assert read(body(algorithm=ALGORITHMS[name])).problem.algorithm.name == name
