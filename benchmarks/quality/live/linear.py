"""Linear models: few parameters, cheap, smooth."""

from collections.abc import Iterator

import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, SGDClassifier
from sklearn.preprocessing import PolynomialFeatures

from benchmarks.arrays import Array
from benchmarks.quality.live.data import Split
from benchmarks.quality.live.task import Live, when
from benchmarks.quality.live.validation import LOG_LOSS, R2, RMSE, Validation
from benchmarks.quality.tasks import Half
from models import Bool, Categorical, Configuration, Float, Int, SearchSpace

LOGISTIC = SearchSpace(
    (
        Float("alpha", 1e-6, 1.0, log=True),
        Categorical("penalty", ("l2", "l1", "elasticnet")),
        Float("l1_ratio", 0.0, 1.0, conditions=when("penalty", "elasticnet")),
        Categorical("learning_rate", ("optimal", "constant", "invscaling")),
        Float(
            "eta0", 1e-4, 1.0, log=True, conditions=when("learning_rate", "constant", "invscaling")
        ),
        Float("power_t", 0.05, 1.0, conditions=when("learning_rate", "invscaling")),
        Int("max_iter", 2, 50, log=True),
        Bool("average"),
    )
)
ELASTIC = SearchSpace((Float("alpha", 1e-4, 10.0, log=True), Float("l1_ratio", 0.01, 1.0)))
RIDGE = SearchSpace(
    (
        Categorical("kernel", ("laplacian", "rbf", "polynomial")),
        Float("alpha", 1e-6, 10.0, log=True),
        Float("gamma", 1e-4, 10.0, log=True),
        Int("degree", 2, 4, conditions=when("kernel", "polynomial")),
        Float("coef0", 0.0, 2.0, conditions=when("kernel", "polynomial")),
    )
)


def logistic(configuration: Configuration, split: Split) -> Array:
    """Return probabilities of logistic regression by stochastic gradient descent."""
    model = SGDClassifier(loss="log_loss", tol=None, random_state=0, **configuration)
    return np.asarray(model.fit(split.train.X, split.train.y).predict_proba(split.test.X))


def elastic(configuration: Configuration, split: Split) -> Array:
    """Return predictions of the elastic net on all products of two inputs."""
    products = PolynomialFeatures(2, include_bias=False)
    model = ElasticNet(max_iter=500, **configuration)
    model.fit(products.fit_transform(split.train.X), split.train.y)
    return np.asarray(model.predict(products.transform(split.test.X)))


def ridge(configuration: Configuration, split: Split) -> Array:
    """Return predictions of kernel ridge regression."""
    model = KernelRidge(**configuration).fit(split.train.X, split.train.y)
    return np.asarray(model.predict(split.test.X))


def _tasks() -> Iterator[Live]:
    """Yield the tasks."""
    development, held_out = Half.DEVELOPMENT, Half.HELD_OUT
    for name, half, space, predict, dataset, metric in (
        ("logistic", development, LOGISTIC, logistic, "cmc", LOG_LOSS),
        ("logistic", held_out, LOGISTIC, logistic, "ann_thyroid", LOG_LOSS),
        ("elastic", held_out, ELASTIC, elastic, "604_fri_c4_500_10", R2),
        ("ridge", held_out, RIDGE, ridge, "666_rmftsa_ladata", RMSE),
    ):
        yield Live(
            name=f"{name}/{dataset}",
            family="logistic" if name == "logistic" else "regression",
            half=half,
            space=space,
            objective=metric.objective,
            trial=Validation(predict, metric, dataset),
        )


TASKS = tuple(_tasks())
