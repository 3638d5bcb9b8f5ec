"""Chance that differs from ask to ask of a study, also when each ask brings the same seed."""

import numpy as np

from models.history import History


def renewed(rng: np.random.Generator, history: History) -> np.random.Generator:
    """Return a generator that depends on another one and on how many trials there are.

    Under one seed, each ask would otherwise draw the same points as the one before, and when all
    of them had been tried, nothing new.
    """
    return np.random.default_rng([history.total, *rng.integers(2**32, size=4).tolist()])
