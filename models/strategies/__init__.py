"""Who suggests: each strategy is one file behind one protocol, and one line of the table here."""

from collections.abc import Callable, Mapping

from models.strategies.bayesian import Bayesian
from models.strategies.grid import Grid
from models.strategies.protocol import Proposal, Proposals, Strategy
from models.strategies.random import Random
from models.strategies.sobol import Sobol

# A maker takes the options of the algorithm as keyword arguments.
STRATEGIES: Mapping[str, Callable[..., Strategy]] = {
    # The Gaussian process has been at least as good as the others on every task measured.
    "auto": Bayesian,
    "gp": Bayesian,
    "sobol": Sobol,
    "grid": Grid,
    "random": Random,
}

__all__ = ["STRATEGIES", "Proposal", "Proposals", "Strategy"]
