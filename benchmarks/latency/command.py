"""The benchmark as a command: serve, ask, count, report, keep."""

from benchmarks.archive import FOLDER, save
from benchmarks.console import say
from benchmarks.environment import ROOT, describe
from benchmarks.latency.curves import figure
from benchmarks.latency.floor import Floor, floor, rate
from benchmarks.latency.memory import peaks
from benchmarks.latency.plan import CALL, FULL, QUICK, Part, Plan
from benchmarks.latency.report import Outcome, numbers, render
from benchmarks.latency.rounds import Measured, measure
from benchmarks.quality.peers import version


def main(*, quick: bool) -> None:
    """Measure all sizes.

    Args:
        quick: Whether to measure fewer sizes a few times and keep nothing.
    """
    environment = describe(f"python -m benchmarks latency{' --quick' if quick else ''}")
    plan = QUICK if quick else FULL
    measured = measure(plan)
    outcome = Outcome(
        measured,
        {name: version(name) for name in plan.rivals if name not in measured.absent},
        floors(plan, measured),
        peaks(plan.remembered),
    )
    report = render(outcome, environment)
    say(f"\n{report}")
    if not quick:
        save("latency", environment, numbers(outcome), report)
        for part in (Part.TRIALS, Part.PARAMETERS):
            path = FOLDER / f"latency-{part.name.lower()}.svg"
            path.write_text(figure(part, measured), encoding="utf-8")
            say(f"Wrote {path.relative_to(ROOT)}")


def floors(plan: Plan, measured: Measured) -> list[Floor]:
    """Return how far calls were from the floor at the sizes that are counted."""
    # Asks that were not measured: nothing of them may be known already.
    first = plan.warm_up + plan.rounds
    return [
        floor(
            case.space,
            case.n,
            range(first, first + plan.counts),
            rate(measured.multiplications),
            measured.seconds[case, CALL],
        )
        for case in plan.cases
        if case.part is Part.TRIALS and case.n in plan.counted
    ]
