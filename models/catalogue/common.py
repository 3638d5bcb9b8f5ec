"""Arguments that several families have."""

from collections.abc import Callable

from models.catalogue import sources
from models.catalogue.entry import Draft, Model, RuledOut, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, shares_of_features, whole, zero_or
from models.dataset import Modality, Task
from models.space import Categorical

CLASSIFICATION = (Task.CLASSIFICATION,)
# A regressor also forecasts and ranks, given the right features and target.
REGRESSION = (Task.REGRESSION,)
TABULAR = Modality.TABULAR

# A leaf of fewer rows than these is searched whatever the number of rows, and of more on many.
SMALL_LEAF = 20
LARGE_LEAF = 128
LARGEST_LEAF = 4_096

SKLEARN_PAGES = "https://scikit-learn.org/stable/modules/generated/sklearn."


def of_sklearn(
    path: str,
    tasks: tuple[Task, ...],
    summary: str,
    draft: Callable[[Facts], Draft],
    *,
    since: str = "1.4",
) -> Model:
    """Return a model of scikit-learn.

    Args:
        path: Its module and its class: "svm.SVC".
        tasks: What it can learn.
        summary: One sentence.
        draft: What is searched.
        since: The first version whose arguments these are.
    """
    return Model(
        name=f"sklearn.{path.rpartition('.')[2]}",
        requires=f"scikit-learn>={since}",
        tasks=tasks,
        modality=TABULAR,
        summary=summary,
        draft=draft,
        documentation=f"{SKLEARN_PAGES}{path}.html",
    )


def leaf(name: str, facts: Facts, default: int, usual: int) -> Tuned:
    """Return the least number of rows in a leaf.

    Args:
        name: The name of the argument.
        facts: What is known of the dataset.
        default: The library's.
        usual: The greatest that is searched where the number of rows is unknown.
    """
    high, why = usual, ""
    if facts.rows is not None and facts.splittable is not None and facts.root is not None:
        high = min(max(usual, facts.root), facts.splittable, LARGEST_LEAF)
        why = (
            f"with larger leaves, {facts.rows:,} rows to learn from have no choice of where to be "
            "split"
            if high == facts.splittable
            else f"a leaf may have the square root of the {facts.rows:,} rows to learn from"
        )
    source = f"{sources.AUTO_SKLEARN}; {sources.FLAML}; {sources.FORESTS}"
    return Tuned(whole(name, 1, high, default, log=True), source, why)


def boosting_rounds(name: str, facts: Facts, default: int, most: int = 2_048) -> Tuned:
    """Return how many trees are added one after the other."""
    high, why = most, ""
    if facts.rows is not None and facts.rows < most:
        high = max(256, facts.rows, default)
        why = f"more trees than the {facts.rows:,} rows to learn from only repeat themselves"
    return Tuned(whole(name, 16, min(high, most), default, log=True), sources.FLAML, why)


def learning_rate(default: float) -> Tuned:
    """Return how much of a tree is added."""
    return Tuned(real("learning_rate", 0.003, 0.5, default, log=True), sources.FLAML)


def leaves(name: str, facts: Facts, default: int, usual: int = 1_024) -> Tuned:
    """Return the greatest number of leaves of a tree."""
    high, why = usual, ""
    if facts.rows is not None:
        high = min(max(default + 1, facts.rows // 4), 2 * usual)
        why = f"a tree has a leaf for every four of the {facts.rows:,} rows at the most"
    source = f"{sources.AUTO_SKLEARN}; {sources.FLAML}"
    return Tuned(whole(name, 3, high, default, log=True), source, why)


def absolute_penalty(facts: Facts) -> Tuned:
    """Return the penalty on the absolute values of leaves.

    A leaf whose gradients add up to less than the penalty is worth 0. Before the first tree, those
    of a leaf of one class add up to the variance of that class for every row there is.
    """
    high, why = 1e3, ""
    if facts.rows is not None and facts.learns_classes:
        largest = facts.class_variance * facts.rows
        high = min(high, max(0.01, largest / 2.0))
        why = f"from {largest:.3g} on, even a leaf of one class and of all its rows is worth 0"
    return Tuned(zero_or("reg_alpha", 1e-3, high), sources.FLAML, why)


def column_share(name: str, facts: Facts, source: str) -> Tuned | RuledOut:
    """Return the share of the features that a tree or a split sees; 1 by default."""
    if facts.features == 1:
        return RuledOut(name, "there is one feature to choose from")
    low, why = 0.1, ""
    if facts.features is not None:
        low = max(min(1.0 / facts.features, 0.5), 0.05)
        why = f"a tree sees at least one of the {facts.features:,} features"
    return Tuned(real(name, round(low, 3), 1.0, 1.0), source, why)


def features_of_split(facts: Facts, default: str | None) -> Tuned | RuledOut:
    """Return how many features a split chooses from."""
    parameter = shares_of_features("max_features", facts.features, default)
    if parameter is None:
        return RuledOut("max_features", "every share of so few features is one feature")
    why = (
        ""
        if facts.features is None
        else (
            f"of shares of the {facts.features:,} features only those are searched that are "
            "different numbers"
        )
    )
    return Tuned(parameter, f"{sources.FORESTS}; {sources.IMPORTANCE}", why)


def class_weight(facts: Facts) -> Tuned | RuledOut:
    """Return whether rare classes count more."""
    if facts.is_balanced:
        return RuledOut("class_weight", "the classes are balanced")
    parameter = Categorical("class_weight", (None, "balanced"), default=None)
    return Tuned(parameter, sources.AUTO_SKLEARN)
