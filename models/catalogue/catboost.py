"""CatBoost, through its scikit-learn interface."""

from models.catalogue import sources
from models.catalogue.common import CLASSIFICATION, REGRESSION, TABULAR, column_share
from models.catalogue.entry import Draft, Model, RuledOut, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import geometric, real, when, whole
from models.space import Categorical, Ordinal, Value

# The learning rate that CatBoost 1.2 chose for 1,000 iterations on 1,000 rows, and the exponent
# with which it grew with the rows; measured on 100 to 100,000 rows.
CHOSEN_OF_TWO, CHOSEN_OF_MORE, CHOSEN_OF_NUMBERS = (0.0103, 0.426), (0.079, 0.051), (0.041, 0.158)
UNIT_ROWS, TYPICAL_ROWS = 1_000, 10_000
RATES = geometric(0.003, 0.5, per_decade=6)
# Three is what None stands for.
PENALTIES: tuple[Value, ...] = (0.1, 0.2, 0.5, 1.0, 2.0, None, 5.0, 10.0, 20.0, 50.0, 100.0)
# A symmetric tree has 2 ** depth leaves, with a number for each class.
DEEPEST, DEEPEST_OF_MANY, MANY_CLASSES = 10, 7, 50


def chosen_rate(facts: Facts) -> float:
    """Return about the learning rate that CatBoost chooses if nobody does."""
    is_binary = facts.is_binary or facts.classes is None
    of_classes = CHOSEN_OF_TWO if is_binary else CHOSEN_OF_MORE
    rate, exponent = of_classes if facts.learns_classes else CHOSEN_OF_NUMBERS
    return float(rate * ((facts.rows or TYPICAL_ROWS) / UNIT_ROWS) ** exponent)


def _learning_rate(facts: Facts) -> Tuned:
    """Return how much of a tree is added, None among its equals."""
    chosen = chosen_rate(facts)
    values: tuple[Value, ...] = (
        *(each for each in RATES if each < chosen),
        None,
        *(each for each in RATES if each >= chosen),
    )
    why = f"None is about {chosen:.2g} on such data"
    parameter = Ordinal("learning_rate", values, default=None)
    return Tuned(parameter, f"{sources.CATBOOST}; {sources.TABREPO}", why)


def _depth(facts: Facts) -> Tuned:
    """Return the depth of the trees."""
    high, why = DEEPEST, ""
    if facts.classes is not None and facts.classes > MANY_CLASSES:
        high, why = DEEPEST_OF_MANY, f"each leaf holds a number for each of {facts.classes} classes"
    return Tuned(whole("depth", 2, high, 6), sources.TABREPO, why)


def _categories(facts: Facts) -> Tuned | RuledOut:
    """Return up to how many values a category becomes columns of 0 and 1."""
    if facts.categories == 0:
        return RuledOut("one_hot_max_size", "no feature is categorical")
    parameter = Ordinal("one_hot_max_size", (2, 3, 5, 10, 25, 100), default=2)
    return Tuned(parameter, sources.TABREPO)


def _machine(facts: Facts) -> Draft:
    """Return what is searched of CatBoost.

    It chooses a learning rate only where it also chooses the penalty. Elsewhere None is 0.03,
    which is searched anyway.
    """
    policies = ("SymmetricTree", "Depthwise")
    high = 100 if facts.splittable is None else min(100, facts.splittable)
    why = "" if facts.rows is None else f"{facts.rows:,} rows make no two leaves that are larger"
    in_leaf = whole(
        "min_data_in_leaf", 1, high, 1, log=True, conditions=when("grow_policy", "Depthwise")
    )
    return Draft(
        (
            Tuned(whole("iterations", 64, 2_048, 1_000, log=True), sources.CATBOOST),
            _learning_rate(facts),
            _depth(facts),
            Tuned(Ordinal("l2_leaf_reg", PENALTIES, default=None), sources.TABREPO),
            Tuned(real("random_strength", 0.0, 10.0, 1.0), sources.CATBOOST),
            column_share("rsm", facts, sources.CATBOOST),
            Tuned(Categorical("grow_policy", policies, default=policies[0]), sources.TABREPO),
            Tuned(in_leaf, sources.CATBOOST, why),
            _categories(facts),
        ),
        forbidden=tuple(
            {"learning_rate": None, "l2_leaf_reg": each} for each in PENALTIES if each is not None
        ),
    )


MODELS = tuple(
    Model(
        name=f"catboost.{name}",
        requires="catboost>=1.2",
        tasks=tasks,
        modality=TABULAR,
        summary="Boosted symmetric trees: good untuned, takes missing values and categories.",
        draft=_machine,
        documentation=f"https://catboost.ai/docs/en/concepts/python-reference_{name.lower()}",
    )
    for name, tasks in (("CatBoostClassifier", CLASSIFICATION), ("CatBoostRegressor", REGRESSION))
)
