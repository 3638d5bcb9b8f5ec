"""Ours against Optuna's storage."""

from collections.abc import Mapping, Sequence

from benchmarks import markdown
from benchmarks.environment import Environment
from benchmarks.load.client import PARAMETERS
from benchmarks.load.crowd import Run
from benchmarks.load.duel import OURS, SAMPLERS, THEIRS, Match
from benchmarks.load.spread import numbers, spread, together, usual_and_late
from benchmarks.quality.peers import packages

INTRODUCTION = """\
# Against Optuna's storage

The same work in the same database, in turn: so many processes together ask for {pairs} trials of
{parameters} parameters of a new study and tell their values. Theirs work on the database
themselves, with {versions}; ours are clients of a service with as many processes. `random` is
RandomSampler there, `auto` our default and TPESampler theirs. Medians of {rounds} duels, with the
least and the greatest; above 1, ours makes more pairs in the same time.
"""
Duels = Mapping[tuple[Match, str], Sequence[Run]]


def render(found: Duels, environment: Environment) -> str:
    """Return the report in Markdown."""
    runs = next(iter(found.values()))
    match, _ = next(iter(found))
    introduction = INTRODUCTION.format(
        pairs=match.processes * (len(runs[0].asks) // match.processes),
        parameters=PARAMETERS,
        versions=f"Optuna {packages('optuna')['optuna']}",
        rounds=len(runs),
    )
    header = (
        "database, algorithm, processes",
        *("pairs per second", "Optuna's", "ratio"),
        *("ask: median / 99th, ms", "Optuna's", "tell: median / 99th, ms", "Optuna's"),
    )
    rows = [_row(each, found) for each in dict.fromkeys(each for each, _ in found)]
    table = markdown.table(header, rows)
    return "\n".join([introduction, f"{table}\n", markdown.conditions(environment)])


def content(found: Duels) -> dict[str, object]:
    """Return what is kept: every run."""
    return {
        "duels": [
            {
                "side": side,
                "database": match.kind,
                "algorithm": match.algorithm if side == OURS else SAMPLERS[match.algorithm],
                "processes": match.processes,
                **numbers(run),
            }
            for (match, side), runs in found.items()
            for run in runs
        ]
    }


def _row(match: Match, found: Duels) -> list[str]:
    """Return the row of a match."""
    ours, theirs = found[match, OURS], found[match, THEIRS]
    ratios = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
    own, other = together(ours), together(theirs)
    return [
        f"{match.kind}, `{match.algorithm}`, {match.processes}",
        *(markdown.interval(spread([run.rate for run in runs]), 0) for runs in (ours, theirs)),
        markdown.interval(spread(ratios), 2),
        *(usual_and_late(each) for each in (own[0], other[0], own[1], other[1])),
    ]
