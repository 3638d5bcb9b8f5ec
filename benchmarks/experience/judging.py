"""How good first suggestions are on a data set of which nothing was learned.

Judged by what ships: of a file, a data set is held out with all its kin and with the configurations
that a search on it found. What is then suggested for it was measured on it, so nothing is trained.

Symbols: N configurations, M data sets; k suggestions. Regrets are 0 at the best of the
configurations that are spread over the space and 1 at their median: below 0 is better than the best
of a few dozen random ones.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np

from benchmarks.arrays import Array
from benchmarks.experience.artefact import FOLDER
from models import (
    Configuration,
    Dataset,
    Direction,
    Experience,
    Objective,
    Problem,
    SearchSpace,
    suggest,
)
from service.wire.datasets import Dataset as DatasetShape
from service.wire.space import Space

SUFFIX = ".json.gz"
# After how many suggestions the best of them is judged.
HORIZONS = (1, 3, 5, 10)
# Fewer configurations spread over a space say little about where its median is.
LEAST_SPREAD = 10
WITH, WITHOUT, DEFAULT, RANDOM = "with metadata", "without metadata", "default alone", "random"
WAYS = (WITH, WITHOUT, DEFAULT, RANDOM)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a file says of one metric.

    Attributes:
        models: The models it is about.
        space: Where the configurations are.
        configurations: N of them, the default first.
        is_spread: Which of them are spread over the space, (N,).
        found_on: The kin of the data sets on which a search found each, N.
        datasets: M of them, named by their kin.
        losses: Lower is better, NaN where there are none, (N, M).
    """

    models: tuple[str, ...]
    space: SearchSpace
    configurations: Sequence[Configuration]
    is_spread: Array
    found_on: Sequence[Sequence[str]]
    datasets: Sequence[Dataset]
    losses: Array

    def regrets(self, m: int) -> Array | None:
        """Return the regrets of all configurations on a data set, (N,); None if it has no scale.

        A configuration that failed is as bad as the worst.
        """
        losses = self.losses[:, m]
        spread = losses[self.is_spread & np.isfinite(losses)]
        if len(spread) < LEAST_SPREAD or np.median(spread) <= spread.min():
            return None
        filled = np.where(np.isnan(losses), np.nanmax(losses), losses)
        return np.asarray((filled - spread.min()) / (np.median(spread) - spread.min()))

    def without(self, m: int) -> Experience:
        """Return what is learned without a data set, its kin and what was found on it."""
        kin = self.datasets[m].name
        rows = [i for i, each in enumerate(self.found_on) if kin not in each]
        losses = self.losses[rows]
        differs = np.nanmax(losses, axis=0) > np.nanmin(losses, axis=0)
        columns = [j for j, each in enumerate(self.datasets) if each.name != kin and differs[j]]
        points = self.space.encode_all([self.configurations[i] for i in rows]).X
        datasets = tuple(self.datasets[j] for j in columns)
        return Experience.of(self.models, self.space, points, losses[:, columns], datasets)


def read(path: Path, metric: str | None = None) -> Table:
    """Return what a file says of a metric, the first if none is named."""
    content = json.loads(gzip.decompress(path.read_bytes()))
    chosen = content["metrics"][metric or next(iter(content["metrics"]))]
    sign = 1.0 if chosen["direction"] == Direction.MINIMIZE else -1.0
    return Table(
        tuple(content["models"]),
        Space.model_validate(content["space"]).value(("space",)),
        content["configurations"],
        np.array([each == "design" for each in content["origins"]]),
        content["found_on"],
        [
            DatasetShape.model_validate({**each["metadata"], "name": each["kin"]}).value()
            for each in content["datasets"]
        ],
        sign * np.array(chosen["values"], dtype=np.float64).T,
    )


def judged(table: Table) -> Mapping[str, Array]:
    """Return the least regrets after each of `HORIZONS`, (data sets, 4), by the way to choose."""
    rows: dict[str, list[Array]] = {way: [] for way in WAYS}
    last = np.array(HORIZONS) - 1
    for m, dataset in enumerate(table.datasets):
        regrets = table.regrets(m)
        if regrets is None:
            continue
        experience = table.without(m)
        spread = regrets[table.is_spread]
        rows[WITH].append(_least(table, regrets, experience, dataset)[last])
        rows[WITHOUT].append(_least(table, regrets, experience, None)[last])
        rows[DEFAULT].append(np.full(len(last), regrets[0]))
        rows[RANDOM].append(np.array([expected_least(spread, k) for k in HORIZONS]))
    return {way: np.array(found).reshape(-1, len(last)) for way, found in rows.items()}


def expected_least(values: Array, k: int) -> float:
    """Return the expected least of k values drawn without replacement from n, n at least k.

    The i-th least of all is the least of those drawn in C(n - 1 - i, k - 1) of C(n, k) cases.
    """
    n = len(values)
    cases = np.array([comb(n - 1 - i, k - 1) for i in range(n)], dtype=np.float64)
    return float(np.sort(values) @ cases / comb(n, k))


def report(metric: str | None = None, folder: Path = FOLDER) -> str:
    """Return the judgement of every file that has a metric, as a table in Markdown."""
    lines = [
        "| model | data sets | suggestions from | " + " | ".join(map(str, HORIZONS)) + " |",
        "| --- | ---: | --- | " + " | ".join(["---:"] * len(HORIZONS)) + " |",
    ]
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        name = path.name.removesuffix(SUFFIX)
        try:
            table = read(path, metric)
        except KeyError:
            continue
        for way, regrets in judged(table).items():
            cells = [_cell(column) for column in regrets.T]
            lines.append(f"| {name} | {len(regrets)} | {way} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _least(table: Table, regrets: Array, experience: Experience, dataset: Dataset | None) -> Array:
    """Return the least regret after each of the first suggestions, (10,)."""
    objective = Objective("loss", Direction.MINIMIZE)
    problem = Problem(
        table.space,
        objective,
        model=table.models[0],
        dataset=dataset,
        experiences=(experience,),
    )
    rng = np.random.default_rng(0)
    suggestions = suggest(problem, [], count=HORIZONS[-1], rng=rng).suggestions
    rows = {key: i for i, key in enumerate(table.space.keys(_points(table, table.configurations)))}
    keys = table.space.keys(_points(table, [each.parameters for each in suggestions]))
    return np.minimum.accumulate(regrets[[rows[key] for key in keys]])


def _points(table: Table, configurations: Sequence[Configuration]) -> Array:
    """Return configurations as points, (m, d)."""
    return table.space.encode_all(configurations).X


def _cell(regrets: Array) -> str:
    """Return a mean over data sets with its standard error."""
    if not len(regrets):
        return "-"
    if len(regrets) == 1:
        return f"{regrets[0]:.3f}"
    return f"{regrets.mean():.3f} ± {regrets.std(ddof=1) / np.sqrt(len(regrets)):.3f}"
