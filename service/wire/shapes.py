"""What fields are made of: strict types that also describe themselves in JSON Schema.

Strict means that a string is never a number and a boolean never an integer. An integral float is
an integer, as in JSON Schema: JavaScript and Python may write the same 8 as `8` or `8.0`.

Lists fail at their first faulty item. A body may hold millions, and each error costs more memory
than the item that it is about; `faults` goes on where a list of objects stopped.
"""

from typing import Annotated, Any, ClassVar, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from service import limits

UNKNOWN_FIELD: Final = "unknown_field"


class Shape(BaseModel):
    """An object of the contract: strict, immutable and without unknown fields.

    Attributes:
        LATER: Fields that the contract has and this version has not.
    """

    LATER: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_fields(cls, value: Any) -> Any:
        """Refuse unknown fields before anything else is said: a misspelt one is missing, too."""
        if isinstance(value, dict):
            # Looked up once: each look takes a microsecond.
            known = cls.model_fields
            unknown = [key for key in value if key not in known]
            if unknown:
                raise ValidationError.from_exception_data(
                    cls.__name__,
                    [cls._unknown(key) for key in unknown[: limits.ERRORS]],
                )
        return value

    @classmethod
    def _unknown(cls, key: str) -> InitErrorDetails:
        """Return the error of a field that does not exist here."""
        context = {"fields": list(cls.model_fields), "is_later": key in cls.LATER}
        error = PydanticCustomError(UNKNOWN_FIELD, "unknown", context)
        return InitErrorDetails(type=error, loc=(key,), input=None)


def unlike(expected: str) -> PydanticCustomError:
    """Return the error of a value that is not what it should be."""
    return PydanticCustomError("unlike", "{expected}", {"expected": expected})


def _integral(value: Any) -> Any:
    """Return an integral float as the integer it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _scalar(value: Any) -> Any:
    """Return a value as it is, if it is neither an array nor an object."""
    if isinstance(value, str) and len(value) > limits.STRING_LENGTH:
        raise unlike(f"at most {limits.STRING_LENGTH} characters")
    if isinstance(value, list | dict):
        raise unlike("a string, a number, a boolean or null")
    return value


# A pattern that Python, Rust and JavaScript read alike.
NAME_PATTERN: Final = r"^[^\x00-\x1f\x7f-\x9f]+$"

Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
Fraction = Annotated[Number, Field(ge=0, le=1)]
# The limits come before the validator: behind one, pydantic no longer writes them into the schema.
Whole = Annotated[int, Field(ge=-limits.INTEGER, le=limits.INTEGER), BeforeValidator(_integral)]
PositiveWhole = Annotated[int, Field(ge=1, le=2 * limits.INTEGER), BeforeValidator(_integral)]
Count = Annotated[int, Field(ge=0, le=limits.ROWS), BeforeValidator(_integral)]
Integral = BeforeValidator(_integral)
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=limits.NAME_LENGTH, pattern=NAME_PATTERN)
]
Text = Annotated[str, StringConstraints(max_length=limits.STRING_LENGTH)]
# Not a union: those may convert, and these come back with the type and the digits they came with.
Scalar = Annotated[
    Any,
    PlainValidator(_scalar),
    WithJsonSchema(
        {"type": ["string", "number", "boolean", "null"], "maxLength": limits.STRING_LENGTH}
    ),
]
Values = Annotated[list[Scalar], Field(min_length=1, max_length=limits.VALUES, fail_fast=True)]
# pydantic writes the pattern of a key into the schema without saying that no other will do.
NO_OTHER_NAMES: Final = {"additionalProperties": False}
Configuration = Annotated[
    dict[Name, Scalar], Field(max_length=limits.PARAMETERS, json_schema_extra=NO_OTHER_NAMES)
]
