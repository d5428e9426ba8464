"""What people do with the welcome, in the words of the tests."""

from __future__ import annotations

import asyncio
from typing import Any

import discord

from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.harness import Community, Json, Person, components, text

ROLE_SELECT, CHANNEL_SELECT, STRING_SELECT = 6, 8, 3


class Welcoming(Community):
    """A community whose bot welcomes newcomers."""

    def joins(self, username: str, *, pending: bool = False, **more: Any) -> Person:
        """Somebody joins, through the rules unless `pending`."""
        joined = self.discord.people.living.join(username, pending=pending, **more)
        return Person(self, joined["user"]["id"], self.channel("welcome"))

    async def greeting(self, person: Person, number: int = 1) -> Json:
        """The greeting of a person, once it stands; their `number`th."""

        async def found() -> Json | None:
            await self.advance(1)
            said = [m for m in self.public("welcome") if f"<@{person.id}>" in text(m)]
            return said[number - 1] if len(said) >= number else None

        return dict(await self.eventually(found, f"greeting {number} of {person.id}"))

    async def introduction(self, person: Person, words: str = "") -> Json:
        """The introduction of a person, once it stands with `words` in it."""

        def found() -> Json | None:
            return next((m for m in self.introductions(person) if words in text(m)), None)

        return dict(await self.eventually(found, f"an introduction with {words!r}"))

    def introductions(self, person: Person) -> list[Json]:
        """The introductions of a person that stand."""
        return [m for m in self.public("introductions") if f"<@{person.id}>" in text(m)]

    def public(self, channel: str) -> list[Json]:
        """What the bot has said to everybody in a channel, oldest first."""
        bot = str(self.discord.world.bot_user.id)
        return [m for m in self.messages(self.channel(channel)) if m["author"]["id"] == bot]

    def role(self, name: str) -> str:
        """The id of a role."""
        return str(self.discord.people.role(name))

    def roles_of(self, person: Person) -> set[str]:
        """The names of a member's roles."""
        guild = self.discord.world.guilds[int(self.discord.guild_id)]
        return {guild.roles[role].name for role in guild.members[int(person.id)].role_ids}

    def allow_the_bot(self, channel: str, **bits: bool | None) -> None:
        """Change what the bot may do in a channel."""
        self.overwrite(channel, next(r.id for r in self._guild().roles.values() if r.managed), **bits)

    def allow_everybody(self, channel: str, **bits: bool | None) -> None:
        """Change what everybody may do in a channel."""
        self.overwrite(channel, int(self.discord.guild_id), **bits)

    def overwrite(self, channel: str, role_id: int, **bits: bool | None) -> None:
        pair = discord.PermissionOverwrite(**bits).pair()
        self.discord.world.set_overwrite(
            int(self.channel(channel)),
            Overwrite(role_id, OverwriteType.ROLE, allow=pair[0].value, deny=pair[1].value),
        )

    def let_the_bot(self, **bits: bool) -> None:
        """Change what the bot may do on the whole server."""
        role = next(r for r in self._guild().roles.values() if r.managed)
        permissions = discord.Permissions(role.permissions)
        permissions.update(**bits)
        self.discord.world.edit_role(int(self.discord.guild_id), role.id, {"permissions": permissions.value})

    def _guild(self) -> Any:
        return self.discord.world.local_guild(int(self.discord.guild_id))

    def row(self, person: Person, column: str) -> Any:
        """What the ledger holds of a person."""
        found = self.stored(f"SELECT {column} FROM welcome_newcomer WHERE user_id = ?", int(person.id))
        return found[0][0] if found else None


async def choose(person: Person, message: Json, key: str, *values: str) -> Json:
    """Choose `values` in the menu whose id ends in `key`."""
    found = next(each for each in components(message) if str(each.get("custom_id", "")).endswith(key))
    outcome = await person._using.select(
        person.id, person.channel, message["id"], found["custom_id"], list(values)
    )
    return await person._finished(outcome)


async def twice(person: Person, message: Json, label: str) -> list[str]:
    """Press a button twice in a hurry; both answers."""
    outcomes = await asyncio.gather(person.click(message, label), person.click(message, label))
    return [await person.told(outcome) for outcome in outcomes]


def chosen(message: Json, key: str) -> list[str]:
    """What the menu whose id ends in `key` shows as chosen."""
    found = next(each for each in components(message) if str(each.get("custom_id", "")).endswith(key))
    if found["type"] == STRING_SELECT:
        return [option["label"] for option in found["options"] if option.get("default")]
    return [str(each["id"]) for each in found.get("default_values", [])]


async def answers(person: Person, outcome: Json, last: str) -> list[Json]:
    """Every message of an answer that comes in several, once one says `last`."""

    async def found() -> list[Json]:
        now = await person._using.outcome(person.id, outcome["interaction"])
        messages = [now["message"], *now.get("followups", [])]
        return messages if last in text(messages[-1]) else []

    return list(await person.community.eventually(found, f"the answer {last!r}"))


async def preview(moderator: Person, **options: str) -> list[Json]:
    """What /welcome preview shows: greetings, then the card."""
    outcome = await moderator.command("welcome preview", **options)
    return await answers(moderator, outcome, "On our site")
