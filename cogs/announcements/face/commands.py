"""The commands of `/announce`."""

from __future__ import annotations

import re
from itertools import islice

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.errors import UserError
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, fit
from cogs.announcements.face import adding, editing, overview, posting, removing
from cogs.announcements.face.controls import Cancel, Interaction
from cogs.announcements.face.group import announce
from cogs.announcements.face.places import Place, doubts, require_place
from cogs.announcements.face.wording import KINDS, named
from cogs.announcements.model import SourceKind
from cogs.announcements.service import AnnouncementService
from cogs.announcements.settings import AnnouncementsSettings
from cogs.announcements.storage.records import Choices, Source

Choice = app_commands.Choice[str]
Channel = app_commands.Transform[int, Place]

COMPONENTS = (
    Cancel, adding.Save, removing.Remove, overview.Turn,
    posting.PostLatest, posting.PostPage,
    editing.ChooseChannel, editing.ChooseRole, editing.Switches, editing.OpenForm, editing.ShowNewest,
)  # fmt: skip
_KINDS = [app_commands.Choice(name=words, value=kind) for kind, words in KINDS.items()]
_SOURCE = "Which source, by name"
_WAYS = {
    "channel": "Where its items are posted",
    "role": "A role that each post mentions",
    "thread": "Open a discussion thread on each post",
    "crosspost": "Publish each post to the servers that follow the channel",
}


class AnnounceCommands(CommunityCog[AnnouncementsSettings]):
    """Commands that change or show what is announced; each checks that a moderator asks."""

    service: AnnouncementService
    looks: posting.Looks

    announce = announce

    # --- sources -----------------------------------------------------------------------------------------

    @announce.command(
        name="add", description="Follow a blog, a channel or a repository; see first, then save."
    )
    @app_commands.describe(
        url="Address of a feed, web page, YouTube channel, repository or organisation",
        kind="What it is, if the bot takes it for something else",
        **_WAYS,
    )
    @app_commands.choices(kind=_KINDS)
    async def add(
        self,
        interaction: Interaction,
        url: str,
        channel: Channel,
        kind: SourceKind | None = None,
        role: discord.Role | None = None,
        thread: bool = False,
        crosspost: bool = False,
    ) -> None:
        """Show what is there, and the newest item as it would be posted."""
        await self._begin(interaction)
        choices = Choices(
            title=url[:100],
            channel_id=channel,
            role_id=role.id if role else None,
            thread=thread,
            crosspost=crosspost,
        )
        require_place(self.bot, choices, interaction.user)
        found = await self.service.preview(url, kind=kind)
        view = adding.found_view(found, choices, doubts(self.bot, choices))
        await interaction.edit_original_response(view=view)

    @announce.command(name="list", description="The sources, and where their items go.")
    async def list_sources(self, interaction: Interaction) -> None:
        """Show every source with what was chosen for it."""
        await self._begin(interaction)
        view = overview.overview("list", await self.service.statuses())
        await interaction.edit_original_response(view=view)

    @announce.command(name="status", description="How each source is doing: last reading, errors, next try.")
    async def status(self, interaction: Interaction) -> None:
        """Show how every source is doing."""
        await self._begin(interaction)
        view = overview.overview("status", await self.service.statuses())
        await interaction.edit_original_response(view=view)

    @announce.command(name="edit", description="Channel, role, words, filters, quiet hours of a source.")
    @app_commands.describe(source=_SOURCE)
    async def edit(self, interaction: Interaction, source: str) -> None:
        """Show the panel that changes a source."""
        await self._begin(interaction)
        await interaction.edit_original_response(view=editing.panel(await self._source(source)))

    @announce.command(name="pause", description="Ask a source no more until it is resumed.")
    @app_commands.describe(source=_SOURCE)
    async def pause(self, interaction: Interaction, source: str) -> None:
        """Pause a source."""
        await self._begin(interaction)
        found = await self._source(source)
        name = f"**{named(found.title)}**"
        if not await self.service.pause(found.id):
            raise UserError(f"{name} is paused already.", "/announce resume goes on.")
        text = f"⏸️ {name} is paused. What comes meanwhile will not be posted later."
        await interaction.edit_original_response(content=text)

    @announce.command(
        name="resume", description="Go on with a paused source, without posting what it missed."
    )
    @app_commands.describe(source=_SOURCE)
    async def resume(self, interaction: Interaction, source: str) -> None:
        """Go on with a source."""
        await self._begin(interaction)
        found = await self._source(source)
        name = f"**{named(found.title)}**"
        if not await self.service.resume(found.id):
            raise UserError(f"{name} is not paused.")
        text = (
            f"▶️ {name} goes on. What came meanwhile is not posted; `/announce latest` posts the newest item."
        )
        await interaction.edit_original_response(content=text)

    @announce.command(name="remove", description="Follow a source no more; what was posted stays.")
    @app_commands.describe(source=_SOURCE)
    async def remove(self, interaction: Interaction, source: str) -> None:
        """Ask whether a source is to be removed."""
        await self._begin(interaction)
        found = await self._source(source)
        await interaction.edit_original_response(view=removing.question(found))

    @announce.command(name="test", description="Read a source now: what would be posted, and why or why not.")
    @app_commands.describe(source=_SOURCE)
    async def test(self, interaction: Interaction, source: str) -> None:
        """Tell what a reading would do; nothing is changed."""
        await self._begin(interaction)
        found = await self._source(source)
        view = overview.test_view(found, await self.service.dry_run(found.id))
        await interaction.edit_original_response(view=view)

    # --- on purpose --------------------------------------------------------------------------------------

    @announce.command(name="latest", description="Post a source's newest item on purpose; look first.")
    @app_commands.describe(source=_SOURCE)
    async def latest(self, interaction: Interaction, source: str) -> None:
        """Show the newest item and ask whether to post it."""
        await self._begin(interaction)
        found = await self._source(source)
        require_place(self.bot, found, interaction.user)
        item = await self.service.newest(found.id)
        await interaction.edit_original_response(view=posting.latest_view(item, found))

    @announce.command(
        name="post", description="Post a card of any web page, such as a LinkedIn post; look first."
    )
    @app_commands.describe(url="The page's address", **{**_WAYS, "channel": "Where it is posted"})
    async def post(
        self,
        interaction: Interaction,
        url: str,
        channel: Channel,
        role: discord.Role | None = None,
        thread: bool = False,
        crosspost: bool = False,
    ) -> None:
        """Show the page's card and ask whether to post it."""
        await self._begin(interaction)
        place = Choices(
            title="",
            channel_id=channel,
            role_id=role.id if role else None,
            thread=thread,
            crosspost=crosspost,
        )
        require_place(self.bot, place, interaction.user)
        item = await self.service.preview_page(url)
        choices = posting.page_choices(item, place)
        message = await interaction.edit_original_response(view=posting.page_view(item, choices))
        self.looks.keep(message.id, posting.Look(item, choices))

    # --- helpers -----------------------------------------------------------------------------------------

    @edit.autocomplete("source")
    @pause.autocomplete("source")
    @resume.autocomplete("source")
    @remove.autocomplete("source")
    @test.autocomplete("source")
    @latest.autocomplete("source")
    async def _names(self, interaction: Interaction, current: str) -> list[Choice]:
        if not self.bot.is_moderator(interaction.user):
            return []
        typed = current.strip().casefold()
        fitting = (
            each
            for each in await self.service.sources()
            if typed in each.title.casefold() or typed in each.url.casefold()
        )
        return [
            Choice(name=_suggested(each), value=f"#{each.id}")
            for each in islice(fitting, AUTOCOMPLETE_CHOICES)
        ]

    async def _source(self, typed: str) -> Source:
        """Return the source that was chosen, or typed: by name or address. Raises `UserError`."""
        if chosen := re.fullmatch(r"#(\d{1,18})", typed):
            return await self.service.source(int(chosen[1]))
        name = typed.strip().casefold()
        sources = await self.service.sources()
        exact = [each for each in sources if name in (each.title.casefold(), each.url.casefold())]
        fitting = exact or [each for each in sources if name in each.title.casefold()]
        if len(fitting) != 1:
            what = "Several sources are" if fitting else "No source is"
            raise UserError(
                f"{what} called “{named(typed)}”.", "Choose one of the suggestions, or see /announce list."
            )
        return fitting[0]

    async def _begin(self, interaction: Interaction) -> None:
        """Check who asks, and answer within Discord's three seconds."""
        self.bot.require_moderator(interaction.user)
        await interaction.response.defer(ephemeral=True)


def _suggested(source: Source) -> str:
    """Return a source's name and, as several may be called the same, its address."""
    paused = " (paused)" if source.paused_at else ""
    return fit(f"{source.title}{paused} · {source.url.partition('://')[2]}", CHOICE_NAME)
