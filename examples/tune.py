#!/usr/bin/env python3
"""Tune train.py with Trialwise, using nothing but Python's standard library.

TRIALWISE_URL is the address of the service, TRIALWISE_API_KEY the key to send where there are keys.
PYTHON is the Python that runs train.py and needs scikit-learn; by default it is that of `make run`.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).resolve().parent
URL = os.environ.get("TRIALWISE_URL", "http://127.0.0.1:8000").rstrip("/")
VENV_PYTHON = HERE.parent / ".venv" / "bin" / "python"
PYTHON = os.environ.get("PYTHON") or (str(VENV_PYTHON) if VENV_PYTHON.exists() else sys.executable)

HEADERS = {"Content-Type": "application/json"}
if os.environ.get("TRIALWISE_API_KEY"):
    HEADERS["Authorization"] = f"Bearer {os.environ['TRIALWISE_API_KEY']}"

Configuration = dict[str, str | float]


class Trial(TypedDict, total=False):
    """A finished trial as the service takes it: with values, or with the state `failed`."""

    parameters: Configuration
    values: dict[str, float]
    state: str


class Reason(TypedDict):
    """Why a configuration is suggested: one sentence (and more, which is not shown here)."""

    summary: str


class Suggestion(TypedDict):
    """A configuration to try next."""

    parameters: Configuration
    reason: Reason


def ask(trials: list[Trial], seed: int) -> list[Suggestion]:
    """Return what the service suggests after these trials; nothing when all has been tried."""
    question = {
        "space": json.loads((HERE / "space.json").read_text()),
        "objectives": [{"name": "rmse", "direction": "minimize"}],
        "dataset": {
            "name": "diabetes",
            "task": "regression",
            "modality": "tabular",
            "n_rows": 442,
            "n_features": 10,
        },
        "trials": trials,
        "seed": seed,
    }
    suggestions: list[Suggestion] = post("/v1/ask", question)["suggestions"]
    return suggestions


def post(path: str, question: dict[str, object]) -> dict[str, list[Suggestion]]:
    """Return the answer of the service; without a good one, say why and exit."""
    request = urllib.request.Request(URL + path, json.dumps(question).encode(), HEADERS)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: dict[str, list[Suggestion]] = json.load(response)
    except urllib.error.HTTPError as error:
        sys.exit(explain(error.code, error.read().decode()))
    except OSError as error:
        sys.exit(f"No answer from {URL}: {error}. Does `make run` run there?")
    return answer


def explain(status: int, body: str) -> str:
    """Return in words what the service objects to."""
    try:
        problem = json.loads(body)
    except ValueError:
        return f"{status}: {body}"
    objections = [f"  {error['pointer']}: {error['detail']}" for error in problem.get("errors", [])]
    return "\n".join([f"{status} {problem['title']}: {problem.get('detail', '')}", *objections])


def evaluate(parameters: Configuration) -> Trial:
    """Run the training job and return what became of it."""
    job = [PYTHON, str(HERE / "train.py"), json.dumps(parameters)]
    run = subprocess.run(job, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        return {"parameters": parameters, "state": "failed"}
    return {"parameters": parameters, "values": json.loads(run.stdout)}


def rmse(trial: Trial) -> float:
    """Return the error of a trial; that of a failed one is infinite."""
    return trial["values"]["rmse"] if "values" in trial else math.inf


def in_short(parameters: Configuration) -> str:
    """Return a configuration as one likes to read it."""
    return " ".join(
        f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}"
        for name, value in parameters.items()
    )


def show(trials: list[Trial], why: str) -> None:
    """Print the last trial and why it was made."""
    last, best = trials[-1], min(map(rmse, trials))
    outcome = f"{rmse(last):.3f}" if "values" in last else "failed"
    print(f"{len(trials) - 1:5} {outcome:>8} {best:8.3f}  {in_short(last['parameters'])}")
    print(f"{'':25}{why}", flush=True)


def tune(count: int, seed: int) -> None:
    """Try scikit-learn's default first, then as many suggestions as wanted, and compare."""
    print(f"{count} trials with seed {seed}, suggested by {URL}")
    print("trial     rmse     best  parameters")
    default = evaluate(json.loads((HERE / "default.json").read_text()))
    if "values" not in default:
        sys.exit(f"The default cannot be trained. Does {PYTHON} have scikit-learn? Set PYTHON.")
    trials = [default]
    show(trials, "scikit-learn's default")
    for _ in range(count):
        suggestions = ask(trials, seed)
        if not suggestions:
            print("There is nothing left to try.")
            break
        trials.append(evaluate(suggestions[0]["parameters"]))
        show(trials, suggestions[0]["reason"]["summary"])
    compare(default, min(trials, key=rmse))


def compare(default: Trial, best: Trial) -> None:
    """Print what tuning has gained."""
    print()
    print(f"default: rmse {rmse(default):.3f}  {in_short(default['parameters'])}")
    print(f"best:    rmse {rmse(best):.3f}  {in_short(best['parameters'])}")
    print(f"gained:  {100 * (1 - rmse(best) / rmse(default)):.1f} % of the default's error")


def main() -> None:
    """Tune as the command line says."""
    parser = argparse.ArgumentParser(description="Tune train.py with Trialwise.")
    parser.add_argument("trials", type=int, nargs="?", default=20)
    parser.add_argument("seed", type=int, nargs="?", default=7)
    arguments = parser.parse_args()
    tune(arguments.trials, arguments.seed)


if __name__ == "__main__":
    main()
