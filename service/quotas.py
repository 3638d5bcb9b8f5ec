"""What whoever sends a key may have and do: of space in the database, and of requests."""

from dataclasses import dataclass
from typing import Final

from service.errors import QuotaExceededError


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a tenant has.

    Attributes:
        studies: How many studies.
        trials: How many trials, in all of its studies together.
    """

    studies: int
    trials: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What whoever sends a key may have and do. None stands for any number, but see `or_else`.

    It counts what the tenant has, whichever key has made it: so a new key is no new start, and what
    is deleted makes room.

    Attributes:
        studies: How many studies its tenant has at most once it has made one.
        trials: How many trials its tenant has at most once it has made some.
        requests: How many requests a minute it may send to each process.
    """

    studies: int | None = None
    trials: int | None = None
    requests: int | None = None

    def or_else(self, default: "Quota") -> "Quota":
        """Return it with the numbers of a default where it has none; its zeros are any number."""
        pairs = (
            (self.studies, default.studies),
            (self.trials, default.trials),
            (self.requests, default.requests),
        )
        return Quota(*((other if own is None else own) or None for own, other in pairs))

    @property
    def limits_holdings(self) -> bool:
        """Whether what a tenant has makes a difference."""
        return self.studies is not None or self.trials is not None

    def check(self, before: Holdings, *, studies: int = 0, trials: int = 0) -> None:
        """Raise QuotaExceededError unless a tenant may have so many more.

        Args:
            before: What it has.
            studies: How many studies are made.
            trials: How many trials are made.
        """
        made = (
            ("studies", studies, before.studies, self.studies),
            ("trials", trials, before.trials, self.trials),
        )
        for what, more, has, most in made:
            if more and most is not None and has + more > most:
                raise QuotaExceededError(what, has, more, most)


UNLIMITED: Final = Quota()
