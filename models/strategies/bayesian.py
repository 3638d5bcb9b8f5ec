"""Bayesian optimisation: a Gaussian process, and the point of highest expected improvement.

Symbols: n completed trials, f failed, q pending; d parameters; X (m, d) points.
"""

import contextlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import numpy as np

from models.acquisition import expected_improvement, probability_of_improvement
from models.arrays import Array
from models.errors import EmptySpaceError, FixedError, SurrogateError
from models.fitting import Outcome
from models.history import History
from models.learning import Learn, learn
from models.maximisation import Search
from models.observations import most_telling
from models.outputs import Outputs
from models.problem import Source
from models.space import Region, sample
from models.strategies.chance import renewed
from models.strategies.novelty import novel, novel_from
from models.strategies.opening import opening
from models.strategies.protocol import Proposal, Proposals, Recommended
from models.strategies.sobol import Sobol
from models.surrogate import Surrogate
from models.utility import Utility

# The best known points near which the search looks. Many, because those of one region may all be
# worse than a point of another that few trials have seen; see decisions/0008.
KNOWN = 20
# A search for every suggestion up to so many; the others come from the points of the last one.
SEARCHES = 8
# So many of these points, the best, or twice as many as are wanted.
POOL = 256
# The last pending trials count; a surrogate that took more for observed would outgrow its budget.
MOST_PENDING = 256
# The prior counts for as much as this many trials: a tenth of a usual budget of 100.
PRIOR_TRIALS = 10.0
# What a summary adds of hyperparameters, by how their fit ended.
STAND_INS = {
    Outcome.FITTED: "",
    Outcome.FAILED: " Its hyperparameters could not be fitted; they are the likeliest before any "
    "trial.",
    Outcome.LATE: " There was no time to fit its hyperparameters; they are the likeliest that were "
    "found until then.",
}


@dataclass(frozen=True, slots=True)
class Bayesian:
    """Completes an initial design, then trusts a surrogate.

    Attributes:
        initial_trials: Size of the initial design; None for one that suits the space.
        learn: How the surrogate learns from observations.
    """

    initial_trials: int | None = None
    learn: Learn = learn

    def learning(self, learn: Learn) -> Self:
        """Return the strategy whose surrogate learns in this way; see `Learner`."""
        return replace(self, learn=learn)

    def prepare(self, region: Region, history: History) -> None:
        """Learn what the next suggestion needs; see `Learner`."""
        is_designed = history.total >= opening(region, history, self.initial_trials).size
        if history.incumbent is not None and is_designed:
            with contextlib.suppress(SurrogateError):
                Belief.after(region, history, self.learn)

    def propose(
        self, region: Region, history: History, count: int, rng: np.random.Generator
    ) -> Proposals:
        """Return the rest of the initial design, then what promises most; see `Strategy`."""
        design_rng, search_rng = rng.spawn(2)
        design = opening(region, history, self.initial_trials)
        missing = count if history.incumbent is None else design.size - history.total
        try:
            first = design.propose(history, max(0, min(count, missing)), design_rng)
        except (EmptySpaceError, FixedError):
            # Known points lead to others, where chance finds none.
            if history.incumbent is None:
                raise
            first = []
        rest = count - len(first)
        if history.incumbent is None or not rest:
            return Proposals(first)
        history = history.with_pending(region.space, [each.x for each in first])
        try:
            belief = Belief.after(region, history, self.learn)
            found = belief.proposals(history.taken, rest, renewed(search_rng, history))
        except SurrogateError:
            return Proposals([*first, *without_surrogate(region, history, rest, design_rng)])
        return Proposals([*first, *found], belief.recommended())


def _drawn(region: Region, rng: np.random.Generator, m: int) -> Array:
    """Return so many random points, (m, d)."""
    return sample(region, m, rng).X


def without_surrogate(
    region: Region, history: History, count: int, rng: np.random.Generator
) -> list[Proposal]:
    """Return the next points of a Sobol sequence, which say why they are no more than that."""
    summary = "The surrogate could not be fitted, so this fills the space evenly instead."
    sequence = Sobol().propose(region, history, count, rng)
    return [replace(each, summary=summary) for each in sequence.items]


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What a history makes one believe about a region.

    Attributes:
        region: The region.
        X: Points of completed trials, (n, d).
        mean: Expected losses of completed trials, (n,), which belief in pending ones keeps;
            infinite for those that are not among the most telling.
        bar: The least expected loss of any trial, completed or pending, to each member, (k,).
        total: How many trials there are.
        best_observed: The least standardised loss of a completed trial.
        outputs: Losses <-> what the surrogate sees.
        surrogate: It.
    """

    region: Region
    X: Array
    mean: Array
    bar: Array
    total: int
    best_observed: float
    outputs: Outputs
    surrogate: Surrogate

    @classmethod
    def after(cls, region: Region, history: History, learn: Learn = learn) -> Self:
        """Return the belief after a history with at least one completed trial.

        A failed trial counts as the worst value so far: near it, others may fail as well.

        Args:
            region: What is believed about.
            history: What has been tried.
            learn: How to learn from observations.

        Raises:
            SurrogateError: The surrogate cannot be fitted.
        """
        outputs = Outputs.of(history.losses, history.direction)
        y = outputs.standardised(history.losses)
        failed = np.full(len(history.failed), y.max())
        surrogate = Surrogate.fitted(
            region.space,
            np.vstack([history.X, history.failed]),
            np.concatenate([y, failed]),
            np.concatenate([outputs.noise(history.stds), np.zeros(len(failed))]),
            history.pending[-MOST_PENDING:],
            learn,
        )
        rows = most_telling(y)
        opinions, _ = surrogate.opinions(history.X[rows])
        mean = np.full(len(y), np.inf)
        mean[rows] = opinions.mean(axis=0)
        bar, best = opinions.min(axis=1), float(y.min())
        belief = cls(region, history.X, mean, bar, history.total, best, outputs, surrogate)
        return belief.believing(history.pending[-MOST_PENDING:])

    def believing(self, X: Array) -> Self:
        """Return the belief that pending points, (q, d), get the values expected there."""
        if not len(X):
            return self
        opinions, _ = self.surrogate.opinions(X)
        bar = np.minimum(self.bar, opinions.min(axis=1))
        return replace(self, bar=bar, surrogate=self.surrogate.believing(X))

    def recommended(self) -> Recommended:
        """Return the completed trial with the best expected value."""
        row = int(np.argmin(self.mean))
        mean, std = self.surrogate.predict(self.X[[row]])
        return Recommended(row, self.outputs.prediction(float(mean[0]), float(std[0])))

    def proposals(
        self, taken: AbstractSet[bytes], count: int, rng: np.random.Generator
    ) -> list[Proposal]:
        """Return the points of highest utility, each in the belief that those before are run."""
        belief, found, pool = self, list[Proposal](), np.empty((0, self.region.space.d))
        for i in range(count):
            if found:
                x = found[-1].x[np.newaxis]
                belief, taken = belief.believing(x), taken | set(self.region.space.keys(x))
            utility = belief.utility()
            if i == SEARCHES:
                pool = novel(self.region, pool, taken, max(POOL, 2 * count))
            try:
                if i < SEARCHES:
                    pool = Search(self.region, utility, belief.best_known(), rng).ranked()
                else:
                    pool = pool[np.argsort(-utility(pool), kind="stable")]
                x = novel(self.region, pool, taken, 1)
                if not len(x):
                    x = novel_from(self.region, partial(_drawn, self.region, rng), taken, 1, rng)
            except (EmptySpaceError, FixedError):
                break
            if not len(x):
                break
            found.append(belief.proposal(x[0]))
        return found

    def utility(self) -> Utility:
        """Return the utility of points over the best expected loss, also of a pending point.

        If only completed trials counted, a pending point that promises to beat them would promise
        it again, and be proposed again and again.
        """
        return Utility(self.surrogate, self.bar, self.region, PRIOR_TRIALS / self.total)

    def best_known(self) -> Array:
        """Return the completed points of the best expected loss, the best first, (k, d)."""
        return self.X[np.argsort(self.mean, kind="stable")[:KNOWN]]

    def proposal(self, x: Array) -> Proposal:
        """Return the proposal of a point, (d,): what it promises over the best observed value.

        The search looks for improvement over the best expected value, which one lucky measurement
        does not lower. What users compare with is the best value they have seen.
        """
        best = self.best_observed
        mean, std = self.surrogate.predict(x[np.newaxis])
        predicted = self.outputs.prediction(float(mean[0]), float(std[0]))
        chance = float(probability_of_improvement(mean, std, best)[0])
        improvement = float(expected_improvement(mean, std, best)[0])
        so_far = self.outputs.prediction(best, 0.0).mean
        summary = (
            f"The surrogate expects {predicted.mean:.4g} ± {predicted.std:.2g} here and gives it "
            f"a chance of {chance:.0%} to beat the best so far, {so_far:.4g}."
        )
        summary += STAND_INS[self.surrogate.outcome]
        return Proposal(
            x,
            Source.SURROGATE,
            summary,
            predicted,
            self.outputs.difference(improvement),
            chance,
        )
