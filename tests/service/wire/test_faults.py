from typing import Any

import pytest

from service.errors import InvalidRequestError
from service.wire.ask import read_ask
from service.wire.faults import alike, below, shown, true_path
from service.wire.tags import MARK
from tests.service.bodies import X, body


def faults(value: Any) -> list[tuple[Any, str]]:
    """Return the path and the message of everything wrong with a body."""
    with pytest.raises(InvalidRequestError) as caught:
        read_ask(value, lenient=False)
    return [(each.path, each.message) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("count", "1", 'expected a whole number, got "1"'),
        ("count", True, "expected a whole number, got true"),
        ("count", 0, "expected a number of at least 1, got 0"),
        ("count", 257, "expected a number of at most 256, got 257"),
        ("seed", -1, "expected a number of at least 0, got -1"),
        ("trials", {}, "expected an array, got an object of 0"),
        ("trials", "none", 'expected an array, got "none"'),
        ("fixed", [1, 2], "expected an object, got an array of 2"),
        ("model", "", 'expected at least 1 characters, got ""'),
        ("model", "a\tb", 'expected text without control characters, got "a\\tb"'),
        ("dataset", 3, "expected an object, got 3"),
        ("objectives", [], "expected an array of at least 1, got an array of 0"),
        (
            "algorithm",
            "tpe",
            'expected "auto", "gp", "sobol", "grid" or "random", got "tpe"',
        ),
        (
            "algorithm",
            3,
            "expected an object with name one of auto, gp, sobol, grid, random, got 3",
        ),
    ],
)
def test_a_fault_tells_what_was_expected_and_what_is_there(
    field: str, value: Any, message: str
) -> None:
    assert faults({**body(), field: value}) == [((field,), message)]


def test_a_missing_field_is_told_where_it_should_be() -> None:
    message = "expected a value, got none; this field is required"
    (fault,) = faults({**body(), "trials": [{"values": {"loss": 1}}]})
    assert fault == (("trials", 0, "parameters"), message)


def test_a_problem_of_no_model_is_told_what_it_lacks() -> None:
    (first, message), (second, _) = faults({})
    assert (first, second) == (("space",), ("objectives",))
    assert "required unless `model` names one of the catalogue" in message


def test_a_body_that_is_no_object_is_told_at_the_root() -> None:
    assert faults([1]) == [((), "expected an object, got an array of 1")]


def test_an_unknown_field_is_told_with_the_name_that_was_perhaps_meant() -> None:
    assert faults(body(trails=[])) == [(("trails",), "unknown field; did you mean trials?")]


def test_an_unknown_field_like_no_other_is_told_with_all_names() -> None:
    ((_, message),) = faults(body({**X, "qqqq": 1}))
    assert (
        message
        == "unknown field; known are name, condition, log, prior, type, bounds, step, default"
    )


def test_an_unknown_type_is_told_at_the_field() -> None:
    expected = "expected one of float, int, categorical, ordinal, bool"
    assert faults(body({**X, "type": "real"})) == [
        (("space", "parameters", 0, "type"), f'{expected}, got "real"')
    ]


def test_a_missing_type_is_told_at_the_field() -> None:
    ((path, message),) = faults(body({"name": "x", "bounds": [0, 1]}))
    assert path == ("space", "parameters", 0, "type")
    assert message.endswith("got none; this field is required")


def test_a_fault_in_a_member_of_a_union_has_a_path_without_tags() -> None:
    ((path, _),) = faults(body({**X, "condition": {"parameter": 3}}))
    assert path == ("space", "parameters", 0, "condition", "parameter")


def test_a_key_named_like_a_tag_stays_in_the_path() -> None:
    ((path, _),) = faults(body({**X, "float": 1}))
    assert path == ("space", "parameters", 0, "float")


def test_a_path_loses_the_index_of_a_single_thing() -> None:
    path = ("a", 0, "b", 1)
    assert true_path(path, {"a": {"b": [1, 2]}}) == ("a", "b", 1)


def test_a_path_keeps_the_index_of_a_thing_in_a_list() -> None:
    assert true_path(("a", 0, "b"), {"a": [{"b": 1}]}) == ("a", 0, "b")


def test_a_path_keeps_an_end_that_is_not_there() -> None:
    assert true_path(("a", f"{MARK}tag", "b"), {"a": {}}) == ("a", "b")


def test_nothing_is_below_a_path_that_leads_nowhere() -> None:
    assert below({"a": [1]}, ("a", 7)) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ('say "hi"', '"say \\"hi\\""'),
        ([1, 2, 3], "an array of 3"),
        ({"a": 1}, "an object of 1"),
    ],
)
def test_a_value_is_shown_as_json(value: Any, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize("value", ["x" * 1_000_000, 10**300, "\x01" * 1_000])
def test_a_long_value_is_shown_in_part(value: Any) -> None:
    assert len(shown(value)) == 63


def test_no_name_is_suggested_for_a_name_like_no_other() -> None:
    assert alike("zzz", ["values", "bounds"]) == "known are values, bounds"
