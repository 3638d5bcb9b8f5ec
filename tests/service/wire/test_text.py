import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import limits
from service.errors import InvalidRequestError, MalformedBodyError
from service.wire.text import read_json

finite = st.floats(allow_nan=False, allow_infinity=False)
# What UTF-8 can carry and databases can store.
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | finite | text
values = st.recursive(scalars, lambda v: st.lists(v) | st.dictionaries(text, v), max_leaves=20)


@given(value=values, is_ascii=st.booleans())
def test_what_json_writes_is_read_as_it_was(value: Any, *, is_ascii: bool) -> None:
    assert repr(read_json(json.dumps(value, ensure_ascii=is_ascii).encode())) == repr(value)


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"hello", b"{", b"{'a': 1}", b"[1,]", b'"\n"', b"1 2"]
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        read_json(body)


def test_where_json_ends_is_told() -> None:
    with pytest.raises(MalformedBodyError, match="line 2, column 3"):
        read_json(b"[1,\n  oops]")


def test_bytes_that_are_not_utf_8_are_refused_by_their_position() -> None:
    with pytest.raises(MalformedBodyError, match="0xff at position 2"):
        read_json(b'["\xff"]')


def test_a_byte_order_mark_is_refused() -> None:
    with pytest.raises(MalformedBodyError, match="BOM"):
        read_json(b"\xef\xbb\xbf{}")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 310])
def test_a_number_that_is_not_finite_is_refused(number: str) -> None:
    with pytest.raises(MalformedBodyError, match="expected finite numbers"):
        read_json(f'{{"x": [{number}]}}'.encode())


def test_a_number_of_more_digits_than_python_converts_is_refused() -> None:
    with pytest.raises(MalformedBodyError, match="10000 digits"):
        read_json(b"9" * 10_000)


def test_a_number_below_the_largest_float_keeps_its_digits() -> None:
    assert read_json(b"9" * 308) == int("9" * 308)


def test_a_key_that_stands_twice_is_refused_by_its_name() -> None:
    with pytest.raises(MalformedBodyError, match='"b" more than once'):
        read_json(b'{"a": {"b": 1, "c": 2, "b": 1}}')


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert read_json(b'[{"a": 1}, {"a": {"a": 2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def test_nesting_up_to_the_limit_is_read() -> None:
    body = b"[" * limits.NESTING + b"]" * limits.NESTING
    assert read_json(body) == json.loads(body)


@pytest.mark.parametrize(
    ("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"]":', b"}]")]
)
@pytest.mark.parametrize("depth", [limits.NESTING + 1, 100_000])
def test_nesting_beyond_the_limit_is_refused(opening: bytes, closing: bytes, depth: int) -> None:
    with pytest.raises(MalformedBodyError, match=f"at most {limits.NESTING} deep"):
        read_json(opening * depth + b"1" + closing * depth)


def test_brackets_that_never_close_are_refused() -> None:
    with pytest.raises(MalformedBodyError, match=f"at most {limits.NESTING} deep"):
        read_json(b"[" * 100_000)


@pytest.mark.parametrize("string", ["[" * 100, "{" * 100, '"[' * 100, "\\[" * 100, '\\"[{' * 100])
def test_brackets_in_strings_do_not_nest(string: str) -> None:
    assert read_json(json.dumps([string]).encode()) == [string]


def test_an_object_of_too_many_members_is_refused() -> None:
    members = {f"k{i}": i for i in range(limits.MEMBERS + 1)}
    with pytest.raises(MalformedBodyError, match=f"at most {limits.MEMBERS} members"):
        read_json(json.dumps(members).encode())


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800", "\\udfff", "\\ude00\\ud83d"])
def test_characters_that_nobody_can_store_are_refused_where_they_are(escape: str) -> None:
    body = f'{{"a": ["fine \\u00e9", "un{escape}fit"]}}'
    with pytest.raises(InvalidRequestError) as caught:
        read_json(body.encode())
    assert [each.path for each in caught.value.faults] == [("a", 1)]


def test_characters_that_nobody_can_store_are_refused_in_keys() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_json(b'{"a": {"\\u0000": 1}}')
    assert [each.path for each in caught.value.faults] == [("a",)]


def test_of_very_many_unfit_characters_the_first_are_looked_for() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_json(json.dumps(["\x00"] * 100_000).encode())
    assert len(caught.value.faults) == limits.ERRORS + 1


def test_a_pair_of_escapes_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_numbers_keep_their_kind() -> None:
    read = read_json(b"[1, 1.0, true, -0.0]")
    assert [type(each) for each in read] == [int, float, bool, float]
    assert math.copysign(1.0, read[3]) == -1.0
