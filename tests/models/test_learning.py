"""Symbols as in `models.learning`."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models.fitting import DRAWS, FEW_OBSERVATIONS, Outcome, fit
from models.learning import BELIEVED_NOISE, MOST_FITTED, Learned, learn
from tests.models.processes import observed


def test_there_is_a_process_for_all_hyperparameters(rng: np.random.Generator) -> None:
    learned = learn(observed(rng))
    assert len(learned.members) == len(learned.fit.hyperparameters) == DRAWS
    for member, hyperparameters in zip(learned.members, learned.fit.hyperparameters, strict=True):
        assert_array_equal(member.hyperparameters.length_scales, hyperparameters.length_scales)


def test_observations_have_their_noise_and_what_is_believed_hardly_any(
    rng: np.random.Generator,
) -> None:
    observations = observed(rng)
    learned = learn(observations)
    for member, hyperparameters in zip(learned.members, learned.fit.hyperparameters, strict=True):
        assert member.hyperparameters.noise_variance == BELIEVED_NOISE
        expected = observations.extra_noise + hyperparameters.noise_variance
        assert_array_equal(member.observations.extra_noise, expected)


def test_known_hyperparameters_teach_the_same_as_a_fit(rng: np.random.Generator) -> None:
    observations = observed(rng)
    again = Learned.of(observations, fit(observations))
    points = rng.random((7, 3))
    assert_array_equal(
        again.committee.predict(points), learn(observations).committee.predict(points)
    )


def test_of_many_observations_all_are_seen_and_some_are_fitted(rng: np.random.Generator) -> None:
    observations = observed(rng, MOST_FITTED + 50)
    assert len(learn(observations).members[0].alpha) == MOST_FITTED + 50


def test_what_was_learned_too_late_is_of_use_and_says_so(rng: np.random.Generator) -> None:
    observations = observed(rng)
    learned = learn(observations, is_late=lambda: True)
    assert learned.fit.outcome is Outcome.LATE
    mean, variance = learned.committee.predict(observations.Z)
    assert np.corrcoef(mean[0], observations.y)[0, 1] > 0.9
    assert (variance > 0.0).all()


def test_belief_keeps_the_hyperparameters_and_the_means(rng: np.random.Generator) -> None:
    learned, points = learn(observed(rng)), rng.random((4, 3))
    believing = learned.believing(points)
    assert believing.fit is learned.fit
    before, _ = learned.committee.predict(points)
    after, _ = believing.committee.predict(points)
    assert_allclose(after, before, atol=1e-9)


@pytest.mark.parametrize("n", [12, FEW_OBSERVATIONS + 1])
def test_the_size_is_that_of_its_largest_arrays(rng: np.random.Generator, n: int) -> None:
    learned = learn(observed(rng, n))
    k = len(learned.members)
    assert 2 * 8 * k * n * n <= learned.size <= 2 * 8 * k * n * (n + 3)
