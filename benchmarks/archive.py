"""The folder in which measurements are kept: a report to read and the numbers behind it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict

from benchmarks.console import say
from benchmarks.environment import ROOT, Environment

FOLDER = ROOT / "benchmarks" / "results"
# A list or an object with no other inside. A line break is never part of a text in JSON.
INNERMOST = re.compile(r"[\[{][^\[\]{}]*[\]}]")
BREAK = re.compile(r"\n\s*")


def save(name: str, environment: Environment, numbers: Mapping[str, object], report: str) -> None:
    """Write both files of a benchmark, in place of those of an earlier run."""
    FOLDER.mkdir(exist_ok=True)
    data, text = FOLDER / f"{name}.json", FOLDER / f"{name}.md"
    content = {"environment": asdict(environment), **numbers}
    data.write_text(written(content), encoding="utf-8")
    text.write_text(report, encoding="utf-8")
    say(f"Wrote {data.relative_to(ROOT)} and {text.relative_to(ROOT)}")


def written(content: Mapping[str, object]) -> str:
    """Return JSON with a line for every member, but the innermost lists and objects on one."""
    text = json.dumps(content, indent=1, allow_nan=False)
    return INNERMOST.sub(lambda found: BREAK.sub(" ", found[0]), text) + "\n"
