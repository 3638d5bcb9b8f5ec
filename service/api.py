"""What all views of stored studies do in the same way: read a request, and answer it once."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar

from flask import Response, request

from service import limits, queries
from service.bodies import json_bytes, json_response
from service.errors import InvalidHeaderError, KeyReusedError, ServiceError, StudyNotFoundError
from service.fits import FitCache
from service.guard import quota, tenant
from service.metrics import Metrics
from service.operations import Query
from service.stores import Receipt, ReceiptExistsError, Store
from service.studies import Ahead, Context, MakeReceipt
from service.study import StudyId
from service.trial import Moment
from service.wire.records import reason_text
from service.wire.studies import problem_of
from service.wire.text import Json, read_json

KEY: Final = re.compile(rf"[!-~]{{1,{limits.KEY_LENGTH}}}")
Effect = TypeVar("Effect")


def _ignore(_: object) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered.

    Attributes:
        body: JSON.
        status: Its status.
        location: Where to find what was made; empty if nothing was.
    """

    body: Json
    status: HTTPStatus = HTTPStatus.OK
    location: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """What the views need.

    Attributes:
        store: Where studies are.
        now: Tells the time.
        clock: Seconds, never going back.
        new_id: Makes ids.
        draw_seed: Draws a seed for a study that brings none.
        metrics: Where asks are counted.
        max_body_bytes: How long a body may be.
        fits: What was learned before.
        ahead: What learns from studies between their asks.
        slots: What the optimiser's work enters, having waited for a slot.
        queue: What the asks of one study enter one after the other.
    """

    store: Store
    now: Callable[[], Moment]
    clock: Callable[[], float]
    new_id: Callable[[], str]
    draw_seed: Callable[[], int]
    metrics: Metrics
    max_body_bytes: int
    fits: FitCache
    ahead: Ahead
    slots: AbstractContextManager[object]
    queue: Callable[[str, float], AbstractContextManager[object]]

    @property
    def context(self) -> Context:
        """What the work on the studies of whoever asks needs."""
        return Context(
            tenant=tenant(),
            quota=quota(),
            store=self.store,
            now=self.now,
            clock=self.clock,
            new_id=self.new_id,
            draw_seed=self.draw_seed,
            read=problem_of,
            write=reason_text,
            fits=self.fits,
            ahead=self.ahead,
            slots=self.slots,
            queue=self.queue,
        )

    def query(self, *known: Query) -> Mapping[str, str]:
        """Return the query of the request; see `queries.sent`."""
        return queries.sent(known)

    def body(self, *, may_lack: bool = False) -> Json:
        """Return the JSON of the request.

        Args:
            may_lack: Whether a request without a body is one with an empty object.
        """
        is_there = request.content_length or "Transfer-Encoding" in request.headers
        if may_lack and not is_there:
            return {}
        return read_json(json_bytes(request, self.max_body_bytes))

    def once(
        self,
        body: Json,
        work: Callable[[MakeReceipt[Effect]], Effect],
        reply: Callable[[Effect], Reply],
        observe: Callable[[Effect], None] = _ignore,
    ) -> Response:
        """Answer a request that changes something; with an Idempotency-Key, only once.

        Args:
            body: What was sent.
            work: Does it, and keeps the receipt in the same transaction.
            reply: Makes the answer of what was done.
            observe: Counts what was done, once it is done for good.
        """
        key = _key()
        if key is None:
            effect = work(None)
            observe(effect)
            return respond(reply(effect))
        whose, fingerprint = tenant(), _fingerprint(body)
        known = self.store.receipt(whose, key)
        if known is not None:
            return self._again(known, fingerprint)
        receipts: list[Receipt] = []

        def make_receipt(effect: Effect, study: StudyId) -> Receipt:
            given = reply(effect)
            receipt = Receipt(
                whose,
                key,
                study,
                fingerprint,
                int(given.status),
                _text(given.body),
                given.location,
                self.now(),
            )
            receipts.append(receipt)
            return receipt

        try:
            observe(work(make_receipt))
        except (ReceiptExistsError, ServiceError):
            # A copy of this request may have been faster, and be why this one went wrong.
            known = self.store.receipt(whose, key)
            if known is None:
                raise
            return self._again(known, fingerprint)
        return _kept(receipts[-1])

    def _again(self, receipt: Receipt, fingerprint: str) -> Response:
        """Return the response to a request that was answered before.

        What became of its study since then does not matter, unless the path means another one by
        now.

        Raises:
            KeyReusedError: It was another request.
        """
        if receipt.fingerprint != fingerprint:
            raise KeyReusedError
        reference = (request.view_args or {}).get("study")
        if reference is not None:
            with suppress(StudyNotFoundError):
                if self.store.find(tenant(), reference).id != receipt.study:
                    raise KeyReusedError
        return _kept(receipt)


def respond(reply: Reply) -> Response:
    """Return a reply as a response that nobody keeps."""
    return _response(_text(reply.body), reply.status, reply.location)


def _kept(receipt: Receipt) -> Response:
    """Return the response that a receipt keeps."""
    return _response(receipt.answer, HTTPStatus(receipt.status), receipt.location)


def _response(text: str, status: HTTPStatus, location: str) -> Response:
    """Return a response."""
    response = json_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    if location:
        response.headers["Location"] = location
    return response


def _key() -> str | None:
    """Return the Idempotency-Key of the request, if it has one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        expected = f"1 to {limits.KEY_LENGTH} printable ASCII characters without spaces"
        raise InvalidHeaderError("Idempotency-Key", expected)
    return key


def _fingerprint(body: Json) -> str:
    """Return what tells the request from others: it is the same however its JSON is laid out."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    parts = [request.method, request.full_path, text]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _text(body: Json) -> str:
    """Return the text of JSON."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
