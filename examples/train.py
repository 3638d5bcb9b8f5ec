#!/usr/bin/env python3
"""Train a support vector machine with the given hyperparameters and print its error.

    $ .venv/bin/python examples/train.py '{"C": 89, "epsilon": 1.8, "gamma": 0.015}'
    {"rmse": 54.0366}

This is the job that is tuned; put your own in its place. It takes a configuration as JSON (those
left out have scikit-learn's defaults), prints the metrics as JSON, and fails when training does.

The data are scikit-learn's `diabetes`: 442 patients, 10 features, and the progression of the
disease after a year, from 25 to 346. The error is the root mean squared one over five folds, the
same for every configuration, so that the same configuration always has the same error.
"""

import json
import sys
import warnings

from sklearn.datasets import load_diabetes
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

# Some configurations would train for minutes; after this many steps they count as failed.
MAX_ITER = 100_000


def root_mean_squared_error(configuration: dict[str, str | float]) -> float:
    """Return the cross-validated error, in units of the target; lower is better."""
    model = make_pipeline(StandardScaler(), SVR(max_iter=MAX_ITER, **configuration))
    features, target = load_diabetes(return_X_y=True)
    scores = cross_val_score(
        model,
        features,
        target,
        scoring="neg_root_mean_squared_error",
        cv=KFold(5, shuffle=True, random_state=0),
        error_score="raise",
    )
    return -float(scores.mean())


def main() -> None:
    """Train as the first argument says."""
    configuration = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    warnings.simplefilter("error", ConvergenceWarning)
    try:
        error = root_mean_squared_error(configuration)
    except ConvergenceWarning:
        sys.exit(f"train.py: no convergence after {MAX_ITER:,} steps")
    print(json.dumps({"rmse": round(error, 4)}))


if __name__ == "__main__":
    main()
