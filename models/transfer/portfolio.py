"""Configurations that were good elsewhere, in the order in which they are worth a trial.

Symbols: M data sets of all experiences; C candidates, d parameters; X (C, d) points; G (C, M)
regrets to be expected; w (M,) weights of the data sets.

On a data set like the earlier ones, the next trial is the one after which the least regret of all
trials is lowest in the weighted mean: Feurer et al. (2022), "Auto-sklearn 2.0", section 3.2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from models.arrays import Array
from models.dataset import Dataset
from models.space import MISSING, Region, SearchSpace, default_place
from models.transfer.correspondence import Correspondence
from models.transfer.experience import Experience
from models.transfer.names import plain
from models.transfer.similarity import distances, weights

# A trial must lower the regret by as much; see decisions/0015.
LEAST_GAIN = 0.003
# Of two trials that gain about as much, the one that is better by itself.
TIES = 1e-3
# What a data set has before any trial, in regrets: as bad as the worst that counts.
WORST = 4.0
# Data sets that a reason names.
NAMED = 3
# An experience is about a space of which it has so many parameters, and such a share; of the model
# that is tuned, a smaller share is enough.
SAME = 3
SAME_SHARE, SAME_SHARE_OF_MODEL = 0.6, 0.3


@dataclass(frozen=True, eq=False)
class Lessons:
    """What earlier studies teach about a region.

    Attributes:
        region: Where to search.
        experiences: The earlier studies, at least one.
        dataset: What is known of the data set; None for nothing.
        is_named: Whether they are known to be of the model that is tuned.
    """

    region: Region
    experiences: tuple[Experience, ...]
    dataset: Dataset | None = None
    is_named: bool = True

    @classmethod
    def about(
        cls,
        region: Region,
        model: str | None,
        dataset: Dataset | None,
        experiences: Sequence[Experience],
    ) -> Self | None:
        """Return what experiences teach about a region; None if they are about something else.

        Args:
            region: Where to search.
            model: What is tuned; None if that is not known.
            dataset: What is known of the data set; None for nothing.
            experiences: Those of the model count if there are any, or else those of models with
                such parameters.
        """
        named = [each for each in experiences if model is not None and each.is_of(model)]
        d = region.space.d
        needed = (
            math.ceil(SAME_SHARE_OF_MODEL * d) if named else max(SAME, math.ceil(SAME_SHARE * d))
        )
        found = [each for each in named or experiences if _is_about(region.space, each, needed)]
        return cls(region, tuple(found), dataset, is_named=bool(named)) if found else None

    @cached_property
    def datasets(self) -> tuple[Dataset, ...]:
        """The data sets of all experiences, M of them."""
        return tuple(each for experience in self.experiences for each in experience.datasets)

    @cached_property
    def weights(self) -> Array:
        """How much each of them counts, (M,), summing to 1."""
        return weights(self.dataset, self.datasets)

    @cached_property
    def _ways(self) -> tuple[Correspondence, ...]:
        """The way to the reference space of each experience."""
        return tuple(
            Correspondence.between(self.region.space, each.space) for each in self.experiences
        )

    @cached_property
    def candidates(self) -> Array:
        """Feasible points, (C, d): the default, and what was tried elsewhere and exists here."""
        found = [np.empty((0, self.region.space.d))]
        if self.default is not None:
            found.append(self.default[np.newaxis])
        for way, experience in zip(self._ways, self.experiences, strict=True):
            W, is_there = way.back(experience.X)
            found.append(W[is_there])
        X = self.region.feasible(np.vstack(found))
        distinct = {key: i for i, key in reversed([*enumerate(self.region.space.keys(X))])}
        return X[sorted(distinct.values())]

    @cached_property
    def regrets(self) -> Array:
        """What the candidates may be expected to lose on every data set, (C, M)."""
        return self._regrets(self.candidates)

    def next(self, tried: Array, taken: frozenset[bytes], count: int, least: int) -> Array:
        """Return the points that are worth the next trials, (k, d), k at most count.

        Args:
            tried: Points of trials, (n, d).
            taken: Their keys; see `SearchSpace.keys`.
            count: How many, at most.
            least: How many of them are worth it whatever they gain.
        """
        X, G = self.candidates, self.regrets
        is_taken = np.array([key in taken for key in self.region.space.keys(X)], dtype=np.bool_)
        merits = -(G @ self.weights)
        after = np.vstack([np.full((1, G.shape[1]), WORST), self._regrets(tried)]).min(axis=0)
        chosen: list[int] = []
        for i in range(min(count, int((~is_taken).sum()))):
            gains = (after - np.minimum(G, after)) @ self.weights
            row = int(np.argmax(np.where(is_taken, -np.inf, gains + TIES * merits)))
            if i >= least and gains[row] < LEAST_GAIN:
                break
            chosen.append(row)
            is_taken[row] = True
            after = np.minimum(after, G[row])
        return X[chosen]

    @property
    def has_default(self) -> bool:
        """Whether the space itself has a default of any parameter."""
        return any(each.default is not MISSING for each in self.region.space.parameters)

    @cached_property
    def default(self) -> Array | None:
        """The default, (d,); None if it is not feasible.

        Of a space without defaults, what the library uses, as far as this space has it.
        """
        parameters = self.region.space.parameters
        found = [np.array([[default_place(each) for each in parameters]])]
        if not self.has_default:
            for way in reversed(self._ways):
                start = np.array([[default_place(each) for each in way.reference.parameters]])
                W, is_there = way.back(way.reference.project(start))
                found.insert(0, W[is_there])
        X = self.region.feasible(np.vstack(found))
        return X[0] if len(X) else None

    def nearest(self) -> tuple[tuple[str, float], ...]:
        """Return the names of the data sets that count most, and their weights."""
        order = np.argsort(-self.weights, kind="stable")[:NAMED]
        return tuple((self.datasets[m].name or "", float(self.weights[m])) for m in order)

    @cached_property
    def is_by_metadata(self) -> bool:
        """Whether what is known of the data set tells which others count more."""
        return self.dataset is not None and distances(self.dataset, self.datasets) is not None

    @property
    def summary(self) -> str:
        """Why a candidate is worth a trial, in one sentence."""
        models = " and ".join(sorted({name for each in self.experiences for name in each.models}))
        return (
            f"Good on many of {len(self.datasets)} other data sets with {models}, and best beside "
            "what has been tried."
        )

    def _regrets(self, X: Array) -> Array:
        """Return what points may be expected to lose on every data set, (m, M), at least 0.

        Nothing is lost by the best of the candidates: what this space does not have is no loss.
        """
        if not len(X):
            return np.empty((0, len(self.datasets)))
        expected = [
            each.at(way.ahead(X)) for way, each in zip(self._ways, self.experiences, strict=True)
        ]
        return np.clip(np.hstack(expected) - self._least, 0.0, WORST)

    @cached_property
    def _least(self) -> Array:
        """The least regret of a candidate on every data set, (M,)."""
        X = self.candidates
        return np.hstack(
            [
                each.at(way.ahead(X)).min(axis=0)
                for way, each in zip(self._ways, self.experiences, strict=True)
            ]
        )


def _is_about(space: SearchSpace, experience: Experience, needed: int) -> bool:
    """Tell whether an experience has so many of the parameters of a space."""
    # Names alone tell most of them apart, in no time.
    alike = sum(plain(each.name) in experience.known_names for each in space.parameters)
    return alike >= needed and len(Correspondence.between(space, experience.space).pairs) >= needed
