import re
from pathlib import Path
from typing import Any

import pytest

from models import Direction, Objective
from models.space.expressions.grammar import MAX_LENGTH
from models.space.scales import LARGEST_INTEGER
from service import limits
from service.errors import InvalidRequestError
from service.wire.ask import AskBody, read_ask, shaped
from service.wire.results import TellBody
from service.wire.space import Space
from service.wire.studies import read_import
from tests.service.bodies import X, body

DOCUMENT = Path(__file__).parents[2] / "docs" / "http.md"

TRIAL = {"parameters": {}, "state": "failed"}
LONG = "x" * 1_000_000


def measured(count: int) -> dict[str, Any]:
    """Return a trial with so many measurements."""
    steps = [{"step": step, "values": {"loss": 1}} for step in range(count)]
    return {"parameters": {"x": 0.5}, "values": {"loss": 1}, "measurements": steps}


TEN = limits.ALL_MEASUREMENTS // 10


def many(count: int) -> list[Any]:
    """Return parameters with different names."""
    return [{"name": f"p{i}", "type": "bool"} for i in range(count)]


def listed(kind: str, *counts: int) -> list[Any]:
    """Return parameters with so many values each."""
    return [
        {"name": f"{kind}{i}", "type": kind, "values": [*range(count)]}
        for i, count in enumerate(counts)
    ]


def test_the_documentation_has_the_same_table() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \| (\d+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert rows == [(row.of, f"{row.most:,}", str(row.status)) for row in limits.TABLE]


def test_the_limits_of_the_service_are_those_of_the_optimiser() -> None:
    assert limits.CONSTRAINT_LENGTH == MAX_LENGTH
    assert limits.INTEGER == LARGEST_INTEGER


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (body(*many(limits.PARAMETERS + 1)), "space/parameters"),
        (
            body({"name": "c", "type": "ordinal", "values": [*range(limits.VALUES + 1)]}),
            "space/parameters/0/values",
        ),
        (
            body(*listed("ordinal", *[1_000] * 4), *listed("categorical", 999, 2)),
            "space/parameters",
        ),
        (
            body({**X, "condition": [{"parameter": "y"}] * (limits.CONDITIONS + 1)}),
            "space/parameters/0/condition",
        ),
        (body({**X, "name": LONG}), "space/parameters/0/name"),
        (
            body({"name": "c", "type": "categorical", "values": [LONG]}),
            "space/parameters/0/values/0",
        ),
        (
            body({**X, "type": "int", "bounds": [0, limits.INTEGER + 1]}),
            "space/parameters/0/bounds/1",
        ),
        (
            {
                **body(),
                "space": {"parameters": [X], "constraints": ["x > 0"] * (limits.CONSTRAINTS + 1)},
            },
            "space/constraints",
        ),
        (
            {
                **body(),
                "space": {
                    "parameters": [X],
                    "constraints": ["x > " + "0" * limits.CONSTRAINT_LENGTH],
                },
            },
            "space/constraints/0",
        ),
        (
            {**body(), "space": {"parameters": [X], "forbidden": [{}] * (limits.FORBIDDEN + 1)}},
            "space/forbidden",
        ),
        (body(trials=[TRIAL] * (limits.TRIALS + 1)), "trials"),
        (
            body(
                trials=[{**TRIAL, "values": dict.fromkeys(map(str, range(limits.METRICS + 1)), 0)}]
            ),
            "trials/0/values",
        ),
        (body(count=limits.COUNT + 1), "count"),
        (body(seed=limits.SEED + 1), "seed"),
        (body(dataset={"n_rows": limits.ROWS + 1}), "dataset/n_rows"),
        (
            body(
                dataset={
                    "meta_features": dict.fromkeys(map(str, range(limits.META_FEATURES + 1)), 0)
                }
            ),
            "dataset/meta_features",
        ),
    ],
)
def test_more_than_the_limit_is_refused_where_it_is(sent: Any, path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_ask(sent, lenient=False)
    assert ["/".join(map(str, each.path)) for each in caught.value.faults] == [path]


@pytest.mark.parametrize(
    "sent",
    [
        body(*many(limits.PARAMETERS)),
        body({"name": "c", "type": "ordinal", "values": [*range(limits.VALUES)]}),
        body(*listed("ordinal", *[1_000] * 2), *listed("categorical", *[1_000] * 3), *many(9)),
        body({**X, "name": "x" * limits.NAME_LENGTH}),
        body({**X, "type": "int", "bounds": [-limits.INTEGER, limits.INTEGER]}),
        body(trials=[TRIAL] * limits.TRIALS),
        body(count=limits.COUNT, seed=limits.SEED),
    ],
)
def test_as_much_as_the_limit_is_read(sent: Any) -> None:
    read_ask(sent, lenient=False)


def test_the_schema_says_how_many_values_may_be_listed_together() -> None:
    description = Space.model_json_schema()["description"]
    assert f"{limits.LISTED_VALUES:,} values" in description


def test_the_schema_states_the_limits_of_lists_and_numbers() -> None:
    fields = AskBody.model_json_schema()["properties"]
    assert fields["trials"]["maxItems"] == limits.TRIALS
    assert fields["count"]["maximum"] == limits.COUNT
    assert fields["objectives"]["maxItems"] == limits.OBJECTIVES


@pytest.mark.parametrize(
    ("trials", "path"),
    [
        ([measured(limits.MEASUREMENTS + 1)], "/0/measurements"),
        ([measured(TEN)] * 10 + [measured(1)], ""),
    ],
)
def test_more_measurements_than_a_transaction_takes_are_refused(trials: Any, path: str) -> None:
    for read in (
        lambda: read_import(body(trials=trials)),
        lambda: shaped(TellBody, {"results": trials}).read(Objective("loss", Direction.MINIMIZE)),
    ):
        with pytest.raises(InvalidRequestError) as caught:
            read()
        (fault,) = caught.value.faults
        assert "".join(f"/{each}" for each in fault.path[1:]) == path


def test_as_many_measurements_as_a_transaction_takes_are_taken() -> None:
    read_import(body(trials=[measured(TEN)] * 10))
