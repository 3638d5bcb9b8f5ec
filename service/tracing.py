"""What is told of the work on a request while it is done, span by span.

A span has a name, a beginning, an end and facts; those that begin within another belong to it.
`telemetry` sends them to a collector; nobody hears of them by default.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol

Fact = str | int | float


class Span(Protocol):
    """A piece of work that is being done."""

    def tell(self, facts: Mapping[str, Fact]) -> None:
        """Add facts."""
        ...

    def fail(self, kind: str) -> None:
        """Say that it went wrong, and in which way."""
        ...


class Tracer(Protocol):
    """Who hears of spans."""

    def request(
        self, name: str, headers: Mapping[str, str], facts: Mapping[str, Fact]
    ) -> AbstractContextManager[Span]:
        """Return the span of a request, which belongs to the one its headers name, if any.

        Args:
            name: What kind of request it is.
            headers: Those it came with.
            facts: What is known of it.
        """
        ...

    def span(self, name: str, facts: Mapping[str, Fact]) -> AbstractContextManager[Span]:
        """Return a span that belongs to the one this thread is in; of none, nobody hears."""
        ...

    def identity(self) -> Mapping[str, str]:
        """Return what tells the span that this thread is in from all others, for the log."""
        ...


class Silence:
    """Hears of nothing; a span of its own."""

    def request(
        self, name: str, headers: Mapping[str, str], facts: Mapping[str, Fact]
    ) -> AbstractContextManager[Span]:
        """Return a span that goes nowhere."""
        del headers
        return self.span(name, facts)

    def span(self, name: str, facts: Mapping[str, Fact]) -> AbstractContextManager[Span]:
        """Return a span that goes nowhere."""
        del name, facts
        return nullcontext(self)

    def identity(self) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def tell(self, facts: Mapping[str, Fact]) -> None:
        """Do nothing."""

    def fail(self, kind: str) -> None:
        """Do nothing."""


SILENCE: Final = Silence()
