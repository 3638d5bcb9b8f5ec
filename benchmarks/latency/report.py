"""The report of what an ask costs: as Markdown, and as the numbers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import markdown
from benchmarks.arrays import Array
from benchmarks.environment import Environment
from benchmarks.latency.floor import Floor, rate
from benchmarks.latency.memory import Peak
from benchmarks.latency.operations import PHASES
from benchmarks.latency.plan import CALL, GP, HTTP, TPE, Case, Part
from benchmarks.latency.rounds import Measured
from benchmarks.latency.targets import Target, ratio, targets

INTRODUCTION = """\
# Cost of an ask

`POST /v1/ask` of one suggestion, with the algorithm `auto`, one worker and one request at a time;
no two asks have the same history or seed. HTTP is the time from opening the connection to the last
byte of the answer. A call is the same ask as a call of `models.suggest` in another process.
A peer's ask is timed inside the process of the peer, with the tell before it; its study grows by a
trial from ask to ask. All are asked in turn, {rounds} rounds over all sizes, so that what else the
machine does slows all alike. Ratios are of medians, with 95 % bootstrap intervals over rounds.
"""
PEERS = """
{n} past trials, {d} parameters of the XGBoost tasks, most of them conditional. With a peer stand
its version and the revision of its adapter.
"""
CURVE = """
Empty: not asked at this size. In the last columns the ask over HTTP is divided by the peer's.
"""
MEMORY = """
Largest resident set of a new worker that gets, one after the other, asks of these sizes.
"""
FLOOR = """
The additions and multiplications that the matrix algebra of an ask takes, counted while it is
asked (`operations.py` has the formulas), at {rate:.3g} GFlop/s, the rate of a product of two large
matrices in the same rounds. Exponentials and all other work on single numbers count as nothing.
The ask with the median count of several of each size; {d} parameters. Evaluations are of the
evidence with its gradient, of points that were screened, and of points with their gradients.
"""
LABELS = {HTTP: "Trialwise over HTTP", CALL: "Trialwise, call"}
HEADINGS = {Part.TRIALS: "past trials", Part.PARAMETERS: "parameters"}
NOT_ASKED = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that was found.

    Attributes:
        measured: In the rounds.
        versions: Of the peers, with the revisions of their adapters, by name.
        floors: By counting, one for each size.
        peaks: Of the memory; none where the system does not tell.
    """

    measured: Measured
    versions: Mapping[str, str]
    floors: Sequence[Floor]
    peaks: Sequence[Peak]

    def cases(self, part: Part) -> list[Case]:
        """Return the sizes of a part."""
        cases = dict.fromkeys(case for case, _ in self.measured.seconds)
        return [case for case in cases if case.part is part]


def render(outcome: Outcome, environment: Environment) -> str:
    """Return the report in Markdown."""
    rounds = len(outcome.measured.multiplications)
    sections = [
        INTRODUCTION.format(rounds=rounds),
        _targets(targets(outcome.measured)),
        *(_peers(case, outcome) for case in outcome.cases(Part.PEERS)),
        *(_curve(part, outcome) for part in HEADINGS),
        _memory(outcome.peaks),
        _floors(outcome),
        markdown.conditions(environment),
    ]
    return "\n".join(section for section in sections if section)


def numbers(outcome: Outcome) -> dict[str, object]:
    """Return what is kept: every time in milliseconds, from which the report follows."""
    measured = outcome.measured
    return {
        "asks": [
            {
                "part": case.part.name.lower(),
                "parameters": case.d,
                "past_trials": case.n,
                "tuner": name,
                "ms": _milliseconds(seconds),
            }
            for (case, name), seconds in measured.seconds.items()
        ],
        "absent": dict(measured.absent),
        "versions": dict(outcome.versions),
        "targets": [
            {
                "target": each.text,
                "at_most": each.limit,
                "found": [each.found.mean, each.found.low, each.found.high],
                "verdict": each.verdict,
            }
            for each in targets(measured)
        ],
        "multiplications_ms": _milliseconds(measured.multiplications),
        "floors": [_floor_numbers(each) for each in outcome.floors],
        "peaks": [
            {"parameters": each.d, "past_trials": each.n, "mebibytes": round(each.mebibytes, 1)}
            for each in outcome.peaks
        ],
    }


def _targets(found: Sequence[Target]) -> str:
    """Return the section of the targets."""
    rows = [
        [each.text, f"{each.limit:g}", markdown.interval(each.found), each.verdict]
        for each in found
    ]
    return f"## Targets\n\n{markdown.table(('median', 'at most', 'found', 'verdict'), rows)}\n"


def _peers(case: Case, outcome: Outcome) -> str:
    """Return the section in which all peers are compared at one size."""
    measured, versions = outcome.measured, outcome.versions
    asked = {name: times for (each, name), times in measured.seconds.items() if each == case}
    rows = [
        [
            LABELS.get(name) or f"{name} {versions[name]}",
            markdown.seconds(float(np.median(times))),
            markdown.seconds(float(np.quantile(times, 0.95))),
            "1" if name == HTTP else markdown.interval(ratio(asked[HTTP], times), digits=2),
        ]
        for name, times in asked.items()
    ]
    header = ("ask of", "median", "p95", "Trialwise over HTTP / this")
    missing = [f"\nNot measured: {name}, {why}\n" for name, why in measured.absent.items()]
    text = PEERS.format(n=case.n, d=case.d)
    return f"## {case.part}\n{text}\n{markdown.table(header, rows)}\n{''.join(missing)}"


def _curve(part: Part, outcome: Outcome) -> str:
    """Return the section of a curve."""
    header = (
        HEADINGS[part],
        "HTTP, median",
        "HTTP, p95",
        "call, median",
        "HTTP less call",
        f"{TPE}, median",
        f"{GP}, median",
        f"HTTP / {TPE}",
        f"HTTP / {GP}",
    )
    rows = [_curve_row(case, outcome.measured.seconds) for case in outcome.cases(part)]
    return f"## {part}\n{_fixed(part, outcome)}{CURVE}\n{markdown.table(header, rows)}\n"


def _fixed(part: Part, outcome: Outcome) -> str:
    """Return what stays the same along a curve."""
    case = outcome.cases(part)[0]
    stays = f"{case.d} parameters" if part is Part.TRIALS else f"{case.n} past trials"
    return f"\n{stays}; numbers, orders and choices in equal parts."


def _curve_row(case: Case, seconds: Mapping[tuple[Case, str], Array]) -> list[str]:
    """Return the row of one size."""
    http, call = seconds[case, HTTP], seconds[case, CALL]
    peers = [seconds.get((case, name)) for name in (TPE, GP)]
    return [
        f"{case.n if case.part is Part.TRIALS else case.d:,}",
        markdown.seconds(float(np.median(http))),
        markdown.seconds(float(np.quantile(http, 0.95))),
        markdown.seconds(float(np.median(call))),
        markdown.seconds(float(np.median(http - call))),
        *(
            NOT_ASKED if peer is None else markdown.seconds(float(np.median(peer)))
            for peer in peers
        ),
        *(NOT_ASKED if peer is None else markdown.interval(ratio(http, peer), 2) for peer in peers),
    ]


def _memory(found: Sequence[Peak]) -> str:
    """Return the section of the memory, empty where nothing is known."""
    rows = [
        [f"{each.n:,} x {each.d}" if each.d else "before any", f"{each.mebibytes:.0f}"]
        for each in found
    ]
    header = ("past trials x parameters", "peak (MiB)")
    return f"## Memory\n{MEMORY}\n{markdown.table(header, rows)}\n" if found else ""


def _floors(outcome: Outcome) -> str:
    """Return the section of the floor."""
    header = (
        "past trials",
        *(f"{phase}, evaluations" for phase in PHASES),
        *(f"{phase}, MFlop" for phase in PHASES),
        "floor",
        "call, median",
        "call / floor",
    )
    rows = [
        [
            f"{each.n:,}",
            *(f"{each.operations.evaluations[phase]:,}" for phase in PHASES),
            *(f"{1e-6 * each.operations.flops[phase]:.3g}" for phase in PHASES),
            markdown.seconds(each.seconds),
            markdown.seconds(each.call),
            f"{each.ratio:.1f}",
        ]
        for each in outcome.floors
    ]
    text = FLOOR.format(
        rate=1e-9 * rate(outcome.measured.multiplications), d=outcome.cases(Part.TRIALS)[0].d
    )
    return f"## Distance from the floor\n{text}\n{markdown.table(header, rows)}\n"


def _floor_numbers(floor: Floor) -> dict[str, object]:
    """Return a floor as it is kept."""
    return {
        "past_trials": floor.n,
        "evaluations": dict(floor.operations.evaluations),
        "flops": dict(floor.operations.flops),
        "floor_ms": round(1e3 * floor.seconds, 3),
        "call_ms": round(1e3 * floor.call, 3),
        "ratio": round(floor.ratio, 2),
    }


def _milliseconds(seconds: Array) -> list[float]:
    """Return times to the microsecond."""
    return [round(1e3 * each, 3) for each in seconds.tolist()]
