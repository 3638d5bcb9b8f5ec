"""The benchmark as a command: load the service, report, keep."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.archive import FOLDER, save
from benchmarks.console import say
from benchmarks.environment import ROOT, Environment, describe
from benchmarks.load import reports
from benchmarks.load.databases import Databases, databases
from benchmarks.load.duel import duels
from benchmarks.load.plan import FULL, QUICK, Plan
from benchmarks.load.size import sized
from benchmarks.load.soak import soak
from benchmarks.load.throughput import throughput


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part has found.

    Attributes:
        report: In Markdown.
        content: The numbers behind it.
        figures: As SVG, by the names of their files.
    """

    report: str
    content: Mapping[str, object]
    figures: Mapping[str, str] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> None:
    """Carry out the parts that the arguments name; of a quick look, nothing is kept."""
    options = _parser().parse_args(arguments)
    plan = (QUICK if options.quick else FULL).lasting(options.minutes)
    environment = describe(" ".join(["python -m benchmarks load", *arguments]))
    with databases() as made:
        for name in options.parts.split(","):
            outcome = PARTS[name](plan, made, environment)
            if outcome is None:
                continue
            say(f"\n{outcome.report}")
            if not options.quick:
                _keep(f"load-{name}", outcome, environment)


def _keep(name: str, outcome: Outcome, environment: Environment) -> None:
    """Write the report of a part, its numbers and its figures."""
    save(name, environment, outcome.content, outcome.report)
    for title, figure in outcome.figures.items():
        path = FOLDER / f"{title}.svg"
        path.write_text(figure, encoding="utf-8")
        say(f"Wrote {path.relative_to(ROOT)}")


def _throughput(plan: Plan, made: Databases, environment: Environment) -> Outcome:
    """Load it with more and more clients."""
    found, report = throughput(plan, made), reports.throughput
    return Outcome(report.render(found, environment), report.content(found), report.figures(found))


def _duels(plan: Plan, made: Databases, environment: Environment) -> Outcome | None:
    """Compare it with Optuna's storage, if that is there."""
    found, report = duels(plan, made), reports.duels
    return Outcome(report.render(found, environment), report.content(found)) if found else None


def _size(plan: Plan, made: Databases, environment: Environment) -> Outcome:
    """Ask beside many trials."""
    found, report = sized(plan, made), reports.size
    return Outcome(report.render(found, plan, environment), report.content(found))


def _soak(plan: Plan, made: Databases, environment: Environment) -> Outcome:
    """Watch its memory."""
    found, report = soak(plan.minutes, made), reports.soak
    return Outcome(report.render(found, environment), report.content(found), report.figures(found))


PARTS: Mapping[str, Callable[[Plan, Databases, Environment], Outcome | None]] = {
    "throughput": _throughput,
    "duels": _duels,
    "size": _size,
    "soak": _soak,
}


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser("python -m benchmarks load", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of all; nothing is kept")
    parser.add_argument(
        "--parts", default=",".join(PARTS), type=_parts, help=f"some of {', '.join(PARTS)}"
    )
    parser.add_argument("--minutes", type=float, help="of the soak; 30 if left out")
    return parser


def _parts(text: str) -> str:
    """Return names of parts with commas between them, or raise ValueError."""
    unknown = set(text.split(",")) - set(PARTS)
    if unknown:
        raise ValueError(f"expected some of {', '.join(PARTS)}, got {text}")
    return text
