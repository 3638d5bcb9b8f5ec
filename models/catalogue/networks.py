"""Neural networks of any library, with arguments that all of them have in some form.

There is no library whose defaults could be given. What stands for them is what the sources begin
with.
"""

from models.catalogue import sources
from models.catalogue.common import TABULAR
from models.catalogue.entry import Draft, Model, Tuned
from models.catalogue.facts import Facts
from models.catalogue.ranges import real, when, whole, zero_or
from models.dataset import Modality, Task
from models.space import Categorical, Float, Ordinal

# So many rows seen are more than a few hundred epochs of a small dataset and a few of a huge one.
ROWS_SEEN = 3 * 10**7
MANY_ROWS = 100_000


def _batch(facts: Facts, sizes: tuple[int, ...], default: int, source: str) -> Tuned:
    """Return how many rows a step sees."""
    rows, why = facts.rows, ""
    if rows is not None:
        sizes = tuple(each for each in sizes if each <= rows) or (rows,)
        default = max(each for each in sizes if each <= default or each == sizes[0])
        why = f"a batch cannot be larger than the {rows:,} rows to learn from"
    return Tuned(Ordinal("batch_size", sizes, default=default), source, why)


def _epochs(facts: Facts, low: int, high: int, default: int, source: str) -> Tuned:
    """Return how often all rows are seen."""
    why = ""
    if facts.rows is not None:
        affordable = ROWS_SEEN // facts.rows
        high = min(high, max(affordable, default))
        why = f"an epoch sees {facts.rows:,} rows; in all, {ROWS_SEEN:,} or the default are enough"
    return Tuned(whole("epochs", low, high, default, log=True), source, why)


def _steps(first: str, adam: Float, sgd: Float) -> tuple[Tuned, ...]:
    """Return the optimizers, of which one is the first choice, and the sizes of their steps."""
    optimizer = Categorical("optimizer", ("adamw", "sgd"), default=first)
    momentum = real("momentum", 0.5, 0.99, 0.9, conditions=when("optimizer", "sgd"))
    return (
        Tuned(optimizer, sources.ADAM_DECAY),
        Tuned(adam, sources.ADAM_DECAY),
        Tuned(sgd, sources.LARGE_BATCHES),
        Tuned(momentum, sources.LARGE_BATCHES),
    )


def _adam_rate(low: float, high: float, default: float) -> Float:
    """Return the learning rate of AdamW."""
    return real(
        "learning_rate", low, high, default, log=True, conditions=when("optimizer", "adamw")
    )


def _sgd_rate(low: float, high: float, default: float) -> Float:
    """Return the learning rate of stochastic gradient descent."""
    return real(
        "sgd_learning_rate", low, high, default, log=True, conditions=when("optimizer", "sgd")
    )


def _schedule(default: str, *others: str) -> Categorical:
    """Return what becomes of the learning rate from the first step to the last."""
    return Categorical("schedule", (default, *others), default=default)


def _tabular(facts: Facts) -> Draft:
    """Return what is searched of a network of tables."""
    source = sources.TABULAR_NETWORKS
    widths: tuple[int, ...] = (16, 32, 64, 128, 256, 512)
    why = ""
    if facts.rows is not None and facts.rows >= MANY_ROWS:
        widths, why = (*widths, 1_024), f"{facts.rows:,} rows may need a wider network"
    return Draft(
        (
            *_steps("adamw", _adam_rate(1e-5, 0.01, 1e-3), _sgd_rate(1e-4, 1.0, 0.05)),
            Tuned(_schedule("constant", "cosine", "step"), source),
            _batch(facts, (16, 32, 64, 128, 256, 512, 1_024), 128, source),
            _epochs(facts, 5, 300, 100, source),
            Tuned(zero_or("weight_decay", 1e-6, 0.1, default=0.01), source),
            Tuned(real("dropout", 0.0, 0.5, 0.0), source),
            Tuned(whole("layers", 1, 8, 3), source),
            Tuned(Ordinal("width", widths, default=256), source, why),
        )
    )


def _image(facts: Facts) -> Draft:
    """Return what is searched of a convolutional network; its width is that of the first layer."""
    source = sources.IMAGE_NETWORKS
    return Draft(
        (
            *_steps("sgd", _adam_rate(1e-5, 0.01, 1e-3), _sgd_rate(0.001, 1.0, 0.1)),
            Tuned(_schedule("cosine", "step", "constant"), source),
            _batch(facts, (16, 32, 64, 128, 256, 512, 1_024), 128, sources.LARGE_BATCHES),
            _epochs(facts, 5, 300, 100, source),
            Tuned(zero_or("weight_decay", 1e-6, 0.1, default=5e-4), source),
            Tuned(real("dropout", 0.0, 0.5, 0.0), sources.RESIDUAL_NETWORKS),
            Tuned(Ordinal("layers", (10, 18, 34, 50, 101), default=18), sources.RESIDUAL_NETWORKS),
            Tuned(Ordinal("width", (16, 32, 64, 128), default=64), sources.RESIDUAL_NETWORKS),
        )
    )


def _text(facts: Facts) -> Draft:
    """Return what is searched of a trained transformer that is trained further.

    Networks of every number of layers and every width here have been published.
    """
    optimizer = Categorical("optimizer", ("adamw", "adam"), default="adamw")
    rate = real("learning_rate", 1e-6, 1e-3, 5e-5, log=True)
    return Draft(
        (
            Tuned(optimizer, sources.ADAM_DECAY),
            Tuned(rate, f"{sources.BERT}; {sources.STABLE_TUNING}"),
            Tuned(_schedule("linear", "cosine", "constant"), sources.BERT),
            _batch(facts, (4, 8, 16, 32, 64, 128), 32, sources.BERT),
            _epochs(facts, 1, 20, 3, sources.STABLE_TUNING),
            Tuned(zero_or("weight_decay", 1e-4, 0.1, default=0.01), sources.BERT),
            Tuned(real("dropout", 0.0, 0.5, 0.1), sources.BERT),
            Tuned(Ordinal("layers", (2, 4, 6, 8, 10, 12), default=12), sources.SMALL_BERTS),
            Tuned(Ordinal("width", (128, 256, 512, 768), default=768), sources.SMALL_BERTS),
        )
    )


MODELS = tuple(
    Model(
        name=f"neural_network.{modality}",
        requires="",
        tasks=(Task.CLASSIFICATION, Task.REGRESSION),
        modality=modality,
        summary=summary,
        draft=draft,
    )
    for modality, summary, draft in (
        (TABULAR, "A network of fully connected layers; scale the features first.", _tabular),
        (Modality.IMAGE, "A residual convolutional network.", _image),
        (Modality.TEXT, "A transformer that was trained on text before.", _text),
    )
)
