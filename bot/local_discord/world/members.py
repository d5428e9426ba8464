"""Records the model lacks: a member's flags, a bot's own role, a guild's features and onboarding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simcord.backend.models import Guild, Member, Role

DID_REJOIN = 1 << 0
COMPLETED_ONBOARDING = 1 << 1
BYPASSES_VERIFICATION = 1 << 2
STARTED_ONBOARDING = 1 << 3


@dataclass
class LocalMember(Member):
    """A member with Discord's member flags."""

    flags: int = 0


@dataclass
class LocalRole(Role):
    """A role that may be an integration's own."""

    bot_id: int | None = None


@dataclass
class LocalGuild(Guild):
    """A guild with its features, onboarding and welcome screen."""

    features: set[str] = field(default_factory=set)
    onboarding: dict[str, Any] = field(default_factory=dict)
    welcome_screen: dict[str, Any] | None = None
