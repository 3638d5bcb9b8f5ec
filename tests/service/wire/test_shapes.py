from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from service import limits
from service.wire.shapes import Configuration, Count, Name, Number, Scalar, Shape, Whole


class Pair(Shape):
    """A shape for these tests."""

    first: Name
    second: Number = 0.0


def kinds(type_: Any, value: Any) -> list[str]:
    """Return what is wrong with a value of a type."""
    try:
        TypeAdapter(type_, config=Shape.model_config).validate_python(value)
    except ValidationError as error:
        return [each["type"] for each in error.errors()]
    return []


@pytest.mark.parametrize("value", [1, 1.0, True, "1", "", None, 10**300, -0.0])
def test_a_scalar_comes_back_as_it_was_sent(value: Any) -> None:
    read = TypeAdapter(Scalar).validate_python(value)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("value", [[], {}, [1], "x" * (limits.STRING_LENGTH + 1)])
def test_what_is_no_scalar_is_refused(value: Any) -> None:
    assert kinds(Scalar, value) == ["unlike"]


@pytest.mark.parametrize("value", [8, 8.0, -3, 0])
def test_an_integral_number_is_an_integer(value: float) -> None:
    assert type(TypeAdapter(Whole).validate_python(value)) is int


@pytest.mark.parametrize("value", [8.5, True, "8", None, [8]])
def test_nothing_else_is_an_integer(value: Any) -> None:
    assert kinds(Whole, value) == ["int_type"]


@pytest.mark.parametrize("value", [True, "8", None])
def test_neither_a_boolean_nor_a_string_is_a_number(value: Any) -> None:
    assert kinds(Number, value) == ["float_type"]


@pytest.mark.parametrize("value", [limits.INTEGER + 1, -limits.INTEGER - 1, 1e300])
def test_an_integer_beyond_the_limit_is_refused(value: float) -> None:
    assert len(kinds(Whole, value)) == 1


def test_a_count_is_not_negative() -> None:
    assert kinds(Count, -1) == ["greater_than_equal"]


@pytest.mark.parametrize("name", ["x", "a/b~c", "日本", " ", "é" * limits.NAME_LENGTH])
def test_a_name_is_any_text(name: str) -> None:
    assert kinds(Name, name) == []


@pytest.mark.parametrize("name", ["", "a\nb", "a\n", "\x7f", "\x9f", "x" * 256, 3])
def test_a_name_has_no_control_characters_and_a_length(name: Any) -> None:
    assert len(kinds(Name, name)) == 1


def test_a_configuration_has_at_most_as_many_values_as_a_space_has_parameters() -> None:
    values = dict.fromkeys(map(str, range(limits.PARAMETERS + 1)), 0)
    assert kinds(Configuration, values) == ["too_long"]


def test_an_unknown_field_is_told_instead_of_the_field_it_was_meant_for() -> None:
    with pytest.raises(ValidationError) as caught:
        Pair.model_validate({"frist": "a"})
    (error,) = caught.value.errors()
    assert error["loc"] == ("frist",)
    assert error["ctx"] == {"fields": ["first", "second"], "is_later": False}


def test_an_object_of_unknown_fields_alone_is_told_briefly() -> None:
    with pytest.raises(ValidationError) as caught:
        Pair.model_validate(dict.fromkeys(map(str, range(1_000))))
    assert caught.value.error_count() == limits.ERRORS


def test_the_schema_states_limits_and_refuses_unknown_fields() -> None:
    schema = Pair.model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["first"]["maxLength"] == limits.NAME_LENGTH


def test_the_schema_of_a_converted_number_states_its_limits() -> None:
    schema = TypeAdapter(Whole).json_schema()
    assert (schema["minimum"], schema["maximum"]) == (-limits.INTEGER, limits.INTEGER)
