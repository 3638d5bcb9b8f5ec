from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Event

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import models
from models import Fit, Learned, Observations, Outcome
from service.errors import BusyError
from service.fits import VERSION_LENGTH, FitCache, Learner, fit_of, text_of, version_of_models
from service.queueing import Queues

PATIENCE_SECONDS = 60.0


def observed(seed: int = 0, n: int = 12) -> Observations:
    rng = np.random.default_rng(seed)
    return Observations(rng.random((n, 2)), rng.normal(size=n), np.array([0, 1]), np.zeros(n))


class World:
    """A cache, the time by which it goes, and where it had its fits from."""

    def __init__(
        self,
        version: str = "these",
        most_bytes: int = 10**6,
        queue: Callable[[str, float], AbstractContextManager[object]] | None = None,
    ) -> None:
        self.now = 0.0
        self.tick = 0.0
        self.origins: list[str] = []
        self.cache = FitCache(
            clock=self.clock,
            seconds=1.0,
            queue=queue or Queues(),
            observe=lambda origin, _: self.origins.append(origin),
            version=version,
            most_bytes=most_bytes,
            long=12,
        )

    def clock(self) -> float:
        self.now += self.tick
        return self.now


def numbers(learned: Learned) -> list[float]:
    """All hyperparameters that were learned."""
    return [
        float(number)
        for each in learned.fit.hyperparameters
        for number in (
            *each.length_scales,
            each.signal_variance,
            each.noise_variance,
            each.trend_variance,
        )
    ]


# What is remembered


def test_what_was_learned_once_is_remembered() -> None:
    world = World()
    first, second = (world.cache.learner({})(observed()) for _ in range(2))
    assert second is first
    assert world.origins == ["fitted", "memory"]


def test_it_is_what_the_models_learn() -> None:
    assert numbers(World().cache.learner({})(observed())) == numbers(models.learn(observed()))


def test_a_fit_from_the_database_teaches_the_same_and_is_not_made_again() -> None:
    there, here = World(), World()
    learner = there.cache.learner({})
    made = learner(observed())
    reader = here.cache.learner(learner.fresh)
    found = reader(observed())
    assert here.origins == ["database"]
    points = np.random.default_rng(1).random((5, 2))
    assert_array_equal(found.committee.predict(points), made.committee.predict(points))
    assert reader.fresh == {}


def test_a_fit_comes_back_from_its_text_to_the_last_bit() -> None:
    learned = models.learn(observed())
    back = Learned.of(observed(), fit_of(text_of(learned.fit)))
    assert numbers(back) == numbers(learned)
    assert back.fit.outcome is learned.fit.outcome


def test_a_fit_of_other_models_is_not_even_read() -> None:
    world = World()
    world.cache.learner({"others-0": "in another form"})(observed())
    assert world.origins == ["fitted"]


def test_a_fit_of_other_models_is_not_used() -> None:
    there, here = World(version="others"), World()
    learner = there.cache.learner({})
    learner(observed())
    here.cache.learner(learner.fresh)(observed())
    assert here.origins == ["fitted"]


def test_a_fit_of_a_short_history_is_remembered_and_not_worth_keeping() -> None:
    world = World()
    learner = world.cache.learner({})
    learner(observed(n=11))
    learner(observed(n=12))
    assert list(learner.fresh) == [world.cache.key(observed(n=12))]
    learner(observed(n=11))
    assert world.origins == ["fitted", "fitted", "memory"]


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    room = 2 * models.learn(observed()).size
    world = World(most_bytes=room)
    for seed in (1, 2, 1, 3, 1, 2):
        world.cache.learner({})(observed(seed))
    assert world.origins == ["fitted", "fitted", "memory", "fitted", "memory", "fitted"]


def test_what_is_learned_twice_counts_once() -> None:
    learned = models.learn(observed())
    world = World(most_bytes=2 * learned.size)
    for key in ("a", "b", "a", "b"):
        world.cache.put(key, learned)
    assert world.cache.find("a") is world.cache.find("b") is learned


def test_what_is_larger_than_the_memory_is_not_remembered() -> None:
    world = World(most_bytes=models.learn(observed()).size - 1)
    for _ in range(2):
        world.cache.learner({})(observed())
    assert world.origins == ["fitted", "fitted"]


def test_the_version_is_that_of_the_files_of_the_models() -> None:
    version = version_of_models()
    assert version == version_of_models()
    assert len(version) == VERSION_LENGTH
    assert int(version, 16) >= 0


# Deadlines


def late(learner: Learner) -> Fit:
    """The fit of somebody who has no time."""
    fit = learner(observed()).fit
    assert fit.outcome is Outcome.LATE
    return fit


def test_a_fit_that_takes_too_long_is_used_as_far_as_it_came_and_not_kept() -> None:
    world = World()
    # Time for the first ten looks at the clock.
    world.tick = 0.1
    learner = world.cache.learner({})
    late(learner)
    world.tick = 0.0
    assert learner.fresh == {}
    assert world.cache.learner({})(observed()).fit.outcome is Outcome.FITTED
    assert world.origins == ["late", "fitted"]


def test_the_fits_of_one_ask_have_its_time_together() -> None:
    world = World()
    learner = world.cache.learner({})
    assert learner(observed(1)).fit.outcome is Outcome.FITTED
    world.now = 1.5
    assert learner(observed(2)).fit.outcome is Outcome.LATE
    assert world.cache.learner({})(observed(3)).fit.outcome is Outcome.FITTED


def test_who_may_take_longer_does() -> None:
    world = World()
    learner = world.cache.learner({}, seconds=10.0)
    world.now = 9.0
    assert learner(observed()).fit.outcome is Outcome.FITTED


def test_a_fit_that_nobody_wants_any_more_ends() -> None:
    late(World().cache.learner({}, is_cancelled=lambda: True))


def test_what_is_remembered_is_there_however_late_it_is() -> None:
    world = World()
    world.cache.learner({})(observed())
    learner = world.cache.learner({})
    world.now = 99.0
    assert learner(observed()).fit.outcome is Outcome.FITTED


# At the same time


def test_of_two_who_learn_the_same_one_waits_for_the_other() -> None:
    queues, arrivals, both_are_there = Queues(), list[str](), Event()

    def queue(key: str, _: float) -> AbstractContextManager[object]:
        arrivals.append(key)
        if len(arrivals) == 2:
            both_are_there.set()
        return queues(key, PATIENCE_SECONDS)

    world = World(queue=queue)
    # Goes on once the other has come as well.
    first = world.cache.learner({}, is_cancelled=lambda: not both_are_there.wait(PATIENCE_SECONDS))
    other = world.cache.learner({})
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first, observed())
        two = threads.submit(other, observed())
        assert one.result(PATIENCE_SECONDS) is two.result(PATIENCE_SECONDS)
    assert sorted(world.origins) == ["fitted", "memory"]


def test_who_waits_for_another_in_vain_goes_on_with_what_the_prior_says() -> None:
    def taken(_: str, __: float) -> AbstractContextManager[object]:
        raise BusyError

    world = World(queue=taken)
    (only,) = late(world.cache.learner({})).hyperparameters
    assert world.origins == ["late"]
    (prior,) = models.learn(observed(), lambda: True).fit.hyperparameters
    assert_array_equal(only.length_scales, prior.length_scales)


def test_nobody_waits_longer_than_the_ask_may_take() -> None:
    waits: list[float] = []

    def queue(key: str, seconds: float) -> AbstractContextManager[object]:
        waits.append(seconds)
        return Queues()(key, seconds)

    world = World(queue=queue)
    learner = world.cache.learner({})
    learner(observed(1))
    world.now = 0.25
    learner(observed(2))
    world.now = 2.0
    learner(observed(3))
    assert waits == pytest.approx([1.0, 0.75, 0.0])
