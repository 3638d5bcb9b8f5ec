import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.arrays import Array
from benchmarks.quality import live
from benchmarks.quality.learned import Learned, features
from benchmarks.quality.live.data import folder
from benchmarks.quality.live.task import values
from benchmarks.quality.responses import (
    DEVELOPMENT,
    FLOOR,
    HALVES,
    HELD_OUT,
    LEAST,
    ORIGINS,
    SEED,
    Response,
    accuracy,
    learn,
    lowest,
    measure,
)
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import Half
from tests.benchmarks.quality.tasks import BRANCHES, Branches

# Far fewer than a live task has: a bowl is easily learned.
FEW = 200


def bowls(points: Array) -> Array:
    """Return losses, (m,): near at least 0.1, far a bowl about 0."""
    far = (points[:, 1] - 0.3) ** 2 + (points[:, 2] - 0.6) ** 2
    return np.where(np.isnan(points[:, 2]), 0.1 + points[:, 1], far)


@pytest.fixture(scope="module")
def response() -> Response:
    return learn(Branches(), FEW)


@pytest.fixture(scope="module")
def surface(response: Response) -> Learned:
    task = Branches()
    return Learned(
        name="branches-response/bowls",
        half=task.half,
        version=1,
        space=task.space,
        objective=task.objective,
        ensemble=response.ensemble,
        base=response.base,
        unit=response.unit,
        optimum=response.optimum,
    )


def test_a_response_surface_predicts_what_its_task_would_measure(surface: Learned) -> None:
    task = Branches()
    tried = [each for each in sample(BRANCHES, 200) if each["kind"] == "far"]
    predicted, true = ([of.true_value(each) for each in tried] for of in (surface, task))
    assert np.corrcoef(predicted, true)[0, 1] > 0.95


def test_learning_again_gives_the_same_surface(response: Response) -> None:
    again = learn(Branches(), FEW)
    inputs = features(BRANCHES, BRANCHES.encode_all(sample(BRANCHES, 10)).X)
    assert again.ensemble.losses(inputs).tolist() == response.ensemble.losses(inputs).tolist()
    assert again.optimum == response.optimum


def test_nothing_in_a_large_sample_is_better_than_the_optimum(surface: Learned) -> None:
    *others, optimum = surface.reference()
    assert optimum == surface.optimum
    assert max(others) < optimum < 1.1


def test_networks_learn_losses_of_which_the_best_is_zero_and_the_median_one() -> None:
    found = measure(Branches(), FEW)
    losses = np.exp(found.rows.logs) - FLOOR
    assert_allclose([losses.min(), np.median(losses)], [0.0, 1.0], atol=1e-12)


def test_losses_are_translated_back_to_what_was_measured_and_failures_left_out() -> None:
    found = measure(Branches(), FEW)
    outcomes = values(Branches(), sample(BRANCHES, FEW, SEED))
    measured = [each for each in outcomes if each is not None]
    assert 0 < len(measured) < FEW
    assert_allclose(found.base + found.unit * np.exp(found.rows.logs), measured)


def test_a_long_search_finds_the_optimum_of_another_branch() -> None:
    start = BRANCHES.encode_all([{"kind": "near", "x": 0.5}]).X

    assert 0.0 <= lowest(BRANCHES, bowls, np.repeat(start, 10, axis=0)) < 1e-6


def test_every_surface_is_of_a_live_task_of_its_half() -> None:
    assert {ORIGINS[name] for name in HALVES if HALVES[name] is Half.DEVELOPMENT} == {*DEVELOPMENT}
    assert {ORIGINS[name] for name in HALVES if HALVES[name] is Half.HELD_OUT} == {*HELD_OUT}
    assert len(HALVES) == len(DEVELOPMENT) + len(HELD_OUT)


def test_the_held_out_surfaces_are_of_the_first_two_tasks_of_every_model() -> None:
    models = {origin.partition("/")[0] for origin in HELD_OUT}
    held_out = [name for name, task in live.TASKS.items() if task.half is Half.HELD_OUT]
    for model in models:
        own = [name for name in held_out if name.startswith(f"{model}/")]
        assert [name for name in HELD_OUT if name.startswith(f"{model}/")] == own[:2]


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(not folder().exists(), reason="the shared data are not here")
@pytest.mark.parametrize("name", ORIGINS)
def test_every_surface_is_learned_well_enough(name: str) -> None:
    for library in ("xgboost", "lightgbm"):
        if ORIGINS[name].startswith(library):
            pytest.importorskip(library)
    assert accuracy(name).spearman >= LEAST
