"""`/poll`: what is asked, ended and listed."""

from __future__ import annotations

import aiohttp
import discord
from discord import app_commands

from bot.clock import discord_time
from bot.cog import CommunityCog
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, MESSAGE_TEXT, fit
from bot.texts import plain
from bot.ui import answer, member_of, page
from cogs.polls.face import cards
from cogs.polls.face.controls import Interaction, is_moderator, require_place, unknown_poll
from cogs.polls.face.forms import AskForm, DateForm, SecretForm
from cogs.polls.face.group import poll as group
from cogs.polls.face.native import end_at_discord
from cogs.polls.face.wording import COLOUR, ICONS, NAMES
from cogs.polls.model import Kind, Standing
from cogs.polls.native import card_key
from cogs.polls.service import Polling
from cogs.polls.settings import PollsSettings


class PollCommands(CommunityCog[PollsSettings]):
    """The commands of secret and date polls, and of all that go on."""

    polling: Polling

    poll = group

    @group.command(name="ask", description="Ask a question with one of Discord's own polls.")
    async def ask(self, interaction: Interaction) -> None:
        """Open the form."""
        require_place(interaction, native=True)
        await interaction.response.send_modal(AskForm())

    @group.command(name="secret", description="Ask a question; nobody ever sees who chose what.")
    async def secret(self, interaction: Interaction) -> None:
        """Open the form."""
        require_place(interaction)
        await interaction.response.send_modal(SecretForm())

    @group.command(name="date", description="Find the moment at which most people can come.")
    async def date(self, interaction: Interaction) -> None:
        """Open the form."""
        require_place(interaction)
        await interaction.response.send_modal(DateForm(self.settings.time_zone))

    @group.command(
        name="end", description="End a poll of yours before its time; moderators end others', too."
    )
    @app_commands.describe(poll="Which poll; its number stands below it")
    async def end(self, interaction: Interaction, poll: app_commands.Range[int, 1, 999_999_999]) -> None:
        """End it."""
        await interaction.response.defer(ephemeral=True)
        self._require_seen(interaction, await self.polling.standing(poll))
        await answer(interaction, f"✅ Poll {poll} {await self._end(interaction, poll)}")

    @group.command(name="list", description="The polls that go on.")
    async def list_open(self, interaction: Interaction) -> None:
        """List those that somebody can see."""
        await interaction.response.defer(ephemeral=True)
        lines, room = [], MESSAGE_TEXT - 300
        found = await self._seen(interaction)
        for standing in found:
            line = await self._line(standing, own=standing.poll.author_id == interaction.user.id)
            room -= len(line) + 1
            if room < 0:
                break
            lines.append(line)
        more = f"-# And {len(found) - len(lines)} more." if len(lines) < len(found) else ""
        texts = ("### 🗳️ Polls that go on", "\n".join(lines) or "No poll is open here.", more)
        await interaction.edit_original_response(view=page(*filter(None, texts), colour=COLOUR))

    @end.autocomplete("poll")
    async def suggest(self, interaction: Interaction, typed: int | str) -> list[app_commands.Choice[int]]:
        """Suggest what whoever asks may end."""
        moderator, wanted = is_moderator(interaction), str(typed).casefold()
        found = [
            standing.poll
            for standing in await self._seen(interaction)
            if moderator or standing.poll.author_id == interaction.user.id
        ]
        return [
            app_commands.Choice(name=fit(f"{poll.id}: {poll.question.text}", CHOICE_NAME), value=poll.id)
            for poll in found
            if wanted in f"{poll.id}: {poll.question.text}".casefold()
        ][:AUTOCOMPLETE_CHOICES]

    async def _end(self, interaction: Interaction, poll_id: int) -> str:
        """End a poll, at Discord first if it is one of Discord's own; what is to be said of it."""
        user_id, moderator = interaction.user.id, is_moderator(interaction)
        found = await self.polling.endable(poll_id, user_id, moderator=moderator)
        if found.kind is not Kind.ASK:
            return await self._came_of(await self.polling.end(poll_id, user_id, moderator=moderator))
        if (where := await self.polling.native.where(found)) is None:
            await self.polling.end(poll_id, user_id, moderator=moderator)
            return "was not posted yet, and will not be."
        ended, said = await end_at_discord(self.bot, where)
        if ended:
            await self.polling.end(poll_id, user_id, moderator=moderator)
        else:
            # Nobody's doing: Discord was first.
            await self.polling.native.over(poll_id)
        return said

    async def _came_of(self, ended: Standing) -> str:
        """Return where the result of a poll that ended is read; here, if its channel is gone."""
        channel_id = ended.poll.channel_id
        try:
            await self.bot.fetch_channel(channel_id)
        except discord.NotFound:
            news = "\n".join(cards.news(ended))
            return f"is over. Its channel is gone, so what came of it is told to you alone:\n{news}"
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            # It is there as far as is known; what is to be posted waits until it can be.
            pass
        return f"is over; its result is posted in <#{channel_id}>."

    async def _line(self, standing: Standing, *, own: bool) -> str:
        """Return a poll in a few lines; to who asked, also that its message is gone."""
        poll = standing.poll
        link = await self.polling.link(poll.id) or f"<#{poll.channel_id}>"
        turnout = "" if poll.kind is Kind.ASK else f" · {standing.turnout} answered"
        line = (
            f"{ICONS[poll.kind]} **{poll.id}** {plain(fit(poll.question.text, 80))}\n"
            f"-# {NAMES[poll.kind]} · {link} · ends {discord_time(poll.question.ends_at, 'R')}{turnout}"
        )
        said = await self.bot.outbox.find(card_key(poll.id)) if own else None
        if said and said.message_id and await self.bot.is_gone(said.channel_id, said.message_id):
            line += f"\n-# ⚠️ Its message was deleted, so nobody can vote. `/poll end poll:{poll.id}` ends it."
        return line

    async def _seen(self, interaction: Interaction) -> list[Standing]:
        return [standing for standing in await self.polling.open() if self._sees(interaction, standing)]

    def _sees(self, interaction: Interaction, standing: Standing) -> bool:
        """Tell whether a poll is shown to who asks: its author always, others if they see its channel.

        Who is in a private thread only Discord knows, so its polls are shown inside, and to whoever may open
        it. Moderators end those of lost channels, too.
        """
        poll = standing.poll
        if poll.author_id == interaction.user.id:
            return True
        community: discord.Guild | None = self.bot.community
        channel = community.get_channel_or_thread(poll.channel_id) if community else None
        if channel is None:
            return is_moderator(interaction)
        allowed = channel.permissions_for(member_of(interaction))
        if isinstance(channel, discord.Thread) and channel.is_private():
            inside = interaction.channel_id == channel.id
            return allowed.view_channel and (inside or allowed.manage_threads)
        return allowed.view_channel

    def _require_seen(self, interaction: Interaction, standing: Standing) -> None:
        if not self._sees(interaction, standing):
            raise unknown_poll()
