"""The moderators' part of `/guide`: refresh, insights, listening, and the lists for beginners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.errors import UserError
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME
from bot.permissions import POSTING, missing
from bot.texts import listing, plain
from cogs.guide.face import backgrounds, lookup, moderation
from cogs.guide.face.controls import Interaction
from cogs.guide.face.group import guide
from cogs.guide.service import GuideService
from cogs.guide.settings import GuideSettings

Choice = app_commands.Choice[str]
MOST_DEFAULTS = 10
# In place of names: the list as shipped.
RESET = "reset"


class Place(app_commands.Transformer):
    """A channel, forum or thread where people ask.

    discord.py's own annotation for forums adds media channels, which Discord's API description does not list.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """An option that holds a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Everything that holds messages or posts."""
        return [
            discord.ChannelType.text,
            discord.ChannelType.news,
            discord.ChannelType.forum,
            discord.ChannelType.public_thread,
            discord.ChannelType.private_thread,
            discord.ChannelType.news_thread,
            discord.ChannelType.voice,
            discord.ChannelType.stage_voice,
        ]

    async def transform(self, interaction: Interaction, value: Any, /) -> Any:
        """Return the channel as the bot sees it. Raises `UserError` when it does not."""
        found = interaction.guild.get_channel_or_thread(value.id) if interaction.guild else None
        if found is None:
            raise UserError(
                f"The bot does not see <#{value.id}>.", "Give it the permission View Channel there first."
            )
        return found


class ModeratorCommands(CommunityCog[GuideSettings]):
    """Commands that change the guide for everybody; each checks that a moderator asks."""

    service: GuideService

    @guide.command(name="refresh", description="Look for changes of the guide now (moderators).")
    @app_commands.describe(force="Take the new copy even when much is missing from it")
    async def refresh(self, interaction: Interaction, force: bool = False) -> None:
        """Fetch the guide and tell what changed."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        report = await self.service.refresh(force=force)
        view = moderation.refresh_view(report, self.service.provenance)
        await interaction.edit_original_response(view=view)

    @guide.command(
        name="insights", description="What is asked, what helped, what the guide lacks (moderators)."
    )
    async def insights(self, interaction: Interaction) -> None:
        """Show the counts for the guide's curators."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        view = moderation.insights_view(await self.service.insights(), self.service.guide)
        await interaction.edit_original_response(view=view)

    @guide.command(
        name="listen", description="Answer questions in a channel without being asked (moderators)."
    )
    @app_commands.describe(
        state="Switch listening on or off in a channel, or list where it is on",
        channel="Which channel or forum; this one when left out",
    )
    async def listen(
        self,
        interaction: Interaction,
        state: Literal["on", "off", "list"],
        channel: app_commands.Transform[Any, Place] | None = None,
    ) -> None:
        """Change where the bot answers unasked, or show it."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        if state == "list":
            await interaction.edit_original_response(view=self._listening())
            return
        place = channel or interaction.channel
        if place is None:
            raise UserError("There is no such channel.", "Choose one from the list.")
        notes = await (
            self._listen_in(interaction, place) if state == "on" else self._ignore(interaction, place)
        )
        await interaction.edit_original_response(content="\n".join(notes))

    @guide.command(name="defaults", description="What beginners are told first, by background (moderators).")
    @app_commands.describe(
        background="What the beginner knows already",
        libraries="Names with commas between them, best first; or: reset",
    )
    async def defaults(
        self, interaction: Interaction, background: str | None = None, libraries: str | None = None
    ) -> None:
        """Show the curated lists, or change one."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        if background is not None and libraries is not None:
            await self._change_defaults(_background(background), libraries, interaction.user.id)
        elif libraries is not None:
            raise UserError("Say for which background the libraries are.")
        keys = [_background(background)] if background else list(backgrounds.labels())
        await interaction.edit_original_response(view=self._defaults(keys))

    @defaults.autocomplete("background")
    async def _backgrounds(self, interaction: Interaction, current: str) -> list[Choice]:
        typed = current.casefold()
        return [
            Choice(name=label, value=key)
            for key, label in backgrounds.labels().items()
            if typed in label.casefold() or typed in key
        ]

    @defaults.autocomplete("libraries")
    async def _more_libraries(self, interaction: Interaction, current: str) -> list[Choice]:
        """Complete the last name of the list that is being typed."""
        if not self.bot.is_moderator(interaction.user):
            return []
        before, comma, last = current.rpartition(",")
        start = f"{before}{comma} " if comma else ""
        names = (start + name for name, _ in self.service.complete(last.strip(), "library"))
        fitting = [name for name in names if len(name) <= CHOICE_NAME]
        if not comma and RESET.startswith(last.strip().casefold()):
            fitting.insert(0, RESET)
        return [Choice(name=name, value=name) for name in fitting[:AUTOCOMPLETE_CHOICES]]

    # --- listening ---------------------------------------------------------------------------------------

    async def _listen_in(self, interaction: Interaction, place: Any) -> list[str]:
        known = set(self.settings.listen.channels)
        if place.id not in known:
            await self._store_channels(known | {place.id}, interaction.user.id)
        elif not self.bot.granted_intents.message_content:
            # The intent was refused before; perhaps it is switched on by now.
            self.bot.restart("a moderator asked again for the message content")
        notes = [f"✅ The bot listens in <#{place.id}>: it answers when somebody clearly asks for software."]
        if lacking := self._missing_permissions(place):
            notes.append(f"⚠️ It cannot answer there yet: it lacks {listing(lacking)} in that channel.")
        application = await self.bot.application_info()
        if not (
            application.flags.gateway_message_content or application.flags.gateway_message_content_limited
        ):
            notes.append(moderation.REFUSED)
        return notes

    async def _ignore(self, interaction: Interaction, place: Any) -> list[str]:
        known = set(self.settings.listen.channels)
        if place.id in known:
            await self._store_channels(known - {place.id}, interaction.user.id)
            return [f"✅ The bot no longer listens in <#{place.id}>."]
        parent = getattr(place, "parent_id", None)
        if parent in known:
            raise UserError(
                f"The bot listens in <#{parent}> and all its threads.", "Switch it off for that channel."
            )
        return [f"The bot did not listen in <#{place.id}>."]

    async def _store_channels(self, channels: set[int], by: int) -> None:
        await self.bot.runner.change_setting("guide", "listen.channels", sorted(channels), by)

    def _missing_permissions(self, place: Any) -> list[str]:
        community = self.bot.community
        if community is None:
            return []
        return missing(place.permissions_for(community.me), POSTING)

    def _listening(self) -> discord.ui.LayoutView:
        return moderation.listening_view(
            self.settings.listen.channels,
            granted=self.bot.granted_intents.message_content,
            cooldown=self.settings.listen.cooldown_seconds,
        )

    # --- lists for beginners -----------------------------------------------------------------------------

    async def _change_defaults(self, key: str, typed: str, by: int) -> None:
        if typed.strip().casefold() == RESET:
            await self.bot.runner.reset_setting("guide", backgrounds.setting_of(key))
            return
        names = [name.strip() for name in typed.split(",") if name.strip()]
        if not names:
            raise UserError("There is no library in the list.", "Write names with commas, or `reset`.")
        if len(names) > MOST_DEFAULTS:
            raise UserError(
                f"These are {len(names)} libraries.", f"At most {MOST_DEFAULTS} make a good start."
            )
        slugs = list(dict.fromkeys(lookup.named_library(name, self.service).slug for name in names))
        await self.bot.runner.change_setting("guide", backgrounds.setting_of(key), slugs, by)

    def _defaults(self, keys: Sequence[str]) -> discord.ui.LayoutView:
        changed = self.settings.start_here
        rows = (
            (
                key,
                [library.title for library in backgrounds.libraries(key, changed, self.service.guide)],
                bool(getattr(changed, key.replace("-", "_"), ())),
            )
            for key in keys
        )
        return moderation.defaults_view(rows)

    def _moderators_only(self, interaction: Interaction) -> None:
        self.bot.require_moderator(interaction.user)


def _background(typed: str) -> str:
    key = backgrounds.key_of(typed)
    if key is None:
        raise UserError(
            f"There is no background “{plain(typed[:100])}”.", f"There are {listing(backgrounds.labels())}."
        )
    return key
