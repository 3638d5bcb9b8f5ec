"""Tasks without numbers: which columns to use, and what to do with each.

Symbols: n rows; p columns, one parameter for each.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Data, Split
from benchmarks.quality.live.task import Live
from benchmarks.quality.live.validation import BRIER, LOG_LOSS, R2, Validation
from benchmarks.quality.tasks import Half
from models import Bool, Categorical, Configuration, SearchSpace

# Into which a column is cut, of equally many rows.
BINS = 4
# What can be done with a column, from its values in all rows, (n,), to some new columns, (n, ...).
# None looks at targets.
TREATMENTS: Mapping[str, Callable[[Array], Array]] = {
    "drop": lambda x: np.zeros((len(x), 0)),
    "keep": lambda x: x[:, np.newaxis],
    "rank": lambda x: rankdata(x)[:, np.newaxis] / len(x) - 0.5,
    "square": lambda x: np.column_stack([x, x**2]),
    "bins": lambda x: np.eye(BINS)[(BINS * (rankdata(x) - 0.5) / len(x)).astype(int)],
}


def bayes(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of naive Bayes on the chosen columns."""
    return _on_chosen(GaussianNB(var_smoothing=1e-2), configuration, split)


def neighbours(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of nearest neighbours in the chosen columns."""
    return _on_chosen(KNeighborsClassifier(7), configuration, split)


def logistic(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of logistic regression on the treated columns."""
    treated = _treated(configuration, split)
    model = LogisticRegression(C=1.0, max_iter=200).fit(treated.train.X, treated.train.y)
    return np.asarray(model.predict_proba(treated.test.X))


def ridge(configuration: Configuration, split: Split) -> Array:
    """Return predictions of ridge regression on the treated columns."""
    treated = _treated(configuration, split)
    model = Ridge(alpha=1.0).fit(treated.train.X, treated.train.y)
    return np.asarray(model.predict(treated.test.X))


def _on_chosen(
    model: GaussianNB | KNeighborsClassifier, configuration: Configuration, split: Split
) -> Array:
    """Return probabilities on the chosen columns, those of the classes alone if there are none."""
    chosen = np.array([bool(each) for each in configuration.values()])
    if not chosen.any():
        shares = np.bincount(split.train.y.astype(int)) / len(split.train.y)
        return np.tile(shares, (len(split.test.y), 1))
    model.fit(split.train.X[:, chosen], split.train.y)
    return np.asarray(model.predict_proba(split.test.X[:, chosen]))


def _treated(configuration: Configuration, split: Split) -> Split:
    """Return a split with what the treatments make of its columns, and a constant."""
    both = np.concatenate([split.train.X, split.test.X])
    columns = [
        TREATMENTS[str(treatment)](both[:, j]) for j, treatment in enumerate(configuration.values())
    ]
    treated = np.column_stack([np.ones(len(both)), *columns])
    train, test = np.split(treated, [len(split.train.y)])
    return Split(
        Data(train, split.train.y, split.train.classes),
        Data(test, split.test.y, split.test.classes),
    )


def _choices(columns: int) -> SearchSpace:
    """Return the space of choices among so many columns."""
    return SearchSpace(tuple(Bool(f"use_{j}") for j in range(columns)))


def _treatments(columns: int) -> SearchSpace:
    """Return the space of treatments of so many columns."""
    return SearchSpace(tuple(Categorical(f"column_{j}", tuple(TREATMENTS)) for j in range(columns)))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    development, held_out = Half.DEVELOPMENT, Half.HELD_OUT
    for name, half, space, predict, dataset, metric in (
        ("columns", development, _choices(22), bayes, "spect", BRIER),
        ("treatments", development, _treatments(9), logistic, "profb", LOG_LOSS),
        ("columns", held_out, _choices(18), neighbours, "lymphography", BRIER),
        ("treatments", held_out, _treatments(15), ridge, "195_auto_price", R2),
    ):
        yield Live(
            name=f"discrete/{name}-{dataset}",
            family="discrete",
            half=half,
            space=space,
            objective=metric.objective,
            trial=Validation(predict, metric, dataset),
        )


TASKS = tuple(_tasks())
