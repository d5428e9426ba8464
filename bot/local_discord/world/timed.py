"""What ends by the clock: polls and scheduled events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simcord.backend.models import AllowedMentions, Message, Poll, ScheduledEvent
from simcord.enums import MessageType

from ..jsontypes import Json
from .core import Core

NOBODY = AllowedMentions(everyone=False, users=frozenset(), roles=frozenset(), replied_user=False)


class Timed(Core):
    """Polls close and external events begin and end when the local clock says so."""

    def watch_poll(self, message: Message, poll: Poll) -> None:
        """Close a poll when its time is over."""

        def close() -> None:
            if self.messages.get(message.channel_id, {}).get(message.id) is message:
                self.expire_poll(message.channel_id, message.id)

        self.deadlines.at(datetime.fromisoformat(poll.expiry), close)

    def expire_poll(self, channel_id: int, message_id: int) -> Message:
        """Close a poll, announce its final counts and post the result message."""
        message = self.get_message(channel_id, message_id)
        poll = message.poll
        if poll is None or poll.finalized:
            return message
        poll.expiry = min(poll.expiry, self.now_iso())
        super().expire_poll(channel_id, message_id)
        self.create_message(
            channel_id,
            message.author_id,
            "",
            embeds=[_poll_result(poll)],
            message_type=MessageType.POLL_RESULT,
            reference={"type": 0, "channel_id": str(channel_id), "message_id": str(message_id)},
            allowed_mentions=NOBODY,
        )
        return message

    def create_scheduled_event(self, guild_id: int, **fields: Any) -> ScheduledEvent:
        """Make an event and watch the clock for its start and end."""
        event = super().create_scheduled_event(guild_id, **fields)
        self._watch_event(event)
        return event

    def edit_scheduled_event(
        self, guild_id: int, event_id: int, changes: Mapping[str, Any]
    ) -> ScheduledEvent:
        """Change an event, announce it, and watch its new times."""
        event = super().edit_scheduled_event(guild_id, event_id, changes)
        if "scheduled_start_time" in changes or "scheduled_end_time" in changes:
            self._watch_event(event)
        return event

    def _watch_event(self, event: ScheduledEvent) -> None:
        for moment in (event.scheduled_start_time, event.scheduled_end_time):
            if moment is not None:
                self.deadlines.at(datetime.fromisoformat(moment), lambda: self._move_event(event))

    def _move_event(self, event: ScheduledEvent) -> None:
        # Only external events begin and end by themselves; the others wait for their channel.
        guild = self.guilds.get(event.guild_id)
        if guild is None or guild.scheduled_events.get(event.id) is not event or event.entity_type != 3:
            return
        now = self.clock.now()
        if event.status == 1 and datetime.fromisoformat(event.scheduled_start_time) <= now:
            self.edit_scheduled_event(event.guild_id, event.id, {"status": 2})
        end = event.scheduled_end_time
        if event.status == 2 and end is not None and datetime.fromisoformat(end) <= now:
            self.edit_scheduled_event(event.guild_id, event.id, {"status": 3})


def _poll_result(poll: Poll) -> Json:
    votes = {answer.answer_id: len(poll.votes.get(answer.answer_id, ())) for answer in poll.answers}
    top = max(votes.values(), default=0)
    winners = [answer for answer in poll.answers if top and votes[answer.answer_id] == top]
    values = {
        "poll_question_text": poll.question,
        "victor_answer_votes": str(top),
        "total_votes": str(sum(votes.values())),
    }
    if len(winners) == 1:
        values["victor_answer_id"] = str(winners[0].answer_id)
        if winners[0].text:
            values["victor_answer_text"] = winners[0].text
        if winners[0].emoji:
            # A custom one is kept as "name:id".
            name, _, emoji_id = winners[0].emoji.partition(":")
            values["victor_answer_emoji_name"] = name
            if emoji_id:
                values["victor_answer_emoji_id"] = emoji_id
    return {
        "type": "poll_result",
        "fields": [{"name": name, "value": value, "inline": False} for name, value in values.items()],
    }
