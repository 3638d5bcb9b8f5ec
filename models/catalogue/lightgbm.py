"""LightGBM, through its scikit-learn interface."""

from functools import partial

from models.catalogue import sources
from models.catalogue.common import (
    CLASSIFICATION,
    LARGE_LEAF,
    REGRESSION,
    TABULAR,
    absolute_penalty,
    boosting_rounds,
    class_weight,
    column_share,
    leaf,
    learning_rate,
    leaves,
)
from models.catalogue.entry import Draft, Model, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, when, zero_or
from models.space import Bool, Categorical


def _machine(facts: Facts, *, classifies: bool) -> Draft:
    """Return what is searched of LightGBM.

    Rows are drawn only where `subsample_freq` is not 0, whatever `subsample` is.
    """
    frequency = Categorical("subsample_freq", (0, 1), default=0)
    subsample = real("subsample", 0.3, 1.0, 1.0, conditions=when("subsample_freq", 1))
    return Draft(
        (
            boosting_rounds("n_estimators", facts, 100),
            learning_rate(0.1),
            leaves("num_leaves", facts, 31),
            leaf("min_child_samples", facts, 20, LARGE_LEAF),
            column_share("colsample_bytree", facts, f"{sources.FLAML}; {sources.TABREPO}"),
            Tuned(frequency, sources.LIGHTGBM),
            Tuned(subsample, sources.LIGHTGBM),
            absolute_penalty(facts),
            Tuned(zero_or("reg_lambda", 1e-3, 1e3), sources.FLAML),
            Tuned(Bool("extra_trees", default=False), sources.TABREPO),
            *((class_weight(facts),) if classifies else ()),
        )
    )


MODELS = tuple(
    Model(
        name=f"lightgbm.{name}",
        requires="lightgbm>=4.0",
        tasks=tasks,
        modality=TABULAR,
        summary="Boosted trees that grow leaf by leaf: fast, takes missing values and categories.",
        draft=partial(_machine, classifies=tasks is CLASSIFICATION),
        documentation=f"https://lightgbm.readthedocs.io/en/stable/pythonapi/lightgbm.{name}.html",
    )
    for name, tasks in (("LGBMClassifier", CLASSIFICATION), ("LGBMRegressor", REGRESSION))
)
