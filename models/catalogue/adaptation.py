"""A search space for one dataset, and how it differs from that for any dataset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from models.catalogue.entry import Draft, Model, RuledOut, Tuned
from models.catalogue.facts import Facts
from models.dataset import Dataset
from models.space import MISSING, Float, Int, Missing, Parameter, SearchSpace, Value
from models.space.values import identity

Range = tuple[Value, ...]


class AdaptationKind(StrEnum):
    """What became of a parameter."""

    NARROWED = "narrowed"
    WIDENED = "widened"
    # Some values are gone and others have come, or they have another order.
    MOVED = "moved"
    # The library's default is not among the values any more.
    DEFAULT = "default"
    RULED_OUT = "ruled_out"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What a dataset changed of a parameter.

    Attributes:
        parameter: Its name.
        kind: What became of it.
        before: Its range for any dataset: two bounds, or all values; None if it was not searched.
            Of a default, that default alone.
        after: The same for this dataset.
        why: Why so.
    """

    parameter: str
    kind: AdaptationKind
    before: Range | None
    after: Range | None
    why: str


@dataclass(frozen=True, slots=True)
class Adapted:
    """What is searched of a model on a dataset.

    Attributes:
        space: The search space.
        adaptations: How it differs from the space for any dataset, in the order of the parameters.
        sources: Where the range of each parameter comes from, by its name.
    """

    space: SearchSpace
    adaptations: tuple[Adaptation, ...]
    sources: Mapping[str, str]

    @property
    def default(self) -> dict[str, Value]:
        """The library's own configuration, or the nearest that the dataset allows."""
        parameters = self.space.parameters
        numbers = [each.number_of(_chosen(each)) for each in parameters]
        X = self.space.points(np.array([numbers]))
        return self.space.decode(self.space.project(X)[0])


def adapted(model: Model, dataset: Dataset) -> Adapted:
    """Return what is searched of a model on a dataset; of an unknown one if nothing is known."""
    task = model.tasks[0] if len(model.tasks) == 1 else dataset.task
    base = model.draft(Facts(task=task))
    draft = model.draft(replace(Facts.of(dataset), task=task))
    return Adapted(
        space=draft.space,
        adaptations=tuple(_adaptations(base, draft)),
        sources={each.parameter.name: each.source for each in draft.tuned},
    )


def _adaptations(base: Draft, draft: Draft) -> Iterator[Adaptation]:
    """Yield how a draft differs from another."""
    before = {each.parameter.name: each.parameter for each in base.tuned}
    for part in draft.parts:
        if isinstance(part, RuledOut):
            if part.name in before:
                old = _range(before[part.name])
                yield Adaptation(part.name, AdaptationKind.RULED_OUT, old, None, part.why)
        elif part.parameter.name in before:
            yield from _changes(before[part.parameter.name], part)
        else:
            new = part.parameter
            yield Adaptation(new.name, AdaptationKind.ADDED, None, _range(new), part.why)


def _changes(before: Parameter, part: Tuned) -> Iterator[Adaptation]:
    """Yield what became of the range of a parameter, and of its default."""
    after = part.parameter
    old, new = _range(before), _range(after)
    if old != new:
        yield Adaptation(after.name, _kind(before, after), old, new, part.why)
    if before.default != after.default:
        defaults = _alone(before.default), _alone(after.default)
        yield Adaptation(after.name, AdaptationKind.DEFAULT, *defaults, part.why)


def _chosen(parameter: Parameter) -> Value:
    """Return the default of a parameter, which every one of the catalogue has."""
    if parameter.default is MISSING:
        raise ValueError(f"{parameter.name} has no default")
    return parameter.default


def _alone(default: Value | Missing) -> Range | None:
    """Return a default as a range of one value."""
    return None if default is MISSING else (default,)


def _range(parameter: Parameter) -> Range:
    """Return the bounds of a parameter, or all its values."""
    if isinstance(parameter, Float | Int):
        return parameter.low, parameter.high
    return parameter.values


def _kind(before: Parameter, after: Parameter) -> AdaptationKind:
    """Tell whether a range that changed is now part of what it was, or the reverse."""
    is_part, is_whole = _holds(before, after), _holds(after, before)
    if is_part == is_whole:
        return AdaptationKind.MOVED
    return AdaptationKind.NARROWED if is_part else AdaptationKind.WIDENED


def _holds(outer: Parameter, inner: Parameter) -> bool:
    """Tell whether all values of a parameter are values of another."""
    if isinstance(outer, Float | Int):
        # A single value is listed, whatever it was before.
        bounds = [each for each in _range(inner) if isinstance(each, int | float)]
        return outer.low <= min(bounds) and max(bounds) <= outer.high
    held = {identity(each) for each in _range(outer)}
    return all(identity(each) in held for each in _range(inner))
