"""Settings: environment variables only, all of them in one table.

`trialwise serve --help` prints the table and docs/http.md repeats it. A value that cannot be used
is an error at start, never a surprise later.
"""

import difflib
import ipaddress
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "TRIALWISE_"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
ANONYMOUS: Final = ("loopback", "anywhere")
TRACES: Final = ("off", "otlp")
FIT_AHEAD: Final = ("process", "worker", "never")
CONTROL_GROUP: Final = Path("/sys/fs/cgroup")


class SettingError(Exception):
    """A variable with a value that cannot be used."""

    def __init__(self, name: str, *, expected: str, got: str) -> None:
        """Name the variable at fault."""
        super().__init__(f"{name}: expected {expected}, got {got!r}")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs; the attributes are those of `TABLE`."""

    host: str
    port: int
    workers: int
    threads: int
    max_body_bytes: int
    read_timeout: int
    graceful_timeout: int
    fit_timeout: int
    fit_ahead: str
    database_url: str
    database_connections: int
    anonymous: str
    rate_limit: int
    max_studies: int
    max_trials: int
    oidc_issuer: str
    oidc_audience: str
    oidc_key_set: str
    oidc_tenant_claim: str
    oidc_scope_claim: str
    oidc_scope_prefix: str
    traces: str
    log_level: str

    @property
    def is_on_server(self) -> bool:
        """Whether the database is a PostgreSQL server, not a file."""
        return self.database_url.startswith("postgresql")


@dataclass(frozen=True, slots=True)
class Number:
    """Reads a whole number from least to most, both included."""

    least: int
    most: int

    def __call__(self, name: str, text: str) -> int:
        """Return the number that the value of a variable is."""
        # Kubernetes sets TRIALWISE_PORT to a URL for a service that is called trialwise.
        if text.startswith("tcp://"):
            hint = "set it, or set enableServiceLinks to false in the pod"
            raise SettingError(name, expected=f"{self} ({hint})", got=text)
        # No more digits than any limit has: int() would refuse thousands with another error.
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(self.most))):
            raise SettingError(name, expected=str(self), got=text)
        if not self.least <= int(text) <= self.most:
            raise SettingError(name, expected=str(self), got=text)
        return int(text)

    def __str__(self) -> str:
        return f"a whole number from {self.least} to {self.most}"


def _host(name: str, text: str) -> str:
    """Return an address to listen on."""
    if not text or any(each.isspace() or each == "/" for each in text):
        raise SettingError(name, expected="an address such as 127.0.0.1, 0.0.0.0 or ::", got=text)
    return text


@dataclass(frozen=True, slots=True)
class Word:
    """Reads one of some words, in any case."""

    words: tuple[str, ...]

    def __call__(self, name: str, text: str) -> str:
        """Return the word that the value of a variable is."""
        if text.lower() not in self.words:
            raise SettingError(name, expected=str(self), got=text)
        return text.lower()

    def __str__(self) -> str:
        return f"one of {', '.join(self.words)}"


def _private_url(name: str, text: str) -> str:
    """Return a URL of what nobody shall forge on its way here, or nothing."""
    if text and not is_private(text):
        raise SettingError(name, expected="https://a.host/a/path, or nothing", got=text)
    return text


def is_private(url: str) -> bool:
    """Tell whether nobody can forge what a URL leads to: by HTTPS, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _text(name: str, text: str) -> str:
    """Return a text in one line, or nothing."""
    if not text.isprintable():
        raise SettingError(name, expected="printable characters", got=text)
    return text


def _claim(name: str, text: str) -> str:
    """Return where a claim of a token is."""
    if not text:
        raise SettingError(name, expected="the name of a claim, or a JSON pointer", got=text)
    return _text(name, text)


def _database_url(name: str, text: str) -> str:
    """Return the URL of a database."""
    kind, _, rest = text.partition("://")
    kind = kind.partition("+")[0]
    # An SQLite database in memory would be another one in each process, and gone with it.
    is_file = kind == "sqlite" and rest.startswith("/") and rest.strip("/") not in ("", ":memory:")
    if not (is_file or (kind == "postgresql" and rest)):
        expected = "sqlite:///a/file or postgresql://user:password@host/database"
        # Not the value itself, which may hold a password.
        raise SettingError(name, expected=expected, got=f"{kind[:20]}://...")
    return text


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table of settings.

    Attributes:
        attribute: Its name in `Settings`.
        default: What it is when the variable is not set, as text; None for `cores()`.
        read: Turns the variable's name and text into a value, or raises SettingError.
        meaning: What it does.
    """

    attribute: str
    default: str | None
    read: Callable[[str, str], str | int]
    meaning: str

    @property
    def name(self) -> str:
        """Return the name of the variable."""
        return PREFIX + self.attribute.upper()


TABLE: Final = (
    Setting("host", "127.0.0.1", _host, "address to listen on; 0.0.0.0 for all of IPv4"),
    Setting("port", "8000", Number(0, 65_535), "port to listen on; 0 for any that is free"),
    Setting("workers", None, Number(1, 256), "processes that answer; by default one per core"),
    Setting(
        "threads",
        "8",
        Number(1, 256),
        "asks that each process takes at a time; it works on 2 and lets others wait",
    ),
    Setting(
        "max_body_bytes",
        "16777216",
        Number(1_024, 1_073_741_824),
        "size of the largest request body; a larger one is a 413",
    ),
    Setting(
        "read_timeout",
        "30",
        Number(1, 3_600),
        "seconds in which a request must have arrived; a slower one is a 408",
    ),
    Setting(
        "graceful_timeout",
        "30",
        Number(1, 3_600),
        "seconds that running requests may still take after SIGTERM",
    ),
    Setting(
        "fit_timeout",
        "5",
        Number(1, 3_600),
        "seconds an ask may fit the surrogate; then it goes on with the best found, and says so",
    ),
    Setting(
        "fit_ahead",
        "process",
        Word(FIT_AHEAD),
        "who learns from results of long studies before the next ask: process (this one), worker "
        "(`trialwise worker`, on PostgreSQL), never",
    ),
    Setting(
        "database_url",
        "sqlite:///data/trialwise.db",
        _database_url,
        "where studies are kept: a file of SQLite, or a PostgreSQL server",
    ),
    Setting(
        "database_connections",
        "5",
        Number(1, 1_000),
        "connections to the database that each process has at most",
    ),
    Setting(
        "anonymous",
        "loopback",
        Word(ANONYMOUS),
        "from where requests may come while there are no API keys: loopback, anywhere",
    ),
    Setting(
        "rate_limit",
        "0",
        Number(0, 1_000_000),
        "requests a minute that each process takes of each key, or address without one; 0: any",
    ),
    Setting(
        "max_studies",
        "0",
        Number(0, 1_000_000_000),
        "studies that a tenant may have, unless a key says otherwise; 0: any number",
    ),
    Setting(
        "max_trials",
        "0",
        Number(0, 1_000_000_000),
        "trials that a tenant may have in all its studies, unless a key says otherwise; 0: any",
    ),
    Setting(
        "oidc_issuer",
        "",
        _private_url,
        "issuer whose bearer tokens are taken beside API keys; empty: nobody's",
    ),
    Setting("oidc_audience", "", _text, "audience that these tokens are for"),
    Setting(
        "oidc_key_set",
        "",
        _private_url,
        "URL of the issuer's keys (JWKS); empty: the one that the issuer tells",
    ),
    Setting("oidc_tenant_claim", "tenant", _claim, "claim that names the tenant, or its pointer"),
    Setting("oidc_scope_claim", "scope", _claim, "claim that lists scopes, or its pointer"),
    Setting("oidc_scope_prefix", "trialwise:", _text, "what each scope begins with in that claim"),
    Setting(
        "traces",
        "off",
        Word(TRACES),
        "where traces go: off, or otlp for a collector; needs the extra otel",
    ),
    Setting("log_level", "info", Word(LOG_LEVELS), f"least level logged: {', '.join(LOG_LEVELS)}"),
)


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    Raises:
        SettingError: A variable has a value that cannot be used.
    """

    def value(row: Setting) -> str | int:
        text = environment.get(row.name, row.default or "")
        return row.read(row.name, text) if text or row.default is not None else cores()

    values = {row.attribute: value(row) for row in TABLE}
    chosen = Settings(**values)  # type: ignore[arg-type] # Each row reads what its attribute holds.
    if chosen.oidc_issuer and not chosen.oidc_audience:
        # A token for another service of the same issuer would be as good.
        expected = "an audience, as there is an issuer"
        raise SettingError(f"{PREFIX}OIDC_AUDIENCE", expected=expected, got="")
    if chosen.fit_ahead == "worker" and not chosen.is_on_server:
        expected = "process or never, as the database is a file"
        raise SettingError(f"{PREFIX}FIT_AHEAD", expected=expected, got="worker")
    return chosen


def unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a warning for every variable with our prefix that is no setting."""
    names = [row.name for row in TABLE]
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in names:
            close = difflib.get_close_matches(name, names, n=1, cutoff=0.85)
            hint = f"; did you mean {close[0]}?" if close else ""
            yield f"{name} is no setting of this version and has no effect{hint}"


def cores(group: Path = CONTROL_GROUP) -> int:
    """Return how many cores this process may use: those it sees, or its container's share."""
    seen = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    quota, period = _quota(group)
    share = int(quota) // int(period) if quota.isdigit() else seen or 1
    return max(1, min(seen or 1, share))


def _quota(group: Path) -> tuple[str, str]:
    """Return what a control group grants of every period; not a number if there is no limit."""
    # Version 2 says both in one file, version 1 in two.
    files = [group / "cpu.max"]
    if not files[0].is_file():
        files = [group / "cpu" / "cpu.cfs_quota_us", group / "cpu" / "cpu.cfs_period_us"]
    if not all(file.is_file() for file in files):
        return "max", "1"
    quota, period = " ".join(file.read_text() for file in files).split()
    return quota, period


def shown(row: Setting) -> str:
    """Return the default of a setting as the documentation has it."""
    return "cores" if row.default is None else row.default or "(empty)"


def table() -> str:
    """Return the table of settings as text for a terminal."""
    rows = [(row.name, shown(row), row.meaning) for row in TABLE]
    width, narrow = (max(len(row[k]) for row in rows) for k in (0, 1))
    return "\n".join(
        f"  {name:{width}}  {default:{narrow}}  {text}" for name, default, text in rows
    )
