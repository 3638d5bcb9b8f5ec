"""Does the predicted deviation mean something? Random configurations that were held out.

A surrogate that is right about its doubt has half of them in its central 50 % interval, and so on.
It is judged in the units that it sees, after `models.outputs`: there it claims to be normal.

Symbols: n trials in the history; m held out; z (m,) errors in standard deviations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
from scipy.stats import norm

from benchmarks.arrays import Array
from benchmarks.quality.regrets import sign
from benchmarks.quality.sampling import sample
from benchmarks.quality.tasks import FailedTrialError, Task
from benchmarks.statistics import Sampling
from models import Configuration, Trial, TrialState
from models.errors import SurrogateError
from models.history import History
from models.space import Region
from models.strategies.bayesian import Belief

# Trials: soon after the initial design, in the middle of a run, and at its end.
HISTORIES = (15, 30, 60)
# Of the central intervals.
LEVELS = (0.5, 0.8, 0.95)
# Of so many random configurations each repetition learns the first and predicts the last, in an
# order of its own.
CONFIGURATIONS = 200
HELD_OUT = 100
REPETITIONS = 3
# The median of |z| if z is standard normal.
EXPECTED_ERROR = float(norm.ppf(0.75))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well doubt was judged on one task after a history.

    Attributes:
        task: Its name.
        family: Of the task.
        history: How many trials the surrogate knew.
        predictions: How many were held out, over all repetitions.
        coverage: The part of them in each central interval, by level.
        median_error: The median of |z|.
    """

    task: str
    family: str
    history: int
    predictions: int
    coverage: Mapping[float, float]
    median_error: float


def calibrate(tasks: Sequence[Task]) -> list[Calibration]:
    """Return the calibration of our surrogate on tasks; in several processes if joblib may."""
    jobs = (joblib.delayed(_calibrate)(task) for task in tasks)
    found: list[list[Calibration]] = joblib.Parallel()(jobs)
    return [each for of_task in found for each in of_task]


def _calibrate(task: Task) -> list[Calibration]:
    """Return the calibration on a task after each history."""
    trials = [_trial(task, each, row) for row, each in enumerate(_distinct(task))]
    orders = [np.random.default_rng(seed).permutation(len(trials)) for seed in range(REPETITIONS)]
    found = []
    for n in HISTORIES:
        errors = [
            standardised_errors(
                task, [trials[row] for row in order[:n]], [trials[row] for row in order[-HELD_OUT:]]
            )
            for order in orders
            # A small space has too few configurations for both.
            if len(order) >= n + HELD_OUT
        ]
        z = np.concatenate([np.empty(0), *errors])
        if len(z):
            found.append(judged(task.name, task.family, n, z))
    return found


def judged(task: str, family: str, history: int, z: Array) -> Calibration:
    """Return how errors in standard deviations, (m,), compare with a standard normal variable."""
    coverage = {level: float(np.mean(np.abs(z) <= norm.ppf(0.5 + 0.5 * level))) for level in LEVELS}
    return Calibration(task, family, history, len(z), coverage, float(np.median(np.abs(z))))


def standardised_errors(task: Task, known: Sequence[Trial], held_out: Sequence[Trial]) -> Array:
    """Return errors of predictions in standard deviations, (m,); none if nothing can be fitted.

    This function alone knows what our models look like inside.

    Args:
        task: What is tuned.
        known: What the surrogate learns from.
        held_out: What it predicts; those that failed are left out.
    """
    tried = [trial for trial in held_out if trial.value is not None]
    history = History.of(task.space, known, task.objective.direction)
    if history.incumbent is None or not tried:
        return np.empty(0)
    try:
        belief = Belief.after(Region(task.space, {}), history)
    except SurrogateError:
        return np.empty(0)
    losses = sign(task) * np.array([trial.value for trial in tried])
    mean, std = belief.surrogate.predict(
        task.space.encode_all([trial.parameters for trial in tried]).X
    )
    # What is predicted is a measurement, which has noise.
    noise = belief.surrogate.noise_variance
    z: Array = (belief.outputs.standardised(losses) - mean) / np.sqrt(std**2 + noise)
    return z


def _distinct(task: Task) -> list[Configuration]:
    """Return random configurations of which no two are alike."""
    drawn = sample(task.space, CONFIGURATIONS)
    keys = task.space.keys(task.space.encode_all(drawn).X)
    return list(dict(zip(keys, drawn, strict=True)).values())


def _trial(task: Task, configuration: Configuration, seed: int) -> Trial:
    """Return the trial of a configuration."""
    try:
        return Trial(configuration, value=task.evaluate(configuration, seed))
    except FailedTrialError:
        return Trial(configuration, TrialState.FAILED)


def averaged(found: Sequence[Calibration]) -> tuple[Mapping[float, float], float]:
    """Return coverage by level and the median error, averaged; families weigh the same."""
    sampling = Sampling.of([each.task for each in found], [each.family for each in found])
    coverage = {
        level: float(sampling.mean(np.array([each.coverage[level] for each in found])))
        for level in LEVELS
    }
    return coverage, float(sampling.mean(np.array([each.median_error for each in found])))
