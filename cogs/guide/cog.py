"""`/guide`: which library? The commands, answered from the community's software guide."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.clock import to_text
from bot.cog import Intents
from bot.errors import Problem, UserError, new_reference
from bot.limits import CHOICE_NAME, CHOICE_VALUE, fit
from bot.permissions import POSTING, PermissionNeed
from bot.ports import SUGGEST_LIBRARIES, Suggestion
from bot.privacy import Erasure
from bot.repository.address import addresses_of
from bot.uses import Uses
from cogs.guide import cli, offline
from cogs.guide.face import asking, backgrounds, browse, cards, group, lookup
from cogs.guide.face.controls import Interaction, Remove, Share, Shared
from cogs.guide.face.entries import entries_of
from cogs.guide.face.listening import Ear, said_in
from cogs.guide.face.moderating import ModeratorCommands
from cogs.guide.matching.answer import Answer, Filters
from cogs.guide.matching.defaults import shipped_defaults
from cogs.guide.service import REFRESH_SWEEP, RETENTION_SWEEP, GuideService
from cogs.guide.settings import GuideSettings
from cogs.guide.storage import memory
from cogs.guide.storage.answer_store import AnswerStore

if TYPE_CHECKING:
    import click

    from bot.database import Reader
    from bot.settings import Settings

log = logging.getLogger(__name__)

Choice = app_commands.Choice[str]

COMPONENTS = (
    Share, Shared, Remove,
    asking.Verdict, asking.AskDifferently, asking.FilterMenu, asking.OtherWords,
    lookup.ShowLibrary, lookup.ShowHardware, lookup.CompareThese,
    browse.BrowseMenu, browse.TurnPage, browse.OpenEntry,
    backgrounds.ChooseBackground,
)  # fmt: skip
MENU = "Ask the guide"
_NEEDED = "it needs View Channel, Send Messages (in threads too) and Read Message History there"


class Guide(ModeratorCommands, name="guide"):
    """Members' commands, the context menu and the ear for messages; everything is answered from memory."""

    key = "guide"
    summary = "Which library? Answers from the software guide, with reasons."
    settings_model = GuideSettings
    stores: ClassVar = memory.STORES
    message_menus: ClassVar = (MENU,)

    guide = group.guide

    @classmethod
    def intents(cls, settings: GuideSettings) -> Intents:
        """Mentions need to be seen everywhere; the words of other messages only where the bot listens."""
        return Intents(messages=True, message_content=bool(settings.listen.channels))

    @classmethod
    def permissions(cls, settings: GuideSettings) -> Sequence[PermissionNeed]:
        """Return what sharing and mentions need everywhere, and listening in its channels."""
        needs = [PermissionNeed("guide: shared answers and replies to mentions", POSTING)]
        if settings.listen.channels:
            needs.append(PermissionNeed("guide: listening", POSTING, settings.listen.channels))
        return needs

    @classmethod
    async def uses(cls, settings: GuideSettings, base: Path, database: Reader | None) -> Uses:
        """Return where the guide comes from."""
        return Uses(addresses_of("guide", settings, base))

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot guide`."""
        return cli.group()

    @classmethod
    def problems(cls, settings: Settings) -> Iterable[Problem]:
        """Yield a folder or a token that is not there, and libraries that the guide does not have."""
        return offline.problems(settings)

    async def start(self) -> None:
        """Put the guide in force, then offer everything that stands on it."""
        source = self.bot.settings.source
        self.service = GuideService(
            self.bot.database,
            self.bot.fetcher,
            self.bot.clock,
            self.bot.health,
            self.settings,
            base=source.parent if source else Path(),
        )
        await self.service.start()
        # What the first answer would otherwise wait for.
        entries_of(self.service.index)
        self._ear = Ear(self)
        self.bot.sweeps.every(
            REFRESH_SWEEP, "guide.schedule", self.service.refresh_if_due, first_in=timedelta(seconds=2)
        )
        self.bot.sweeps.every(
            RETENTION_SWEEP, "guide.retention", self.service.sweep, first_in=timedelta(minutes=1)
        )
        self.bot.add_components(*COMPONENTS)
        self.bot.ports.offer(SUGGEST_LIBRARIES, self.suggest)
        self.bot.tree.add_command(app_commands.ContextMenu(name=MENU, callback=self.ask_about))

    async def stop(self) -> None:
        """Take everything back; a running refresh ends, what it fetched is kept."""
        self.bot.tree.remove_command(MENU, type=discord.AppCommandType.message)
        self.bot.ports.withdraw(SUGGEST_LIBRARIES)
        self.bot.remove_components(*COMPONENTS)
        self.bot.sweeps.cancel("guide.schedule")
        self.bot.sweeps.cancel("guide.retention")
        await self.service.stop()

    async def settings_changed(self) -> None:
        """Hand the new settings on."""
        await self.service.apply(self.settings)

    # --- questions ---------------------------------------------------------------------------------------

    @group.guide.command(name="ask", description="Ask which library fits; only you see the answer.")
    @app_commands.describe(question="What you need, in your own words")
    async def ask(self, interaction: Interaction, question: str) -> None:
        """Answer from the guide."""
        await asking.answer_privately(interaction, question)

    async def ask_about(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer somebody's message to the person who asks for it (context menu)."""
        await asking.answer_privately(interaction, said_in(message), target=message.id)

    @group.guide.command(name="start", description="Where do I start? By what you know already.")
    async def start_here(self, interaction: Interaction) -> None:
        """Ask for the background."""
        await interaction.response.send_message(view=backgrounds.start_view(None, self), ephemeral=True)

    # --- entries -----------------------------------------------------------------------------------------

    @group.guide.command(name="library", description="Everything that the guide says about a library.")
    @app_commands.describe(name="Its name")
    async def library(self, interaction: Interaction, name: str) -> None:
        """Show one library."""
        found = lookup.named_library(name, self.service)
        await interaction.response.send_message(view=lookup.library_view(found, self.service), ephemeral=True)

    @group.guide.command(name="hardware", description="A chip, and the software that drives it.")
    @app_commands.describe(name="Its name")
    async def hardware(self, interaction: Interaction, name: str) -> None:
        """Show one chip."""
        found = lookup.named_hardware(name, self.service)
        await interaction.response.send_message(
            view=lookup.hardware_view(found, self.service), ephemeral=True
        )

    @group.guide.command(name="compare", description="Two or three libraries, differences first.")
    @app_commands.describe(first="A library", second="Another", third="A third one, if you like")
    async def compare(
        self, interaction: Interaction, first: str, second: str, third: str | None = None
    ) -> None:
        """Compare libraries field by field."""
        names = [first, second, *([third] if third else [])]
        found = {library.slug: library for library in (lookup.named_library(n, self.service) for n in names)}
        if len(found) < 2:
            raise UserError("These are all the same library.", "Choose another one to compare it with.")
        view = lookup.comparison_view(list(found.values()), self.service)
        await interaction.response.send_message(view=view, ephemeral=True)

    @group.guide.command(name="browse", description="Leaf through the guide, with filters.")
    async def browse(self, interaction: Interaction) -> None:
        """Show the first page."""
        view = browse.browse_view(Filters(), 0, self.service)
        await interaction.response.send_message(view=view, ephemeral=True)

    @library.autocomplete("name")
    @compare.autocomplete("first")
    @compare.autocomplete("second")
    @compare.autocomplete("third")
    async def _library_names(self, interaction: Interaction, current: str) -> list[Choice]:
        return _choices(self.service.complete(current, "library"))

    @hardware.autocomplete("name")
    async def _hardware_names(self, interaction: Interaction, current: str) -> list[Choice]:
        return _choices(self.service.complete(current, "hardware"))

    # --- messages ----------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer mentions, and questions in channels that moderators chose."""
        where = f"in <#{message.channel.id}>"
        try:
            if await self._ear.hear(message):
                self.bot.health.good("guide.replies", f"the last reply was sent {where}")
        except discord.Forbidden:
            self.bot.health.bad("guide.replies", f"the bot may not reply {where}: {_NEEDED}")
        except Exception:
            reference = new_reference()
            log.exception("a message could not be answered", extra={"fields": {"ref": reference}})
            self.bot.health.bad("guide.replies", f"the last reply failed {where} (reference {reference})")

    # --- for the answers and for other cogs --------------------------------------------------------------

    def answer_card(
        self, answer: Answer, *, question: str, filters: Filters | None = None, show_question: bool = True
    ) -> cards.Card:
        """Return the card for `answer` with the guide and the settings in force."""
        return cards.answer_card(
            answer,
            question=question,
            entries=entries_of(self.service.index),
            provenance=self.service.provenance,
            count=self.settings.answers,
            filters=filters,
            labels=shipped_defaults(),
            show_question=show_question,
        )

    async def count(self, answer: Answer) -> None:
        """Count what the guide lacks; a failure is the log's, the answer is out."""
        try:
            await self.service.record_unanswered(answer)
        except Exception:
            log.exception("an answer's record was not stored", extra={"fields": {"ref": new_reference()}})

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return where and when a person was answered while listening, as far as that can be derived."""
        found = await AnswerStore(self.bot.database).answered(user_id)
        return {"answered": [{"channel": each.channel_id, "at": to_text(each.at)} for each in found]}

    async def erase_member(self, user_id: int) -> Erasure:
        """Forget that a person was answered."""
        return Erasure(await AnswerStore(self.bot.database).forget(user_id))

    def suggest(self, background: str) -> list[Suggestion]:
        """Return the libraries to begin with for a background by name (the port `suggest_libraries`)."""
        key = backgrounds.key_of(background) or backgrounds.GENERAL
        return backgrounds.suggestions(
            backgrounds.libraries(key, self.settings.start_here, self.service.guide)
        )


def _choices(found: Sequence[tuple[str, str]]) -> list[Choice]:
    return [
        Choice(name=fit(" ".join(shown.split()) or slug, CHOICE_NAME), value=slug)
        for shown, slug in found
        if len(slug) <= CHOICE_VALUE
    ]
