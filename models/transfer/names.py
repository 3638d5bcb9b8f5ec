"""Names that libraries give to the same parameter, and texts that they give to the same value.

A name may stand in several sets: `alpha` is the weight of the absolute penalty in XGBoost and that
of the squared one in a neural network. Which of them is meant is told by the model beside.
"""

from collections.abc import Iterable
from functools import lru_cache

from models.space import Value

# As `plain` leaves them. After each library's own documentation: scikit-learn, XGBoost, LightGBM,
# CatBoost, PyTorch, and ranger, rpart, glmnet and e1071 of R.
SYNONYMS: tuple[frozenset[str], ...] = (
    frozenset({"learning_rate", "eta", "lr", "learning_rate_init", "shrinkage", "shrinkage_rate"}),
    frozenset(
        {
            "n_estimators",
            "num_iterations",
            "num_iteration",
            "n_iter",
            "nrounds",
            "num_round",
            "num_rounds",
            "rounds",
            "num_boost_round",
            "iterations",
            "num_trees",
            "n_trees",
            "ntree",
            "ntrees",
            "trees",
            "boosting_rounds",
        }
    ),
    frozenset({"max_iter", "n_estimators", "num_iterations", "iterations", "nrounds"}),
    frozenset({"max_depth", "maxdepth", "depth", "max_tree_depth", "interaction_depth"}),
    frozenset(
        {"reg_lambda", "lambda", "lambda_l2", "l2_leaf_reg", "l2_regularization", "l2", "reg_l2"}
    ),
    frozenset({"reg_alpha", "alpha", "lambda_l1", "l1", "reg_l1", "l1_regularization"}),
    frozenset({"gamma", "min_split_loss", "min_split_gain", "min_gain_to_split"}),
    frozenset({"min_child_weight", "min_sum_hessian_in_leaf", "min_sum_hessian"}),
    frozenset(
        {
            "min_child_samples",
            "min_data_in_leaf",
            "min_samples_leaf",
            "min_node_size",
            "minbucket",
            "nodesize",
            "min_leaf",
            "min_data_per_leaf",
        }
    ),
    frozenset({"min_samples_split", "minsplit", "min_split"}),
    frozenset({"min_impurity_decrease", "min_gain"}),
    frozenset(
        {
            "subsample",
            "bagging_fraction",
            "sample_fraction",
            "max_samples",
            "row_sample",
            "subsample_rate",
        }
    ),
    frozenset({"subsample_freq", "bagging_freq"}),
    frozenset({"colsample_bytree", "feature_fraction", "rsm", "col_sample_rate"}),
    frozenset({"colsample_bylevel", "feature_fraction_bylevel"}),
    frozenset(
        {
            "colsample_bynode",
            "feature_fraction_bynode",
            "max_features",
            "mtry_ratio",
            "mtry_fraction",
        }
    ),
    frozenset({"num_leaves", "max_leaf_nodes", "max_leaves"}),
    frozenset({"max_bin", "max_bins", "border_count"}),
    frozenset({"booster", "boosting", "boosting_type"}),
    frozenset({"rate_drop", "drop_rate"}),
    frozenset({"c", "cost"}),
    frozenset({"criterion", "split_criterion", "impurity"}),
    frozenset({"ccp_alpha", "cp", "complexity"}),
    frozenset({"bootstrap", "replace", "bagging"}),
    frozenset({"splitter", "splitrule", "split_rule"}),
    frozenset({"n_neighbors", "n_neighbours", "k", "num_neighbors"}),
    frozenset({"weight_decay", "alpha", "l2", "l2_regularization", "decay", "reg"}),
    frozenset({"dropout", "dropout_rate", "max_dropout", "p_dropout"}),
    frozenset({"n_layers", "num_layers", "layers", "n_hidden_layers", "hidden_layers"}),
    frozenset(
        {
            "width",
            "max_units",
            "n_units",
            "units",
            "hidden_size",
            "hidden_units",
            "n_hidden",
            "hidden_dim",
        }
    ),
    frozenset({"batch_size", "batch", "minibatch_size"}),
    frozenset({"optimizer", "optimiser", "solver"}),
    frozenset({"epochs", "n_epochs", "num_epochs", "max_iter"}),
    frozenset({"activation", "activation_function", "nonlinearity"}),
    frozenset({"scheduler", "schedule", "lr_scheduler", "learning_rate_schedule"}),
)

# Of how many names it is kept what they become: names are compared in every ask.
KEPT = 4096

SAME_TEXTS: tuple[frozenset[str], ...] = (
    frozenset({"gbtree", "gbdt", "traditional"}),
    frozenset({"rbf", "radial", "gaussian"}),
    frozenset({"poly", "polynomial"}),
    frozenset({"entropy", "information", "log_loss"}),
    frozenset({"squared_error", "mse", "variance"}),
    frozenset({"absolute_error", "mae"}),
    frozenset({"logistic", "sigmoid"}),
    frozenset({"none", "null"}),
)


@lru_cache(maxsize=KEPT)
def plain(name: str) -> str:
    """Return a name without what frameworks put around it: `model__C` and `num.trees`."""
    bare = name.rpartition("__")[2] or name
    return bare.replace(".", "_").replace("-", "_").replace(" ", "_").lower()


def likeness(name: str, other: str) -> int:
    """Return how alike two names of parameters are: 3 the same, 2 but for dress, 1 synonyms, 0."""
    if name == other:
        return 3
    one, two = plain(name), plain(other)
    return 2 if one == two else int(two in _synonyms(one))


def known_names(names: Iterable[str]) -> frozenset[str]:
    """Return what names that are like any of these become if they are made plain."""
    bare = frozenset(map(plain, names))
    return bare.union(*map(_synonyms, bare))


@lru_cache(maxsize=KEPT)
def _synonyms(name: str) -> frozenset[str]:
    """Return all names, made plain, that may mean what a plain one does, itself as well."""
    return frozenset({name}).union(*(each for each in SYNONYMS if name in each))


def names_model(name: str, model: str) -> bool:
    """Tell whether a name is that of a model of the catalogue, or of its class alone.

    Args:
        name: What a user calls it.
        model: `<library>.<class>`.
    """
    return name.lower() in (model.lower(), model.rpartition(".")[2].lower())


def text_of(value: Value) -> str:
    """Return what is the same for values that mean the same in two libraries."""
    text = str(value).lower()
    return next((min(each) for each in SAME_TEXTS if text in each), text)
