"""Values of slash commands and the interaction payload, in the model's own checks and shapes."""

from __future__ import annotations

from typing import Any

from simcord import interactions as _model
from simcord.backend.models import Interaction

from ..jsontypes import Json
from .members import LocalGuild
from .model import World

#: What a person's locale is here; the guild's own comes from its settings.
LOCALE = "en-US"
ATTACHMENT_LIMIT = 10 * 1024 * 1024


def checked_value(command: str, option: Json, value: Any) -> Any:
    """A text, number or boolean checked against its option; raises ``OptionError``."""
    return _model.validate_option_value(command, option, value)


def store_attachment(world: World, channel_id: int, filename: str, data: bytes, resolved: Json) -> str:
    """Keep a file given to an interaction and list it in ``resolved``; its id."""
    attachment_id = _model.store_interaction_attachment(world, channel_id, filename, data, resolved)
    resolved["attachments"][attachment_id]["ephemeral"] = True
    return attachment_id


def interaction(
    world: World, kind: int, channel_id: int, user_id: int, data: Json
) -> tuple[Interaction, Json]:
    """A new interaction of a person in a channel: its record and INTERACTION_CREATE payload."""
    guild_id = world.get_channel(channel_id).guild_id
    record, payload = _model.base_payload(
        world, type=kind, channel_id=channel_id, guild_id=guild_id, user_id=user_id, data=data
    )
    if record.command_name is not None:
        record.command_name = " ".join([record.command_name, *_path(data)])
    payload["locale"] = LOCALE
    payload["attachment_size_limit"] = ATTACHMENT_LIMIT
    payload["authorizing_integration_owners"] = {"0": str(guild_id) if guild_id is not None else "0"}
    if guild_id is not None:
        guild = world.get_guild(guild_id)
        features = sorted(guild.features) if isinstance(guild, LocalGuild) else []
        payload["guild"] = {"id": str(guild_id), "locale": guild.preferred_locale, "features": features}
        payload["guild_locale"] = guild.preferred_locale
    return record, payload


def _path(data: Json) -> list[str]:
    """The names of the group and sub-command that were used; a message names its command with both."""
    chosen = next((option for option in data.get("options") or () if option["type"] in (1, 2)), None)
    return [] if chosen is None else [chosen["name"], *_path(chosen)]
