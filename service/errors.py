"""What can go wrong in `service`.

ServiceError
├── MalformedBodyError      a body that is not the JSON this service accepts
├── BodyTooLargeError       a body of more bytes than the limit
├── MediaTypeError          a body of another media type or encoding
├── SlowBodyError           a body that did not arrive in time
├── InvalidQueryError       a query parameter with a value it cannot have
├── InvalidRequestError     JSON that breaks the schema or the search space: its Faults
└── NotReadyError           a service that cannot answer an ask

`problems` alone knows what each of them is in HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request.

    Attributes:
        path: Where it is in the body, in the words of the wire format.
        message: What was expected and what stood there, or what to do.
    """

    path: Path
    message: str


class ServiceError(Exception):
    """Any error that this package raises on purpose."""


class MalformedBodyError(ServiceError):
    """A body that is not the JSON this service accepts."""


class BodyTooLargeError(ServiceError):
    """A body of more bytes than the limit."""

    def __init__(self, limit: int) -> None:
        """Tell the limit in bytes."""
        super().__init__(
            f"expected a body of at most {limit} bytes, got more; "
            "send fewer trials, or raise TRIALWISE_MAX_BODY_BYTES"
        )
        self.limit = limit


class MediaTypeError(ServiceError):
    """A body of another media type or encoding than JSON in UTF-8."""


class SlowBodyError(ServiceError):
    """A body that did not arrive in time."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("expected the whole body in time, got a part of it; send it again")


class InvalidQueryError(ServiceError):
    """A query parameter that does not exist or has a value it cannot have."""

    def __init__(self, name: str, message: str) -> None:
        """Name the parameter at fault, and say what is wrong with it."""
        super().__init__(f"query parameter {name}: {message}")
        self.name = name


class InvalidRequestError(ServiceError):
    """JSON that breaks the schema or the search space."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Hold what is wrong, in the order of the body; at least one fault."""
        super().__init__(f"{len(faults)} faults, the first at {faults[0].path}")
        self.faults = tuple(faults)


class NotReadyError(ServiceError):
    """A service that cannot answer an ask."""
