"""The folder in which measurements are kept: a report to read and the numbers behind it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict

from benchmarks.console import say
from benchmarks.environment import ROOT, Environment

FOLDER = ROOT / "benchmarks" / "results"
# A list of numbers only: no text, no object and no list inside.
NUMBERS = re.compile(r"\[[\s\d.,eE+-]+\]")


def save(name: str, environment: Environment, numbers: Mapping[str, object], report: str) -> None:
    """Write both files of a benchmark, in place of those of an earlier run."""
    FOLDER.mkdir(exist_ok=True)
    data, text = FOLDER / f"{name}.json", FOLDER / f"{name}.md"
    content = {"environment": asdict(environment), **numbers}
    data.write_text(written(content), encoding="utf-8")
    text.write_text(report, encoding="utf-8")
    say(f"Wrote {data.relative_to(ROOT)} and {text.relative_to(ROOT)}")


def written(content: Mapping[str, object]) -> str:
    """Return JSON with a line for every member, but numbers of a list side by side."""
    text = json.dumps(content, indent=1, allow_nan=False)
    return NUMBERS.sub(lambda found: " ".join(found[0].split()), text) + "\n"
