"""The model's records, for annotations elsewhere."""

from __future__ import annotations

from simcord.backend.models import (
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Overwrite,
    Role,
    ScheduledEvent,
)
from simcord.enums import ChannelType, OverwriteType

__all__ = [
    "Channel",
    "ChannelType",
    "Guild",
    "Interaction",
    "Member",
    "Message",
    "Overwrite",
    "OverwriteType",
    "Role",
    "ScheduledEvent",
]
