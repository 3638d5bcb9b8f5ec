"""Tables of a report."""

from collections.abc import Iterable, Sequence

from benchmarks.environment import Environment
from benchmarks.statistics import Duel, Interval


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    ruler = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ruler, *rows))


def interval(value: Interval, digits: int = 3) -> str:
    """Return a mean and its interval with so many decimal places."""
    return f"{value.mean:.{digits}f} [{value.low:.{digits}f}, {value.high:.{digits}f}]"


def duel(value: Duel) -> str:
    """Return wins, ties and losses."""
    return f"{value.wins}/{value.ties}/{value.losses}"


def conditions(environment: Environment) -> str:
    """Return where and with what a measurement was made, as the last section of a report."""
    installed = {"Python": environment.python, **environment.packages}
    versions = ", ".join(f"{name} {version}" for name, version in installed.items() if version)
    return (
        "## Conditions\n\n"
        f"`{environment.command}` on {environment.date}, commit {environment.commit or 'unknown'} "
        f"(source {environment.source}).\n"
        f"{environment.processor}, {environment.cores} cores, {environment.system}; "
        f"load before {environment.load}; one thread inside BLAS.\n"
        f"{versions}.\n"
    )
