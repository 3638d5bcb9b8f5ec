"""Who suggests: each strategy is one file behind one protocol, and one line of the table here."""

from collections.abc import Callable, Mapping

from models.learning import Learn
from models.problem import Algorithm
from models.strategies.bayesian import Bayesian
from models.strategies.grid import Grid
from models.strategies.protocol import Learner, Proposal, Proposals, Strategy
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


def strategy_of(algorithm: Algorithm, learn: Learn) -> Strategy:
    """Return who suggests, and learns in this way if there is anything to learn."""
    strategy = STRATEGIES[algorithm.name](**algorithm.options)
    return strategy.learning(learn) if isinstance(strategy, Learner) else strategy


__all__ = ["STRATEGIES", "Learner", "Proposal", "Proposals", "Strategy", "strategy_of"]
