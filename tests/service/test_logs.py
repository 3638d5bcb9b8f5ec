import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from service import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where logs go, until everything is as it was before."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    structlog.contextvars.clear_contextvars()
    logs.configure("info", stream)
    yield stream
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:], root.level = before


def entries(stream: io.StringIO) -> list[Any]:
    """Return what stands in the log."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_is_an_object_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger().info("request", status=200)
    (entry,) = entries(stream)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "request", "level": "info", "status": 200}


def test_what_is_bound_to_a_request_stands_in_its_lines(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="mine")
    structlog.get_logger().info("one")
    logging.getLogger("some.library").warning("two %s", 3)
    assert [(each["event"], each["request_id"]) for each in entries(stream)] == [
        ("one", "mine"),
        ("two 3", "mine"),
    ]


def test_less_than_the_level_is_not_logged(stream: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    assert entries(stream) == []


def test_a_traceback_is_one_line_and_holds_no_values(stream: io.StringIO) -> None:
    payload = "secret"
    try:
        payload.index("nothing of the kind")
    except ValueError as error:
        structlog.get_logger().error("bug", exc_info=error)
    (entry,) = entries(stream)
    assert "ValueError: substring not found" in entry["exception"]
    assert payload not in entry["exception"]


def test_a_warning_is_logged_as_one(stream: io.StringIO) -> None:
    logs.warn("look")
    assert [(each["event"], each["level"]) for each in entries(stream)] == [("look", "warning")]


@pytest.mark.parametrize(
    ("sent", "used"),
    [(None, "made"), ("", "made"), ("mine\n", "made"), ("mine", "mine"), ("é", "made")],
)
def test_an_id_is_used_if_it_is_sane(sent: str | None, used: str) -> None:
    assert logs.request_id(sent, "made") == used
