"""The shape of an error: a problem of RFC 9457 with pointers into the body."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service import limits


class ProblemError(BaseModel):
    """One thing that is wrong with the body."""

    model_config = ConfigDict(extra="forbid")

    pointer: Annotated[str, Field(description="JSON pointer (RFC 6901) into the body.")]
    detail: str


class Problem(BaseModel):
    """What went wrong, and what to do about it."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(description="A relative URI; about:blank for plain HTTP errors.")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: Annotated[
        list[ProblemError], Field(default_factory=list, min_length=1, max_length=limits.ERRORS)
    ]
