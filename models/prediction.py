"""What the surrogate of a study expects of configurations."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.errors import SurrogateError, TrialsError
from models.history import History
from models.learning import Learn, learn
from models.problem import Prediction, Problem, Trial
from models.space import Configuration, Region
from models.strategies.bayesian import Belief


def predict(
    problem: Problem,
    trials: Sequence[Trial],
    configurations: Sequence[Configuration],
    learn: Learn = learn,
) -> tuple[Prediction, ...] | None:
    """Return what is expected of configurations, whichever algorithm suggests.

    Args:
        problem: What is optimised.
        trials: What has been tried; what is under way counts for nothing.
        configurations: Where to look; rules of the space are not looked at.
        learn: How to learn from observations; one that remembers changes nothing but the time.

    Returns:
        A prediction for each, without the noise of a measurement; None without a completed trial.
        If no surrogate can be fitted, they are the mean and the deviation of all values.

    Raises:
        TrialsError: Trials or configurations do not belong to the space. In the path of an error
            about a configuration stands its index.
    """
    encoded = problem.space.encode_all(configurations)
    if encoded.errors:
        raise TrialsError(encoded.errors)
    history = History.of(problem.space, trials, problem.objective.direction)
    if history.incumbent is None:
        return None
    observed = replace(history, pending=history.pending[:0])
    try:
        belief = Belief.after(Region(problem.space), observed, learn)
    except SurrogateError:
        # Sums and squares of values near the largest float overflow, those of shares do not.
        largest = float(np.abs(history.values).max()) or 1.0
        shares = history.values / largest
        anywhere = Prediction(float(shares.mean()) * largest, float(shares.std()) * largest)
        return (anywhere,) * len(configurations)
    means, stds = belief.surrogate.predict(encoded.X)
    pairs = zip(means.tolist(), stds.tolist(), strict=True)
    return tuple(belief.outputs.prediction(mean, std) for mean, std in pairs)
