"""Unions whose members are told apart by one of their fields, or by what kind of JSON they are.

pydantic puts the tag of the chosen member into the location of every error in it. The tags here
begin with a character that no key of an accepted body has, so `faults` can take them out again.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Discriminator, Tag

MARK = "\x00"
UNKNOWN_MEMBER = "unknown_member"


def tag(name: str) -> Tag:
    """Return the tag of a member of a union."""
    return Tag(MARK + name)


def by_field(field: str, tags: Mapping[str, str], *, text: str | None = None) -> Discriminator:
    """Return what tells objects apart by the value of one of their fields.

    Args:
        field: The field.
        tags: Tag of the member that each value of the field stands for.
        text: Tag of the member that is a string instead of an object, if there is one.
    """

    def tag_of(value: Any) -> str | None:
        if isinstance(value, str) and text is not None:
            return MARK + text
        name = value.get(field) if isinstance(value, dict) else None
        return MARK + tags[name] if isinstance(name, str) and name in tags else None

    return Discriminator(
        tag_of,
        custom_error_type=UNKNOWN_MEMBER,
        custom_error_message="unknown",
        custom_error_context={"field": field, "names": ", ".join(tags)},
    )


def one_or_list(*, one: str, many: str) -> Discriminator:
    """Return what tells a list from a single object; both are tags."""
    return Discriminator(lambda value: MARK + (many if isinstance(value, list) else one))
