"""A census as Prometheus reads it: gauges that are the same wherever they are asked for."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from models import TrialState
from service.census import Census
from service.study import StudyState

QUANTILES: Final = (0.5, 0.9, 1.0)


class Counted(Collector):
    """A census as metrics. Labels are states and never names, so that none can be told."""

    def __init__(self, census: Census | None) -> None:
        """Show a census; None for one that the database does not give."""
        self._census = census

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metrics."""
        is_there = float(self._census is not None)
        name = "trialwise_database_up"
        yield GaugeMetricFamily(name, "Whether the database says what it has.", value=is_there)
        if self._census is None:
            return
        studies = GaugeMetricFamily(
            "trialwise_studies", "Studies in the database.", labels=["state"]
        )
        for state in StudyState:
            studies.add_metric([state], self._census.studies.get(state, 0))
        yield studies
        trials = GaugeMetricFamily(
            "trialwise_trials", "Trials of studies in the database.", labels=["state"]
        )
        for trial_state in TrialState:
            trials.add_metric([trial_state], self._census.trials.get(trial_state, 0))
        yield trials
        yield _ages(self._census.best_ages)


def _ages(ages: Sequence[float]) -> GaugeMetricFamily:
    """Return quantiles of the ages of best values; none of them without any."""
    family = GaugeMetricFamily(
        "trialwise_best_value_age_seconds",
        "Time since the best value was told, of studies that somebody runs a trial of.",
        labels=["quantile"],
    )
    if ages:
        ordered = sorted(ages)
        for quantile in QUANTILES:
            place = math.ceil(quantile * len(ordered)) - 1
            family.add_metric([str(quantile)], ordered[place])
    return family
