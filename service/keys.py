"""The command `trialwise keys`: API keys are made, listed and revoked where the database is."""

import argparse
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from service import limits
from service.settings import Number, SettingError, Settings

if TYPE_CHECKING:
    from service.access import ApiKey
    from service.quotas import Quota
    from service.stores import Store

SCOPES: Final = ("read", "ask", "tell", "admin")
DAY: Final = 24 * 3_600 * 1_000_000
MOST_DAYS: Final = 36_500
MOST: Final = 1_000_000_000
# What a key may have a limit on, and the end of the variable that says it for all others.
QUOTAS: Final = {
    "studies": "how many studies its tenant may have when it makes one",
    "trials": "how many trials its tenant may have in all its studies when it makes some",
    "requests": "how many requests a minute each process takes of it",
}
VARIABLES: Final = {
    "studies": "MAX_STUDIES",
    "trials": "MAX_TRIALS",
    "requests": "RATE_LIMIT",
}

# What an action does at a moment, in microseconds since 1970.
Command = Callable[["Store", argparse.Namespace, int], str]


class KeyNotFoundError(Exception):
    """An id that no key has."""


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: object
) -> None:
    """Let a parser know `keys` and what it does; the command is to call `run`."""
    keys = commands.add_parser(
        "keys",
        help="make, list, change and revoke API keys",
        description="Make, list, change and revoke API keys. Once there is one, every request "
        "needs one.",
    )
    keys.set_defaults(command=command)
    actions = keys.add_subparsers(metavar="action", required=True)
    create = actions.add_parser("create", help="print a new key, which is shown only now")
    create.add_argument("--tenant", type=_tenant, default="default", help="whose studies it opens")
    create.add_argument(
        "--scopes",
        type=_scopes,
        default=SCOPES[:3],
        help=f"what it is good for, with commas between: {', '.join(SCOPES)} (read,ask,tell)",
    )
    create.add_argument("--days", type=_days, help="how long it is good for; for ever by default")
    _add_quota(create)
    create.set_defaults(action=_create)
    change = actions.add_parser("change", help="change what whoever sends a key may have and do")
    change.add_argument("id", help="its id, as in the list")
    _add_quota(change)
    change.set_defaults(action=_change)
    show = actions.add_parser("list", help="list all keys, without their secrets")
    show.set_defaults(action=_list)
    revoke = actions.add_parser("revoke", help="make a key good for nothing, at once and for ever")
    revoke.add_argument("id", help="its id, as in the list")
    revoke.set_defaults(action=_revoke)


def _add_quota(parser: argparse.ArgumentParser) -> None:
    """Let a parser know what a key may have a limit on."""
    for name, meaning in QUOTAS.items():
        parser.add_argument(
            f"--max-{name}",
            type=_most,
            metavar="N",
            help=f"{meaning}; 0 for any number, and by default as TRIALWISE_{VARIABLES[name]} says",
        )


def run(chosen: Settings, arguments: argparse.Namespace, now: int) -> str:
    """Return what an action prints.

    Args:
        chosen: Where the database is.
        arguments: What to do.
        now: The time, in microseconds since 1970.

    Raises:
        UnusableError, StoreUnavailableError: The database cannot be used.
        KeyNotFoundError: No key has the id.
    """
    from service import stores  # noqa: PLC0415 # It imports numpy, which `serve` prepares for.

    stores.prepare(chosen.database_url)
    store = stores.open_store(chosen.database_url, 1)
    try:
        action: Command = arguments.action
        return action(store, arguments, now)
    finally:
        store.close()


def _create(store: "Store", arguments: argparse.Namespace, now: int) -> str:
    """Make a key and return its text."""
    from service import access  # noqa: PLC0415 # As above.

    key, text = access.issue(
        access.Tenant(arguments.tenant),
        frozenset(access.Scope(each) for each in arguments.scopes),
        now,
        None if arguments.days is None else now + arguments.days * DAY,
        secrets.token_hex,
    )
    store.put_key(replace(key, quota=_quota(arguments, key.quota)))
    return text


def _change(store: "Store", arguments: argparse.Namespace, now: int) -> str:
    """Change the quota of a key and return its line."""
    key = _found(store, arguments.id)
    changed = replace(key, quota=_quota(arguments, key.quota))
    store.put_key(changed)
    return _line(changed, now)


def _quota(arguments: argparse.Namespace, before: "Quota") -> "Quota":
    """Return a quota with the numbers that were given in place of those before."""
    given = {name: getattr(arguments, f"max_{name}") for name in QUOTAS}
    return replace(before, **{name: most for name, most in given.items() if most is not None})


def _list(store: "Store", _: argparse.Namespace, now: int) -> str:
    """Return a line for every key."""
    return "\n".join(_line(each, now) for each in store.all_keys())


def _line(key: "ApiKey", now: int) -> str:
    """Return the line of a key."""
    if key.revoked_at is not None:
        end = f"revoked {_day(key.revoked_at)}"
    elif key.expires_at is not None:
        end = f"{'expired' if key.expires_at <= now else 'expires'} {_day(key.expires_at)}"
    else:
        end = "never expires"
    scopes = ",".join(each for each in SCOPES if each in key.scopes)
    own = {name: getattr(key.quota, name) for name in QUOTAS}
    most = [f"{each or 'any'} {name}" for name, each in own.items() if each is not None]
    quota = f"  at most {', '.join(most)}" if most else ""
    return f"{key.id}  {key.tenant}  {scopes}  created {_day(key.created_at)}  {end}{quota}"


def _revoke(store: "Store", arguments: argparse.Namespace, now: int) -> str:
    """Revoke a key and return its line."""
    key = _found(store, arguments.id)
    store.put_key(key.revoked(now))
    return _line(key.revoked(now), now)


def _found(store: "Store", name: str) -> "ApiKey":
    """Return the key of an id, or raise KeyNotFoundError."""
    from service.access import KeyId  # noqa: PLC0415 # As above.

    key = store.key(KeyId(name))
    if key is None:
        raise KeyNotFoundError(f"no key has the id {name!r}; `trialwise keys list` has all")
    return key


def _day(moment: int) -> str:
    """Return the day of a moment."""
    return datetime.fromtimestamp(moment // 1_000_000, UTC).date().isoformat()


def _tenant(text: str) -> str:
    """Return the name of a tenant."""
    from service.access import is_tenant  # noqa: PLC0415 # As above.

    if not is_tenant(text):
        expected = f"expected 1 to {limits.NAME_LENGTH} printable characters"
        raise argparse.ArgumentTypeError(expected)
    return text


def _scopes(text: str) -> tuple[str, ...]:
    """Return names of scopes."""
    names = tuple(text.split(","))
    if not set(names) <= set(SCOPES):
        raise argparse.ArgumentTypeError(f"expected some of {', '.join(SCOPES)}, got {text!r}")
    return names


def _days(text: str) -> int:
    """Return a number of days."""
    return _number("days", text, Number(1, MOST_DAYS))


def _most(text: str) -> int:
    """Return what a key has at most."""
    return _number("quota", text, Number(0, MOST))


def _number(name: str, text: str, read: Number) -> int:
    """Return a number in a text."""
    try:
        return read(name, text)
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
