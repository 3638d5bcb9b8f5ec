"""What can go wrong in `service`.

ServiceError
├── MalformedBodyError      a body that is not the JSON this service accepts
├── BodyTooLargeError       a body of more bytes than the limit
├── MediaTypeError          a body of another media type or encoding
├── SlowBodyError           a body that did not arrive in time
├── KeyInvalidError         an API key that is missing, unknown, expired or revoked
├── KeyInsufficientError    an API key without the scope that a request needs
├── IssuerUnavailableError  a token whose issuer does not tell its keys
├── TooManyRequestsError    a request of somebody who has sent too many
├── QuotaExceededError      more studies or trials than a key may have
├── InvalidQueryError       a query parameter with a value it cannot have
├── InvalidHeaderError      a header with a value it cannot have
├── InvalidRequestError     JSON that breaks the schema or the search space: its Faults
├── KeyReusedError          an Idempotency-Key that came with another request before
├── ModelNotFoundError      a model that the catalogue does not have
├── StudyNotFoundError      a study that its tenant does not have
├── TrialNotFoundError      a trial that its study does not have
├── StudyExistsError        a name that another study has
├── StudyClosedError        a study that hands out no trials
├── StudyFullError          a study with no room for more trials
├── TrialCompletedError     a trial that ended in another way before
├── TrialNotRunningError    a sign of life of a trial that does not run
├── NothingObservedError    a study without a completed trial to predict from
├── BusyError               an ask that waited too long for others
├── StoreUnavailableError   a database that does not answer, or is not of this version
└── NotReadyError           a service that cannot answer an ask

`problems` alone knows what each of them is in HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service import limits

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


class KeyInvalidError(ServiceError):
    """An API key that is missing, unknown, expired or revoked."""

    def __init__(self, found: str) -> None:
        """Tell what it is instead of valid."""
        super().__init__(
            f"expected the header Authorization: Bearer <key> with a valid key; it is {found}"
        )


class KeyInsufficientError(ServiceError):
    """An API key without the scope that a request needs."""

    def __init__(self, scope: str) -> None:
        """Name the scope."""
        super().__init__(f"expected a key with the scope {scope}; this one has it not")


class IssuerUnavailableError(ServiceError):
    """A token whose issuer does not tell its keys."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the issuer of the token does not tell its keys; ask again")


class TooManyRequestsError(ServiceError):
    """A request of somebody who has sent too many."""

    def __init__(self, seconds: int) -> None:
        """Tell in how many seconds another one is welcome."""
        super().__init__(f"expected fewer requests; the next one is welcome in {seconds} s")
        self.seconds = seconds


class QuotaExceededError(ServiceError):
    """More studies or trials than whoever asks may have."""

    def __init__(self, what: str, has: int, more: int, most: int) -> None:
        """Tell what would be too many, and how many there are, would be made and may be."""
        super().__init__(
            f"expected at most {most} {what} in all, and there are {has} already, so {more} more "
            "are too many; delete studies that are done, or ask for a higher quota"
        )


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


class InvalidHeaderError(ServiceError):
    """A header with a value it cannot have."""

    def __init__(self, name: str, expected: str) -> None:
        """Name the header at fault, and say what was expected."""
        super().__init__(f"header {name}: expected {expected}")


class KeyReusedError(ServiceError):
    """An Idempotency-Key that came with another request before."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "header Idempotency-Key: expected a key for each request, got one that came with "
            "another request, or with this one for another study of that name; make a new one"
        )


class StudyNotFoundError(ServiceError):
    """A study that its tenant does not have."""

    def __init__(self, reference: str) -> None:
        """Tell the id or name by which it was looked for."""
        super().__init__(f"expected the id or the name of a study, got {reference[:255]!r}")


class ModelNotFoundError(ServiceError):
    """A model that the catalogue does not have."""

    def __init__(self, name: str, close: Sequence[str]) -> None:
        """Tell its name, and those of models that are called alike."""
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        super().__init__(f"expected a model that GET /v1/models lists, got {name[:255]!r}{hint}")


class TrialNotFoundError(ServiceError):
    """A trial that its study does not have."""

    def __init__(self, number: int, size: int) -> None:
        """Tell its number, and how many trials the study has."""
        there = f"a number from 1 to {size}" if size else "none, for the study has no trial"
        super().__init__(f"expected the number of a trial, {there}; got {number}")


class StudyExistsError(ServiceError):
    """A name that another study has."""

    def __init__(self, name: str) -> None:
        """Tell the name."""
        super().__init__(f"expected a name that no other study has, got {name!r}")


class StudyClosedError(ServiceError):
    """A study that hands out no trials."""

    def __init__(self, name: str) -> None:
        """Tell its name."""
        super().__init__(
            f'the study {name!r} is stopped; a PATCH with the state "active" resumes it'
        )


class StudyFullError(ServiceError):
    """A study with no room for more trials."""

    def __init__(self, name: str) -> None:
        """Tell its name."""
        super().__init__(f"the study {name!r} would have more than {limits.TRIALS} trials")


class TrialCompletedError(ServiceError):
    """A trial that ended in another way before."""

    def __init__(self, number: int, state: str) -> None:
        """Tell its number, and how it ended."""
        super().__init__(f"trial {number} is {state} and was told with another result before")
        self.number = number


class TrialNotRunningError(ServiceError):
    """A sign of life of a trial that does not run."""

    def __init__(self, number: int, state: str) -> None:
        """Tell its number, and what it does instead."""
        super().__init__(f"expected a trial that is running or stale; trial {number} is {state}")


class NothingObservedError(ServiceError):
    """A study without a completed trial to predict from."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "expected a study with a completed trial that belongs to its search space; this one "
            "has none"
        )


class BusyError(ServiceError):
    """An ask that waited too long for others."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("others asked all the while, and this has not had its turn; ask again")


class StoreUnavailableError(ServiceError):
    """A database that does not answer, or is not of this version."""


class NotReadyError(ServiceError):
    """A service that cannot answer an ask."""
