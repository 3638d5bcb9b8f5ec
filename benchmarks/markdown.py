"""Tables of a report."""

from collections.abc import Iterable, Sequence

from benchmarks.environment import Environment
from benchmarks.statistics import Interval


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    ruler = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, ruler, *rows))


def interval(value: Interval, digits: int = 3) -> str:
    """Return a mean and its interval with so many decimal places."""
    return f"{value.mean:.{digits}f} [{value.low:.{digits}f}, {value.high:.{digits}f}]"


def strongest(values: Sequence[float], digits: int = 3) -> list[str]:
    """Return numbers with so many decimal places; those that are then the lowest in bold."""
    best = round(min(values), digits)
    return [
        f"**{x:.{digits}f}**" if round(x, digits) == best else f"{x:.{digits}f}" for x in values
    ]


def p_value(p: float) -> str:
    """Return a p value to two digits that say something."""
    return "< 0.0001" if p < 1e-4 else f"{p:.2g}"  # noqa: PLR2004 - its own text says what it is.


def seconds(value: float) -> str:
    """Return a time to three digits, in milliseconds or in seconds."""
    return f"{1e3 * value:.3g} ms" if value < 1.0 else f"{value:.3g} s"


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
