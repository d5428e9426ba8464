"""Which settings are ids of channels and roles, as their types say."""

from __future__ import annotations

import re
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from bot.cog import CogSettings, available, find
from bot.references import (
    AnyChannel,
    GivenRole,
    Kind,
    MessageChannel,
    Role,
    RoleOrMember,
    Shape,
    referenced,
)


class Inner(BaseModel):
    channel: MessageChannel | None = Field(None, description="Inside.")


class Entry(BaseModel):
    url: str
    channel: MessageChannel


class Everything(CogSettings):
    plain: int = 5
    channel: MessageChannel | None = None
    needed: Role = 7
    some: Annotated[tuple[AnyChannel, ...], Field(max_length=3)] = ()
    many: tuple[GivenRole, ...] = (1, 2)
    named: dict[str, RoleOrMember] = Field({})
    inner: Inner = Inner(channel=9)
    entries: tuple[Entry, ...] = ()


def test_every_form_is_found_and_nothing_else() -> None:
    settings = Everything(named={"Chair": 3}, entries=(Entry(url="a", channel=4), Entry(url="b", channel=5)))
    found = {
        each.key: (each.reference.kind, each.ids, each.shape, each.most)
        for each in referenced(settings, "x.")
    }
    assert found == {
        "x.channel": (Kind.CHANNEL, (), Shape.ONE, 1),
        "x.needed": (Kind.ROLE, (7,), Shape.ONE, 1),
        "x.some": (Kind.CHANNEL, (), Shape.LIST, 3),
        "x.many": (Kind.ROLE, (1, 2), Shape.LIST, 25),
        "x.named": (Kind.HOLDER, (3,), Shape.NAMED, 25),
        "x.inner.channel": (Kind.CHANNEL, (9,), Shape.ONE, 1),
        "x.entries (entry 1).channel": (Kind.CHANNEL, (4,), Shape.ENTRY, 1),
        "x.entries (entry 2).channel": (Kind.CHANNEL, (5,), Shape.ENTRY, 1),
    }
    assert {each.key for each in referenced(settings) if each.reference.given} == {"many"}


def _numbers(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The settings whose names say that they are channels or roles."""
    found = []
    for key, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += _numbers(field.annotation, f"{prefix}{key}.")
        elif re.search(r"(?<!per_)(channel|role)s?$", key):
            found.append(prefix + key)
    return found


@pytest.mark.parametrize("name", available())
def test_what_is_named_a_channel_or_role_says_so_in_its_type(name: str) -> None:
    model = find(name).settings_model
    assert set(_numbers(model)) <= {each.key for each in referenced(model())}
