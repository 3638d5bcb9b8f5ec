"""How much memory a worker takes: the peak that the kernel remembers, which is Linux's to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.latency.plan import Case, Part
from benchmarks.latency.timing import over_http
from benchmarks.latency.workload import make_ask
from benchmarks.server import Server, serving

PROCESSES = Path("/proc")
# More than one ask of each size: what the first leaves behind is there when the next comes.
ASKS = 3
# In kibibytes, which are the units of the kernel.
MEBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Peak:
    """The peak of a worker after asks.

    Attributes:
        d: Number of parameters of the last asks; 0 before the first.
        n: Number of past trials; 0 likewise.
        mebibytes: Largest resident set since it started.
    """

    d: int
    n: int
    mebibytes: float


def peaks(sizes: Sequence[tuple[int, int]]) -> list[Peak]:
    """Return the peak of a new worker before any ask and after asks of sizes (d, n) in turn.

    Empty where the system does not tell.
    """
    if not (PROCESSES / "self" / "status").exists():
        return []
    with serving() as server:
        found = [Peak(0, 0, _peak(server))]
        for d, n in sizes:
            space = Case(Part.TRIALS, d, n).space
            for repetition in range(ASKS):
                over_http(make_ask(space, n, repetition), server.port)
            found.append(Peak(d, n, _peak(server)))
    return found


def _peak(server: Server) -> float:
    """Return the largest resident set of the one worker of a service, in mebibytes."""
    (worker,) = server.workers
    return peak_of(worker.pid)


def peak_of(pid: int) -> float:
    """Return the largest resident set of a process so far, in mebibytes."""
    lines = (PROCESSES / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    (line,) = (each for each in lines if each.startswith("VmHWM:"))
    return int(line.split()[1]) / MEBIBYTE
