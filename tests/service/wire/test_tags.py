from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from service.wire.shapes import Number, Shape
from service.wire.tags import MARK, UNKNOWN_MEMBER, by_field, one_or_list, tag


class Circle(Shape):
    """A member for these tests."""

    kind: str
    radius: Number


class Square(Shape):
    """Another."""

    kind: str
    side: Number


UNION: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        Annotated[Circle, tag("circle")]
        | Annotated[Square, tag("square")]
        | Annotated[str, tag("text")],
        by_field("kind", {"circle": "circle", "square": "square", "box": "square"}, text="text"),
    ]
)
MANY: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        Annotated[Circle, tag("one")] | Annotated[list[Circle], tag("many")],
        one_or_list(one="one", many="many"),
    ]
)
CIRCLE = {"kind": "circle", "radius": 1}


def test_the_value_of_the_field_chooses_the_member() -> None:
    assert isinstance(UNION.validate_python({"kind": "box", "side": 1}), Square)


def test_a_string_is_the_member_that_is_one() -> None:
    assert UNION.validate_python("circle") == "circle"


@pytest.mark.parametrize("value", [{"kind": "cube"}, {}, {"kind": []}, 3, None, []])
def test_what_chooses_no_member_is_told_with_all_names(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        UNION.validate_python(value)
    (error,) = caught.value.errors()
    assert error["type"] == UNKNOWN_MEMBER
    assert error["ctx"] == {"field": "kind", "names": "circle, square, box"}


def test_errors_of_a_member_stand_behind_its_marked_tag() -> None:
    with pytest.raises(ValidationError) as caught:
        UNION.validate_python({"kind": "box", "side": "1"})
    assert caught.value.errors()[0]["loc"] == (f"{MARK}square", "side")


def test_a_list_is_told_from_a_single_object() -> None:
    assert MANY.validate_python([CIRCLE, CIRCLE]) == [MANY.validate_python(CIRCLE)] * 2
