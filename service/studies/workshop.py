"""What the work on a stored study needs from outside."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import models
from service.access import Tenant
from service.stores import Receipt, Store
from service.trial import Moment

Effect = TypeVar("Effect")
# Makes the receipt of a request out of what it has led to; None for a request without a key.
Sign = Callable[[Effect], Receipt] | None


@dataclass(frozen=True, slots=True)
class Workshop:
    """Collaborators, and whose studies they work on.

    Attributes:
        tenant: Whose.
        store: Where studies are.
        now: Tells the time.
        clock: Seconds, never going back.
        read: Makes the problem of a study's definition.
        write: Puts the reason of a suggestion, with the name of its objective, into the words of
            the wire format.
        turns: What the optimiser's work enters, having waited for its turn.
        queue: What the asks of one study, by its id, enter one after the other.
    """

    tenant: Tenant
    store: Store
    now: Callable[[], Moment]
    clock: Callable[[], float]
    read: Callable[[str], models.Problem]
    write: Callable[[models.Reason, str], str]
    turns: AbstractContextManager[object]
    queue: Callable[[str, float], AbstractContextManager[object]]
