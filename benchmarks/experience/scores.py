"""The metrics of a trial: several from the same predictions.

Symbols: m rows judged by; k classes; predictions are probabilities or margins, (m, k), or numbers,
(m,).
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy.stats import rankdata

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Data
from benchmarks.quality.live.validation import ACCURACY, BALANCED, LOG_LOSS, R2, RMSE, Metric
from models import Direction, Objective, Task


def _auc(predicted: Array, judged: Data) -> float:
    """Return the mean over the classes of the area under the curve of each against the rest.

    Of a class: how often a row of it is ranked above a row of another (Hanley and McNeil, 1982).
    """
    areas = []
    for each in range(judged.classes):
        is_member = judged.y == each
        inside = int(is_member.sum())
        rank_sum = rankdata(predicted[:, each])[is_member].sum()
        pairs = inside * (len(judged.y) - inside)
        areas.append((rank_sum - inside * (inside + 1) / 2.0) / pairs)
    return float(np.mean(areas))


def _mae(predicted: Array, judged: Data) -> float:
    """Return the mean absolute error, in standard deviations of the target."""
    return float(np.mean(np.abs(predicted - judged.y)))


AUC = Metric(Objective("auc", Direction.MAXIMIZE), _auc)
MAE = Metric(Objective("mae", Direction.MINIMIZE), _mae)
OF_CLASSES: tuple[Metric, ...] = (LOG_LOSS, ACCURACY, AUC, BALANCED)
OF_NUMBERS: tuple[Metric, ...] = (RMSE, MAE, R2)
DIRECTIONS: Mapping[str, Direction] = MappingProxyType(
    {each.objective.name: each.objective.direction for each in (*OF_CLASSES, *OF_NUMBERS)}
)
# What is searched for on a data set, the first that was measured of each list.
SOUGHT: Mapping[Task, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Task.CLASSIFICATION: (("log_loss", "auc"), ("accuracy",)),
        Task.REGRESSION: (("rmse",),),
    }
)


def scores(predicted: Array, judged: Data, *, are_probabilities: bool) -> dict[str, float]:
    """Return the metrics of predictions, by name; margins have no log loss.

    Args:
        predicted: Predictions, finite.
        judged: What came true; of classes there is a row of each.
        are_probabilities: Whether they are probabilities rather than margins or numbers.
    """
    metrics = OF_CLASSES if judged.classes else OF_NUMBERS
    if judged.classes and not are_probabilities:
        metrics = tuple(each for each in metrics if each is not LOG_LOSS)
    return {each.objective.name: each.of(predicted, judged) for each in metrics}
