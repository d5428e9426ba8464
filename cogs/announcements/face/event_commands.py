"""`/event`: what lies ahead; and the running of events, as a part of the announcements' cog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.permissions import POSTING, PermissionNeed
from bot.ports import NEXT_EVENT
from bot.privacy import StoredData
from bot.rest import Rest
from cogs.announcements.agenda.making import PART, make_events
from cogs.announcements.agenda.service import SWEEP, TIDY, EventService
from cogs.announcements.agenda.store import ReminderStore
from cogs.announcements.face import event_cards
from cogs.announcements.face.event_buttons import Decide, RemindMe, events_of
from cogs.announcements.settings import AnnouncementsSettings, EventSettings

Interaction = discord.Interaction[Any]

STORES = (
    StoredData(
        what="The user id of who asked to be reminded of an event, the id of their direct messages with the "
        "bot, which event, and when they asked",
        why="so that they can be reminded",
        kept="until the event is over, or they take it back; where a reminder was sent, for a day more",
    ),
)
COMPONENTS = (RemindMe, Decide)
# Of the events that are held, moderators see so many with the list.
_QUESTIONS = 3

event_group = app_commands.Group(
    name="event", description="Workshops, talks and hacking hours.", guild_only=True
)


def event_permissions(settings: EventSettings) -> Sequence[PermissionNeed]:
    """Return what announcing events needs."""
    if settings.channel is None:
        return ()
    needs = [PermissionNeed("events: announcements", POSTING, (settings.channel,))]
    if settings.scheduled_events:
        calendar = discord.Permissions(create_events=True)
        needs.append(PermissionNeed("events: Discord's own calendar", calendar))
    return needs


class EventCommands(CommunityCog[AnnouncementsSettings]):
    """The commands of `/event`. `events` is None while no channel is set for events."""

    event = event_group
    events: EventService | None = None
    _rest: Rest | None = None

    @event.command(name="list", description="What lies ahead, in your own time zone.")
    async def event_list(self, interaction: Interaction) -> None:
        """Show everybody what lies ahead, and moderators what waits for them."""
        events = events_of(interaction)
        await interaction.response.send_message(
            view=event_cards.event_list(events.upcoming()), ephemeral=True
        )
        if self.bot.is_moderator(interaction.user):
            for asked in (await events.questions())[:_QUESTIONS]:
                await interaction.followup.send(view=event_cards.question_view(asked), ephemeral=True)

    @event.command(name="next", description="The next event, in your own time zone.")
    async def event_next(self, interaction: Interaction) -> None:
        """Show the next event."""
        upcoming = events_of(interaction).upcoming()
        view = event_cards.next_event(upcoming[0]) if upcoming else event_cards.event_list(())
        await interaction.response.send_message(view=view, ephemeral=True)

    # --- people -------------------------------------------------------------------------------------------

    async def export_reminders(self, user_id: int) -> Mapping[str, Any]:
        """Return what a person wants to be reminded of, also while no events are announced."""
        wishes = await ReminderStore(self.bot.database).export(user_id)
        return {"event_reminders": wishes} if wishes else {}

    async def erase_reminders(self, user_id: int) -> int:
        """Forget what a person wants to be reminded of; how many wishes."""
        return await ReminderStore(self.bot.database).erase(user_id)

    # --- running ------------------------------------------------------------------------------------------

    async def start_events(self) -> None:
        """Announce events, if there is a channel for it."""
        self.bot.add_components(*COMPONENTS)
        settings = self.settings.events
        if settings.channel is None:
            return
        token = self.bot.settings.token
        api_url = self.bot.settings.kernel.discord.api_url
        self._rest = Rest(api_url, token.get_secret_value() if token else "")
        self.events = make_events(self.bot, settings, settings.channel, self._rest, event_cards)
        await self.events.start()
        sweeps = self.bot.sweeps
        sweeps.every(SWEEP, f"{PART}.sweep", self.events.sweep, first_in=timedelta(seconds=1))
        sweeps.every(TIDY, f"{PART}.tidy", self.events.tidy, first_in=timedelta(minutes=3))
        self.bot.ports.offer(NEXT_EVENT, self.events.next_event)

    async def stop_events(self) -> None:
        """Announce events no more."""
        self.bot.remove_components(*COMPONENTS)
        self.bot.ports.withdraw(NEXT_EVENT)
        await self.bot.sweeps.end(PART)
        self.events = None
        if self._rest is not None:
            await self._rest.close()
            self._rest = None

    async def restart_events(self) -> None:
        """Take new settings over."""
        await self.stop_events()
        self.bot.health.forget(PART)
        await self.start_events()
