"""What the work on a stored study needs from outside."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import models
from service.access import Tenant
from service.fits import FitCache
from service.quotas import Quota
from service.stores import Receipt, Store
from service.study import StudyId
from service.trial import Moment

Effect = TypeVar("Effect")
# Makes the receipt of a request out of what it has led to, and the id of its study; None for a
# request without a key.
MakeReceipt = Callable[[Effect, StudyId], Receipt] | None


class Ahead(Protocol):
    """What learns from studies between their asks, if anything does; nothing relies on it."""

    def after_tell(self, tenant: Tenant, study: StudyId) -> None:
        """Take note that a study of a tenant has results that nobody has learned from."""
        ...

    def on_ask(self, study: StudyId) -> None:
        """Leave a study to whoever asks of it."""
        ...


class NotAhead:
    """Learns when somebody asks, and not before."""

    def after_tell(self, tenant: Tenant, study: StudyId) -> None:
        """Do nothing."""

    def on_ask(self, study: StudyId) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Context:
    """Collaborators, and whose studies they work on.

    Attributes:
        tenant: Whose.
        quota: What may be made of them.
        store: Where studies are.
        now: Tells the time.
        clock: Seconds, never going back.
        new_id: Makes ids.
        draw_seed: Draws a seed for a study that brings none.
        read: Makes the problem of a study's definition.
        write: Puts the reason of a suggestion, with the name of its objective, into the words of
            the wire format.
        fits: What was learned before.
        ahead: What learns from studies between their asks.
        slots: What the optimiser's work enters, having waited for a slot.
        queue: What the asks of one study, by its id, enter one after the other.
    """

    tenant: Tenant
    quota: Quota
    store: Store
    now: Callable[[], Moment]
    clock: Callable[[], float]
    new_id: Callable[[], str]
    draw_seed: Callable[[], int]
    read: Callable[[str], models.Problem]
    write: Callable[[models.Reason, str], str]
    fits: FitCache
    ahead: Ahead
    slots: AbstractContextManager[object]
    queue: Callable[[str, float], AbstractContextManager[object]]
