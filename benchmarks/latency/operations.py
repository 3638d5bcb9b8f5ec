"""How many floating point operations the mathematics of an ask needs, counted while it is asked.

The only module here that knows what our models look like inside: it watches which of their
functions are called, and with arrays of which shapes. What is counted is what the matrix algebra
takes, a triangle for half of a square. Exponentials and other work on single numbers is not.

Symbols: k members, n observations, m points, p columns of the embedding.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType

import numpy as np

from benchmarks.latency.workload import Ask
from models import suggest
from models.committee import Committee
from models.fitting import negative_log_evidence
from models.gaussian_process import GaussianProcess
from models.observations import Observations

FIT, SCREENING, ASCENT = "fit", "screening", "ascent"
PHASES = (FIT, SCREENING, ASCENT)


@dataclass(frozen=True, slots=True)
class Operations:
    """What an ask took.

    Attributes:
        evaluations: How often each phase computed something: the evidence with its gradient, or
            predictions of one point by all members, with gradients in the ascent; by phase.
        flops: Additions and multiplications, by phase.
    """

    evaluations: Mapping[str, int]
    flops: Mapping[str, float]

    @property
    def total(self) -> float:
        """Operations of all phases."""
        return sum(self.flops.values())


@dataclass(frozen=True, slots=True)
class Work:
    """What one call takes."""

    phase: str
    evaluations: int
    flops: float


def count(ask: Ask) -> Operations:
    """Return the operations of an ask, which is carried out as a call."""
    evaluations, flops = Counter[str](), Counter[str]()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and (work_of := WATCHED.get(frame.f_code)):
            work = work_of(frame.f_locals)
            evaluations[work.phase] += work.evaluations
            # A Counter is for whole numbers, and these are.
            flops[work.phase] += round(work.flops)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        suggest(ask.problem, ask.trials, count=1, rng=np.random.default_rng(ask.seed))
    finally:
        sys.setprofile(before)
    return Operations(
        {phase: evaluations[phase] for phase in PHASES},
        {phase: float(flops[phase]) for phase in PHASES},
    )


def evidence(n: int, p: int) -> float:
    """Return the operations of the log evidence and its gradient.

    Cholesky factor n^3 / 3 and inverse 2 n^3 / 3; distances, of which half are needed, n^2 p;
    products of the symmetric matrix of the gradient with all columns and a one 2 n^2 (p + 1); two
    triangular solutions 2 n^2 and the symmetric rank-one update n^2.
    """
    return n**3 + n**2 * (3 * p + 5)


def conditioning(n: int, p: int) -> float:
    """Return the operations of a process after n observations.

    Distances n^2 p, Cholesky factor n^3 / 3, two triangular solutions 2 n^2.
    """
    return n**3 / 3 + n**2 * (p + 2)


def inversion(k: int, n: int) -> float:
    """Return the operations of the inverses of k triangular factors."""
    return k * n**3 / 3


def predictions(k: int, m: int, n: int, p: int) -> float:
    """Return the operations of means and variances.

    For each member and point: distances 2 n p, a triangular product n^2, its square 2 n, the
    mean 2 n.
    """
    return k * m * (n**2 + 2 * n * p + 4 * n)


def gradients(k: int, m: int, n: int, p: int) -> float:
    """Return the operations of means, variances and the gradients of both.

    On top of the predictions: another triangular product n^2, and for each of the two gradients
    a product with all observations 2 n p and the weights with their sum 2 n.
    """
    return predictions(k, m, n, p) + k * m * (n**2 + 4 * n * p + 4 * n)


Arguments = Mapping[str, object]


def _evidence(arguments: Arguments) -> Work:
    """Return the work of `negative_log_evidence`."""
    return Work(FIT, 1, evidence(*_shape(arguments["observations"])))


def _conditioning(arguments: Arguments) -> Work:
    """Return the work of `GaussianProcess.conditioned`."""
    return Work(FIT, 0, conditioning(*_shape(arguments["observations"])))


def _inversion(arguments: Arguments) -> Work:
    """Return the work of `Committee.of`."""
    match arguments["members"]:
        case [GaussianProcess() as first, *others]:
            return Work(FIT, 0, inversion(1 + len(others), len(first.alpha)))
    raise TypeError("expected members that are processes")


def _predictions(arguments: Arguments) -> Work:
    """Return the work of `Committee.predict`."""
    k, m, n, p = _sizes(arguments)
    return Work(SCREENING, m, predictions(k, m, n, p))


def _gradients(arguments: Arguments) -> Work:
    """Return the work of `Committee.predict_with_gradient`."""
    k, m, n, p = _sizes(arguments)
    return Work(ASCENT, m, gradients(k, m, n, p))


def _shape(observations: object) -> tuple[int, int]:
    """Return n and p."""
    if not isinstance(observations, Observations):
        raise TypeError(f"expected observations, got {observations!r}")
    n, p = observations.Z.shape
    return n, p


def _sizes(arguments: Arguments) -> tuple[int, int, int, int]:
    """Return k, m, n and p of a prediction."""
    committee, points = arguments["self"], arguments["Z"]
    if not (isinstance(committee, Committee) and isinstance(points, np.ndarray)):
        raise TypeError(f"expected a committee and points, got {committee!r} and {points!r}")
    k, n, p = committee.V.shape
    return k, len(points), n, p


WATCHED: Mapping[CodeType, Callable[[Arguments], Work]] = {
    negative_log_evidence.__code__: _evidence,
    GaussianProcess.conditioned.__func__.__code__: _conditioning,  # type: ignore[attr-defined]
    Committee.of.__func__.__code__: _inversion,  # type: ignore[attr-defined]
    Committee.predict.__code__: _predictions,
    Committee.predict_with_gradient.__code__: _gradients,
}
