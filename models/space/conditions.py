"""When a parameter is active: what its parent must be."""

from dataclasses import dataclass

from models.errors import SpaceError
from models.space.values import Value, is_finite


@dataclass(frozen=True, slots=True)
class Condition:
    """A demand on a parent, which must also be active itself.

    Attributes:
        parameter: Name of the parent.
        values: What it may be; None if it is a matter of bounds.
        low: Its least number, included; None if there is none.
        high: Its greatest number, included; None if there is none.
    """

    parameter: str
    values: tuple[Value, ...] | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Check that it demands one thing or the other."""
        by_bounds = self.low is not None or self.high is not None
        if (self.values is not None) == by_bounds:
            raise SpaceError((), expected="either values, or min or max", got="both or neither")
        if self.values == ():
            raise SpaceError(("values",), expected="at least one value", got="none")
        for name, bound in (("min", self.low), ("max", self.high)):
            if bound is not None and not is_finite(bound):
                raise SpaceError((name,), expected="a finite number", got=f"{bound}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise SpaceError(("min",), expected=f"at most max = {self.high}", got=f"{self.low}")
