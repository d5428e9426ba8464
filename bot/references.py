"""Which settings are ids of channels and roles of the server: said in their types, once.

    class GreeterSettings(CogSettings):
        channel: MessageChannel | None = Field(None, description="Where newcomers are greeted.")
        roles: tuple[GivenRole, ...] = Field((), description="Roles that members may give themselves.")

`community-bot check --online` looks whether each is there and of the right kind; `/admin setup` asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

# Discord docs, resources/channel: channel types.
TEXT, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM, MEDIA = 0, 5, 10, 11, 12, 15, 16
THREADS = (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
MESSAGES = (TEXT, NEWS)
POSTS = (FORUM, MEDIA)
# What a select menu of Discord takes at most (components/reference: select menus).
MOST = 25


class Kind(StrEnum):
    """What an id names."""

    CHANNEL = "channel"
    ROLE = "role"
    # A role, or a person who holds what the role would.
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a setting's id names. `types` are the channel types that fit; `given`: the bot gives this role."""

    kind: Kind
    types: tuple[int, ...] = ()
    given: bool = False


# Where the bot writes; a thread takes messages too, but is not offered to choose from.
MessageChannel = Annotated[int, Field(gt=0), Reference(Kind.CHANNEL, (*MESSAGES, *THREADS))]
# What the bot only reads, or shows to people.
AnyChannel = Annotated[int, Field(gt=0), Reference(Kind.CHANNEL, (*MESSAGES, *THREADS, *POSTS))]
Role = Annotated[int, Field(gt=0), Reference(Kind.ROLE)]
GivenRole = Annotated[int, Field(gt=0), Reference(Kind.ROLE, given=True)]
RoleOrMember = Annotated[int, Field(gt=0), Reference(Kind.HOLDER)]


class Shape(StrEnum):
    """How many ids a setting holds, and how."""

    ONE = "one"
    LIST = "list"
    # A table of names and ids.
    NAMED = "named"
    # Inside the entries of a list of tables: nothing that a menu could choose.
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Referenced:
    """One setting that names channels or roles, as it is at the moment. `most` ids fit in."""

    key: str
    reference: Reference
    ids: tuple[int, ...]
    description: str = ""
    shape: Shape = Shape.ONE
    most: int = 1


def referenced(settings: BaseModel, prefix: str = "") -> Iterator[Referenced]:
    """Yield every setting that names channels or roles, those that name none at the moment included."""
    for name, field in type(settings).model_fields.items():
        key, value = f"{prefix}{name}", getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from referenced(value, f"{key}.")
        elif isinstance(value, tuple) and any(isinstance(entry, BaseModel) for entry in value):
            yield from _in_entries(key, value)
        elif (found := _reference(field.annotation, field.metadata)) is not None:
            shape, ids = _ids(value)
            most = 1 if shape is Shape.ONE else _most(field)
            yield Referenced(key, found, ids, field.description or "", shape, most)


def _in_entries(key: str, entries: Sequence[Any]) -> Iterator[Referenced]:
    for number, entry in enumerate(entries, 1):
        for found in referenced(entry):
            # Entries are counted as people count, from one.
            yield Referenced(
                f"{key} (entry {number}).{found.key}", found.reference, found.ids, shape=Shape.ENTRY
            )


def _reference(annotation: Any, metadata: Sequence[Any] = ()) -> Reference | None:
    """Return what is said in a type, however deep: `Role | None`, `tuple[Role, ...]`, `dict[str, Role]`."""
    for said in metadata:
        if isinstance(said, Reference):
            return said
    if get_origin(annotation) is Annotated:
        inner, *said_here = get_args(annotation)
        return _reference(inner, said_here)
    return next((found for part in get_args(annotation) if (found := _reference(part)) is not None), None)


def _ids(value: Any) -> tuple[Shape, tuple[int, ...]]:
    if isinstance(value, Mapping):
        return Shape.NAMED, tuple(value.values())
    if isinstance(value, tuple):
        return Shape.LIST, value
    return Shape.ONE, () if value is None else (value,)


def _most(field: FieldInfo) -> int:
    lengths = (getattr(said, "max_length", None) for said in field.metadata)
    return next((length for length in lengths if length is not None), MOST)
