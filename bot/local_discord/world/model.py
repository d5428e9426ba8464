"""The world: one community on this machine, its guild and its members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import discord
from simcord.backend.models import Guild, Member, User
from simcord.backend.ops.guilds import DEFAULT_EVERYONE_PERMISSIONS

from . import shapes
from .channels import Channels
from .core import avatar_hash
from .members import BYPASSES_VERIFICATION, DID_REJOIN, LocalGuild, LocalMember, LocalRole


class World(Channels):
    """The single source of truth behind REST, gateway and page."""

    def create_guild(
        self,
        name: str,
        *,
        id: int | None = None,
        owner_id: int | None = None,
        shard_id: int | None = None,
        shard_count: int = 1,
        **settings: Any,
    ) -> Guild:
        """Make a guild with @everyone, its owner and the bot with a managed role of its own."""
        guild_id = self.snowflake() if id is None else self.reserve_id(id)
        owner = self.make_user("owner").id if owner_id is None else owner_id
        guild = LocalGuild(id=guild_id, name=name, owner_id=owner, **settings)
        guild.roles[guild_id] = LocalRole(
            id=guild_id, name="@everyone", permissions=DEFAULT_EVERYONE_PERMISSIONS, position=0
        )
        self.guilds[guild_id] = guild
        self.enrol(guild_id, owner)
        bot_role = LocalRole(
            id=self.snowflake(),
            name=self.bot_user.name,
            permissions=discord.Permissions.all().value & ~discord.Permissions.administrator.flag,
            position=1,
            managed=True,
            bot_id=self.bot_user.id,
        )
        guild.roles[bot_role.id] = bot_role
        self.enrol(guild_id, self.bot_user.id, roles=[bot_role.id])
        self.emit("GUILD_CREATE", shapes.guild_create(self, guild))
        return guild

    def edit_guild(self, guild_id: int, changes: Mapping[str, Any]) -> Guild:
        """Apply checked changes to a guild and announce them."""
        guild = self.get_guild(guild_id)
        for attribute, value in changes.items():
            setattr(guild, attribute, value)
        self.emit("GUILD_UPDATE", shapes.guild(self, guild))
        return guild

    def local_guild(self, guild_id: int) -> LocalGuild:
        """The guild with its features; raises Discord's 10004 when there is none."""
        guild = self.get_guild(guild_id)
        assert isinstance(guild, LocalGuild)  # noqa: S101 - create_guild makes nothing else
        return guild

    def enrol(
        self,
        guild_id: int,
        user_id: int,
        *,
        roles: Iterable[int] = (),
        pending: bool = False,
        announce: bool = False,
    ) -> Member:
        """Make a user a member; ``announce`` sends GUILD_MEMBER_ADD. Who was here before is flagged."""
        guild = self.get_guild(guild_id)
        member = LocalMember(
            user_id=user_id,
            role_ids=list(roles),
            joined_at=self.now_iso(),
            pending=pending,
            flags=DID_REJOIN if (guild_id, user_id) in self._departed else 0,
        )
        guild.members[user_id] = member
        if announce:
            payload = {**shapes.member(self, guild, member), "guild_id": str(guild_id)}
            self.emit("GUILD_MEMBER_ADD", payload)
        return member

    def populate(self, guild_id: int, count: int, *, prefix: str = "member") -> None:
        """Add ``count`` plain members at once, without events (as before a bot connects)."""
        guild = self.get_guild(guild_id)
        now = self.now_iso()
        for number in range(1, count + 1):
            user = User(id=self.snowflake(), name=f"{prefix}{number}")
            self.users[user.id] = user
            guild.members[user.id] = LocalMember(user_id=user.id, joined_at=now)

    def remove_member(self, guild_id: int, user_id: int) -> None:
        """Let a member leave and announce it."""
        super().remove_member(guild_id, user_id)
        self._departed.add((guild_id, user_id))

    def accept_rules(self, guild_id: int, user_id: int) -> None:
        """Membership screening is passed: ``pending`` becomes false, announced once."""
        member = self.get_member(guild_id, user_id)
        if member.pending:
            member.pending = False
            self.announce_member_update(guild_id, user_id)

    def add_member_role(self, guild_id: int, user_id: int, role_id: int) -> None:
        """Give a role; somebody still in screening passes it by that, as on Discord."""
        member = self.get_member(guild_id, user_id)
        if role_id in member.role_ids and not member.pending:
            return
        if member.pending and isinstance(member, LocalMember):
            member.pending = False
            member.flags |= BYPASSES_VERIFICATION
        super().add_member_role(guild_id, user_id, role_id)


__all__ = ["World", "avatar_hash"]
