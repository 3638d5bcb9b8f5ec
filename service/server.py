"""The server: gunicorn, its processes and threads, set up for numerical work."""

import logging
import os
import secrets
import socket
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from service import limits, logs
from service.access import Caller
from service.ahead import Agenda, AheadThread, in_spare_slots
from service.app import OPERATIONS, Collaborators, create_app
from service.errors import StoreUnavailableError
from service.fits import FitCache, version_of_models
from service.listener import refuse_newcomers
from service.metrics import Metrics, forget
from service.operations import slow
from service.queueing import Queues, Slots
from service.quotas import UNLIMITED, Quota
from service.settings import Settings, is_loopback
from service.stores import FitJobs, open_store
from service.studies import Fitter, NotAhead
from service.tracing import SILENCE, Tracer
from service.trial import Moment
from service.wire.studies import problem_of
from service.worker import remember_signals, worker_class

# A worker says once a second that it lives; numerical work that holds the interpreter delays it.
HEARTBEAT_SECONDS: Final = 120
KEEPALIVE_SECONDS: Final = 75
# In each process. An ask at the limits takes 200 MiB while it is worked on. More at a time would be
# answered no sooner, for they share a core; with two, a small one need not wait for a large one.
ASKS_AT_A_TIME: Final = 2
# Whoever waits longer for a turn is told to come back, which a client understands better than
# silence.
PATIENCE_SECONDS: Final = 20.0
# Whoever fits ahead looks up between two steps, which take milliseconds.
AHEAD_SECONDS: Final = 5.0
MEMORY: Final = Path("/dev/shm")  # noqa: S108 # For heartbeats, which a slow disk would delay.


class ExtraMissingError(Exception):
    """A setting that needs packages which are not installed."""

    def __init__(self, name: str, text: str, extra: str) -> None:
        """Name the setting with its value, and the extra."""
        super().__init__(
            f"{name} is {text}, which needs packages that are not installed: "
            f"pip install 'trialwise[{extra}]', or requirements-{extra}.lock"
        )


def check_extras(settings: Settings) -> None:
    """Raise ExtraMissingError if packages that the settings need are not installed."""
    if settings.traces != "off":
        _telemetry(settings)


def tracer_for(settings: Settings, version: str) -> Tracer:
    """Return who hears of spans; call it in the process that has them."""
    if settings.traces == "off":
        return SILENCE
    tracer: Tracer = _telemetry(settings).by_otlp(version)
    return tracer


def _telemetry(settings: Settings) -> ModuleType:
    """Return the module that sends spans."""
    try:
        return import_module("service.telemetry")
    except ModuleNotFoundError as error:
        raise ExtraMissingError("TRIALWISE_TRACES", settings.traces, "otel") from error


def lets_anybody_in(settings: Settings) -> bool:
    """Tell whether requests without a key are let in as long as there are no API keys.

    Whoever is let in without one may do everything: so only this machine may come, unless it is
    said that all may. Where tokens of an issuer are taken, nobody needs to come without one.
    """
    if settings.oidc_issuer:
        return False
    return settings.anonymous == "anywhere" or is_loopback(settings.host)


def warn_without_keys(settings: Settings) -> None:
    """Log a warning if nobody is let in because there are no API keys."""
    if lets_anybody_in(settings) or settings.oidc_issuer:
        return
    # Before the fork, and no connection is left open.
    store = open_store(settings.database_url, 1)
    try:
        has_keys = store.has_keys()
    except StoreUnavailableError:
        # /readyz says so until it is there; what it holds is asked for each request.
        return
    finally:
        store.close()
    if not has_keys:
        logs.warn(
            f"there are no API keys, so nobody is let in on {settings.host}: make a key with "
            "`trialwise keys create`, or let everybody do everything with "
            "TRIALWISE_ANONYMOUS=anywhere"
        )


def token_verifier(settings: Settings) -> Callable[[str], Caller] | None:
    """Return what verifies the tokens of the issuer that the settings name, if they name one."""
    if not settings.oidc_issuer:
        return None
    # Only here: it takes a tenth of a second, for the few who need it.
    from service.tokens import TokenVerifier, TrustedIssuer  # noqa: PLC0415

    trusted = TrustedIssuer(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        key_set=settings.oidc_key_set,
        tenant_claim=settings.oidc_tenant_claim,
        scope_claim=settings.oidc_scope_claim,
        scope_prefix=settings.oidc_scope_prefix,
    )
    return TokenVerifier(trusted, time.monotonic).verify


def now() -> Moment:
    """Return the time of day, the same on every machine."""
    return time.time_ns() // 1_000


def serve(settings: Settings, listener: socket.socket, shared: Path, version: str) -> None:
    """Answer requests until a signal says stop; raises SystemExit then.

    Args:
        settings: How to run.
        listener: Where requests come from.
        shared: An empty folder in which the processes share their metrics.
        version: The version of this service.
    """
    Server(settings, listener, shared, version).run()


def new_id() -> str:
    """Return an id that nothing else has."""
    return uuid.uuid4().hex


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types.
    """gunicorn, configured by our settings and nothing else."""

    def __init__(
        self, settings: Settings, listener: socket.socket, shared: Path, version: str
    ) -> None:
        """Configure gunicorn."""
        self.settings = settings
        self.listener = listener
        self.shared = shared
        self.version = version
        self.ahead: AheadThread | None = None
        super().__init__()

    def run(self) -> None:
        """Start processes and watch them until a signal says stop."""
        Supervisor(self).run()

    def load_config(self) -> None:
        """Turn our settings into gunicorn's; its own files and variables count for nothing."""
        for name, value in self._config().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, in a process that was just forked."""
        tracer = tracer_for(self.settings, self.version)
        metrics = Metrics(self.shared)
        slots = Slots(ASKS_AT_A_TIME, PATIENCE_SECONDS, metrics.asking)
        store = open_store(self.settings.database_url, self.settings.database_connections, tracer)
        fits = FitCache(
            clock=time.monotonic,
            seconds=self.settings.fit_timeout,
            queue=Queues(),
            observe=metrics.fitted,
            version=version_of_models(),
            tracer=tracer,
        )
        if self.settings.fit_ahead != "never":
            fitter = Fitter(store, fits, now, problem_of)
            is_here = self.settings.fit_ahead == "process"
            self.ahead = AheadThread(
                in_spare_slots(fitter, slots) if is_here else FitJobs(self.settings.database_url),
                clock=time.monotonic,
                observe=metrics.fitted_ahead,
                agenda=Agenda(),
            )
        return create_app(
            max_body_bytes=self.settings.max_body_bytes,
            version=self.version,
            metrics=metrics,
            collaborators=Collaborators(
                clock=time.monotonic,
                now=now,
                new_id=new_id,
                draw_seed=lambda: secrets.randbelow(limits.SEED + 1),
                store=store,
                fits=fits,
                ahead=self.ahead or NotAhead(),
                quota=Quota(
                    self.settings.max_studies, self.settings.max_trials, self.settings.rate_limit
                ).or_else(UNLIMITED),
                anonymous=lets_anybody_in(self.settings),
                verify_token=token_verifier(self.settings),
                tracer=tracer,
            ),
            slots=slots,
        )

    def end(self, _: Arbiter, __: ThreadWorker) -> None:
        """Let a process go that has answered its last request."""
        if self.ahead is not None:
            self.ahead.close(AHEAD_SECONDS)

    def forget(self, _: Arbiter, worker: ThreadWorker) -> None:
        """Forget what a process was doing, in the parent, however it has ended."""
        forget(worker.pid, self.shared)

    def _config(self) -> dict[str, object]:
        """Return what differs from gunicorn's defaults."""
        settings = self.settings
        return {
            "bind": f"fd://{self.listener.detach()}",
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": worker_class(settings.read_timeout, slow(OPERATIONS), new_id),
            "post_fork": remember_signals,
            "worker_exit": self.end,
            "child_exit": self.forget,
            "worker_tmp_dir": str(MEMORY if os.access(MEMORY, os.W_OK) else self.shared),
            "timeout": HEARTBEAT_SECONDS,
            "graceful_timeout": settings.graceful_timeout,
            "keepalive": KEEPALIVE_SECONDS,
            "control_socket_disable": True,
            # Nobody may say by a header that a request is for another path than it names.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "logger_class": ServerLogger,
            "loglevel": settings.log_level,
            "proc_name": "trialwise",
        }


class Supervisor(Arbiter):  # type: ignore[misc] # gunicorn has no types.
    """gunicorn's parent process, which ends the listener without a reset of anybody."""

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 # gunicorn's.
        """Let nobody new begin to connect, then tell the processes to end."""
        for each in self.LISTENERS:
            refuse_newcomers(each.sock)
        super().stop(graceful)


class ServerLogger(Logger):  # type: ignore[misc] # gunicorn has no types.
    """Lets gunicorn's messages go where all others go."""

    def setup(self, cfg: Config) -> None:
        """Leave formatting and levels to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.NOTSET)
