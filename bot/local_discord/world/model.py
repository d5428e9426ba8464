"""The world: users, guild, channels, messages; the model's backend with what the wire needs of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

import discord
from simcord.backend import Backend, serializers
from simcord.backend.models import (
    AllowedMentions,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Poll,
    ScheduledEvent,
    User,
)
from simcord.backend.ops.guilds import DEFAULT_EVERYONE_PERMISSIONS
from simcord.enums import ChannelType, MessageType

from ..jsontypes import Json
from . import layout, shapes
from .clock import Deadlines, LocalClock
from .errors import invalid_webhook_token
from .members import BYPASSES_VERIFICATION, DID_REJOIN, LocalGuild, LocalMember, LocalRole
from .portal import Portal
from .uploads import Uploads, embeds_with_uploads

#: How long a message's nonce is remembered, in seconds of the local clock ("the past few minutes").
NONCE_WINDOW = 180
#: How long an interaction's token lives, in seconds of the local clock.
TOKEN_LIFE = 15 * 60
#: The flag of a message that came from a channel followed.
IS_CROSSPOST = 1 << 1

_TOKEN_PREFIX = "aW50ZXJhY3Rpb246"  # noqa: S105 - what Discord's interaction tokens begin with
EphemeralListener = Callable[[str, Message], None]
LocalListener = Callable[[str, Json], None]
InteractionListener = Callable[[Interaction], None]


class _Forgetful(list[Any]):
    """The model keeps every request and event for assertions; a server that runs for days must not."""

    def append(self, _item: Any) -> None:
        """Keep nothing."""


class World(Backend):
    """One community on this machine: the single source of truth behind REST, gateway and page."""

    def __init__(self, clock: LocalClock, deadlines: Deadlines, portal: Portal, *, bot_name: str) -> None:
        super().__init__(clock=clock)
        self.deadlines = deadlines
        self.portal = portal
        self.gateway_url = ""
        self.transcript = _Forgetful()
        self.http_requests = _Forgetful()
        self.bot_user.name = bot_name
        self.bot_user.avatar = avatar_hash(self.bot_user.id)
        self.uploads = self.cdn = Uploads()
        #: Called for ephemeral messages, which no gateway event announces: (event, message).
        self.ephemeral_listeners: list[EphemeralListener] = []
        #: Called for what only this machine's people hear of: (event, data).
        self.local_listeners: list[LocalListener] = []
        #: Called whenever the bot answered an interaction or changed its answer.
        self.interaction_listeners: list[InteractionListener] = []
        self.nonce_of: dict[int, str | int] = {}
        self._nonces: dict[tuple[int, str], tuple[int, int]] = {}
        self._departed: set[tuple[int, int]] = set()
        #: The nonce of the message being sent, so that its MESSAGE_CREATE carries it.
        self.next_nonce: str | int | None = None
        self.pinned_at: dict[int, str] = {}
        #: Webhooks that carry what is published in an announcement channel, by that channel.
        self.followers: dict[int, list[int]] = {}

    def tell(self, event: str, data: Json) -> None:
        """Tell the people's side something no gateway event says."""
        for listener in self.local_listeners:
            listener(event, data)

    def interaction_changed(self, record: Interaction) -> None:
        """The bot answered an interaction, or changed or completed its answer."""
        for listener in self.interaction_listeners:
            listener(record)

    # ------------------------------------------------------------ guild and members

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

    # ------------------------------------------------------------ messages

    def prepare_message(
        self, channel_id: int, author_id: int, content: str | None = "", **fields: Any
    ) -> Message:
        """Derive a message; what an interaction says of itself takes Discord's own keys."""
        metadata = fields.get("interaction_metadata")
        if metadata is not None:
            fields["interaction_metadata"] = self._interaction_metadata(metadata)
        if fields.get("embeds"):
            fields["embeds"] = [_trimmed_embed(embed) for embed in fields["embeds"]]
        return super().prepare_message(channel_id, author_id, content, **fields)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        """Install and announce a message; uploads named in embeds become addresses."""
        if self.next_nonce is not None:
            self.nonce_of[message.id] = self.next_nonce
        message.embeds, message.attachments = embeds_with_uploads(message.embeds, message.attachments)
        message.components = layout.stored(message.components, self.snowflake)
        stored = super().commit_message(message, broadcast=broadcast and not message.is_ephemeral)
        if stored.is_ephemeral:
            self._tell_reader("MESSAGE_CREATE", stored)
        if stored.poll is not None:
            self._watch_poll(stored, stored.poll)
        return stored

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        """Edit a message and announce it, to its reader alone when it is ephemeral."""
        if fields.get("embeds"):
            fields["embeds"] = [_trimmed_embed(embed) for embed in fields["embeds"]]
        before = self.get_message(channel_id, message_id)
        if fields.get("embeds"):
            attachments = fields.get("attachments", before.attachments)
            fields["embeds"], fields["attachments"] = embeds_with_uploads(fields["embeds"], attachments)
        was_poll = before.poll
        if fields.get("components"):
            fields["components"] = layout.stored(deepcopy(fields["components"]), self.snowflake)
        message = super().edit_message(channel_id, message_id, fields)
        # The model resets the numbers of components outside Components V2.
        layout.stored(message.components, self.snowflake)
        if message.is_ephemeral:
            self._tell_reader("MESSAGE_UPDATE", message)
        if message.poll is not None and was_poll is None:
            self._watch_poll(message, message.poll)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message and announce it, to its reader alone when it is ephemeral."""
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        if message.is_ephemeral:
            self._tell_reader("MESSAGE_DELETE", message)

    def _tell_reader(self, event: str, message: Message) -> None:
        for listener in self.ephemeral_listeners:
            listener(event, message)

    def _interaction_metadata(self, metadata: Json) -> Json:
        record = self.interactions[int(metadata["id"])]
        owner = str(record.guild_id) if record.guild_id is not None else "0"
        shown: Json = {
            "id": metadata["id"],
            "type": int(metadata["type"]),
            "user": metadata["user"],
            "authorizing_integration_owners": {"0": owner},
        }
        if record.command_name is not None:
            shown["name"] = record.command_name
            shown["command_type"] = record.command_type
        if record.target_id is not None and record.target_type == 2:
            shown["target_user"] = shapes.user(self.get_user(record.target_id))
        elif record.target_id is not None:
            shown["target_message_id"] = str(record.target_id)
        if record.source_message_id is not None and record.type == 3:
            shown["interacted_message_id"] = str(record.source_message_id)
        return shown

    def set_pinned(
        self, channel_id: int, message_id: int, pinned: bool, *, actor_id: int | None = None
    ) -> None:
        """Pin or unpin, remembering when."""
        if pinned:
            self.pinned_at.setdefault(message_id, self.now_iso())
        else:
            self.pinned_at.pop(message_id, None)
        super().set_pinned(channel_id, message_id, pinned, actor_id=actor_id)

    #: Discord's CROSSPOSTED is bit 0 (the model uses bit 1, which is IS_CROSSPOST).
    CROSSPOSTED_FLAG = 1 << 0

    def spread(self, channel_id: int, message_id: int) -> None:
        """Carry a published message into every channel that follows its own."""
        source = self.get_message(channel_id, message_id)
        for webhook_id in self.followers.get(channel_id, ()):
            webhook = self.webhooks.get(webhook_id)
            if webhook is None:
                continue
            self.create_message(
                webhook.channel_id,
                webhook.webhook_user_id,
                source.content,
                embeds=source.embeds,
                components=source.components,
                attachments=source.attachments,
                flags=(source.flags & ~self.CROSSPOSTED_FLAG) | IS_CROSSPOST,
                allowed_mentions=AllowedMentions(False, frozenset(), frozenset(), False),
                webhook_id=webhook_id,
            )

    # ------------------------------------------------------------ nonces

    def message_by_nonce(self, author_id: int, nonce: str | int) -> Message | None:
        """The message this author sent with ``nonce`` in the window, None when there is none.

        Raises Discord's 10008 when it was deleted since: a repeat does not bring it back.
        """
        found = self._nonces.get((author_id, str(nonce)))
        return None if found is None else self.get_message(*found)

    def remember_nonce(self, message: Message, nonce: str | int, *, unique: bool) -> None:
        """Note the nonce of a message; ``unique`` (``enforce_nonce``) makes repeats find it."""
        self.nonce_of[message.id] = nonce
        key = (message.author_id, str(nonce))
        if unique:
            self._nonces[key] = (message.channel_id, message.id)

        def forget() -> None:
            self.nonce_of.pop(message.id, None)
            if unique:
                self._nonces.pop(key, None)

        self.deadlines.after(NONCE_WINDOW, forget)

    # ------------------------------------------------------------ threads

    def create_thread(
        self,
        parent_id: int,
        name: str,
        owner_id: int,
        *,
        type: int = ChannelType.PUBLIC_THREAD,
        auto_archive_duration: int = 1440,
        message_id: int | None = None,
        applied_tags: Iterable[int] = (),
        broadcast: bool = True,
    ) -> Channel:
        """Open a thread. One from a message marks the message; one without leaves a note in the channel."""
        thread = super().create_thread(
            parent_id,
            name,
            owner_id,
            type=type,
            auto_archive_duration=auto_archive_duration,
            message_id=message_id,
            applied_tags=applied_tags,
            broadcast=False,
        )
        if not broadcast:
            return thread
        self.announce_thread_create(thread)
        starter = self.messages[parent_id].get(message_id or 0)
        if starter is not None:
            starter.flags |= shapes.HAS_THREAD
            self.emit("MESSAGE_UPDATE", shapes.message(self, starter))
        elif type == ChannelType.PUBLIC_THREAD:
            self.create_system_message(
                parent_id, MessageType.THREAD_CREATED, owner_id, target_channel_id=thread.id
            )
        return thread

    def open_forum_post(
        self,
        forum_id: int,
        name: str,
        starter: Message,
        *,
        auto_archive_duration: int = 1440,
        tags: Iterable[int] = (),
    ) -> Channel:
        """Open a post: its thread and its first message share one id, as on Discord."""
        thread = self.create_thread(
            forum_id,
            name,
            starter.author_id,
            auto_archive_duration=auto_archive_duration,
            message_id=starter.id,
            applied_tags=tags,
            broadcast=False,
        )
        starter.channel_id = thread.id
        self.commit_message(starter, broadcast=False)
        self.get_channel(forum_id).last_message_id = thread.id
        self.announce_thread_create(thread)
        self.announce_message_create(starter)
        return thread

    # ------------------------------------------------------------ interactions

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:
        """A new interaction with an unguessable token; it is forgotten when its 15 minutes are over."""
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        record.token = _TOKEN_PREFIX + secrets.token_urlsafe(24)
        self.interaction_tokens[record.token] = record.id

        def forget() -> None:
            self.interactions.pop(record.id, None)
            self.interaction_tokens.pop(record.token, None)

        self.deadlines.after(TOKEN_LIFE, forget)
        return record

    def interaction_by_token(self, token: str) -> Interaction:
        """The interaction behind a follow-up's address; 401 (50027) once its 15 minutes are over."""
        if token.startswith(_TOKEN_PREFIX) and token not in self.interaction_tokens:
            raise invalid_webhook_token()
        return super().interaction_by_token(token)

    def is_interaction_token(self, token: str) -> bool:
        """Whether the text looks like an interaction's token, living or not."""
        return token.startswith(_TOKEN_PREFIX)

    # ------------------------------------------------------------ polls and events

    def _watch_poll(self, message: Message, poll: Poll) -> None:
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
            allowed_mentions=AllowedMentions(False, frozenset(), frozenset(), False),
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


def avatar_hash(user_id: int) -> str:
    """A stable stand-in for an avatar's hash; the address it makes draws the user's initials."""
    return f"{user_id:032x}"[-32:]


def _trimmed_embed(embed: Json) -> Json:
    """An embed as Discord stores it: of type ``rich``, texts without white space around them."""
    trimmed = deepcopy(embed)
    trimmed.setdefault("type", "rich")
    for holder, key in ((trimmed, "title"), (trimmed, "description")):
        if isinstance(holder.get(key), str):
            holder[key] = holder[key].strip()
    for field in trimmed.get("fields") or ():
        field["inline"] = bool(field.get("inline"))
    return trimmed


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
    return {
        "type": "poll_result",
        "fields": [{"name": name, "value": value, "inline": False} for name, value in values.items()],
    }


__all__ = ["NONCE_WINDOW", "TOKEN_LIFE", "World", "avatar_hash", "serializers"]
