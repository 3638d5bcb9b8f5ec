"""XGBoost, through its scikit-learn interface.

The signature there has None for every default; what is given here is what None stands for.
"""

import math

from models.catalogue import sources
from models.catalogue.common import (
    CLASSIFICATION,
    REGRESSION,
    TABULAR,
    absolute_penalty,
    boosting_rounds,
    column_share,
    learning_rate,
)
from models.catalogue.entry import Draft, Model, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, whole, zero_or

DEEPEST, DEFAULT_DEPTH = 12, 6
HEAVIEST, LIGHTEST = 128.0, 0.01
# What each of two leaves may weigh, of all; see `Facts.splittable`.
ROOM = 0.4


def _weight_of_row(facts: Facts) -> float:
    """Return what a row weighs before the first tree: the curvature of the loss, above 0.

    Of a squared error it is 1, of two classes their variance, and of more twice that of one.
    """
    if not facts.learns_classes:
        return 1.0
    is_of_more = facts.classes is not None and not facts.is_binary
    return facts.class_variance * (2.0 if is_of_more else 1.0)


def _child_weight(facts: Facts) -> Tuned:
    """Return the least weight of the rows in a leaf."""
    low, high, why = LIGHTEST, HEAVIEST, ""
    if facts.rows is not None:
        heaviest = float(f"{_weight_of_row(facts) * facts.rows * ROOM:.3g}")
        high = min(HEAVIEST, heaviest)
        low = min(LIGHTEST, high / 10.0)
        why = (
            f"with heavier leaves, {facts.rows:,} rows to learn from have no choice of where to be "
            "split before the first tree"
        )
    parameter = real("min_child_weight", low, high, 1.0, log=True)
    return Tuned(parameter, f"{sources.FLAML}; {sources.XGBOOST}", why)


def _depth(facts: Facts) -> Tuned:
    """Return the greatest depth of a tree."""
    high, why = DEEPEST, ""
    if facts.rows is not None:
        high = max(DEFAULT_DEPTH, min(DEEPEST, math.ceil(math.log2(facts.rows))))
        why = f"a balanced tree of this depth has a leaf for each of {facts.rows:,} rows"
    return Tuned(whole("max_depth", 1, high, DEFAULT_DEPTH), sources.FLAML, why)


def _machine(facts: Facts) -> Draft:
    """Return what is searched of XGBoost."""
    return Draft(
        (
            boosting_rounds("n_estimators", facts, 100),
            learning_rate(0.3),
            _depth(facts),
            _child_weight(facts),
            Tuned(real("subsample", 0.3, 1.0, 1.0), sources.FLAML),
            column_share("colsample_bytree", facts, sources.FLAML),
            Tuned(zero_or("gamma", 1e-3, 10.0), sources.XGBOOST),
            absolute_penalty(facts),
            Tuned(zero_or("reg_lambda", 1e-3, 1e3, default=1.0), sources.FLAML),
        )
    )


MODELS = tuple(
    Model(
        name=f"xgboost.{name}",
        requires="xgboost>=2.0",
        tasks=tasks,
        modality=TABULAR,
        summary="Boosted trees that grow level by level: takes missing values and categories.",
        draft=_machine,
        documentation="https://xgboost.readthedocs.io/en/stable/python/python_api.html"
        f"#xgboost.{name}",
    )
    for name, tasks in (("XGBClassifier", CLASSIFICATION), ("XGBRegressor", REGRESSION))
)
