"""Messages, their nonces, and threads."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from simcord.backend.models import Channel, Message
from simcord.enums import ChannelType, MessageType

from ..jsontypes import Json
from . import layout, shapes
from .timed import Timed
from .uploads import embeds_with_uploads

#: How long a message's nonce is remembered, in seconds of the local clock ("the past few minutes").
NONCE_WINDOW = 180


class Conversations(Timed):
    """What is written, by whom, and where it is shown."""

    def prepare_message(
        self, channel_id: int, author_id: int, content: str | None = "", **fields: Any
    ) -> Message:
        """Derive a message; what an interaction says of itself takes Discord's own keys."""
        metadata = fields.get("interaction_metadata")
        if metadata is not None:
            record = self.interactions[int(metadata["id"])]
            fields["interaction_metadata"] = self.metadata(record)
        if fields.get("embeds"):
            fields["embeds"] = [_trimmed_embed(embed) for embed in fields["embeds"]]
        return super().prepare_message(channel_id, author_id, content, **fields)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        """Install and announce a message; uploads named in embeds become addresses."""
        if self.next_nonce is not None:
            self.nonce_of[message.id] = self.next_nonce
        message.embeds, message.attachments = embeds_with_uploads(message.embeds, message.attachments)
        message.components = layout.stored(message.components, self.snowflake)
        channel = self.get_channel(message.channel_id)
        public = channel.last_message_id, channel.message_count
        stored = super().commit_message(message, broadcast=broadcast and not message.is_ephemeral)
        if stored.is_ephemeral:
            # A channel's counts are everybody's to see.
            channel.last_message_id, channel.message_count = public
            self._tell_reader("MESSAGE_CREATE", stored)
        if stored.poll is not None:
            self.watch_poll(stored, stored.poll)
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
            self.watch_poll(message, message.poll)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message and announce it, to its reader alone when it is ephemeral."""
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        if message.is_ephemeral:
            self._tell_reader("MESSAGE_DELETE", message)

    def bulk_delete_messages(self, channel_id: int, message_ids: Iterable[int]) -> list[int]:
        """Delete several messages at once; ephemeral ones are not there for this, as on Discord."""
        stored = self.messages.get(channel_id, {})
        public = [i for i in message_ids if i in stored and not stored[i].is_ephemeral]
        return super().bulk_delete_messages(channel_id, public)

    def _tell_reader(self, event: str, message: Message) -> None:
        for listener in self.ephemeral_listeners:
            listener(event, message)

    def set_pinned(
        self, channel_id: int, message_id: int, pinned: bool, *, actor_id: int | None = None
    ) -> None:
        """Pin or unpin, remembering when."""
        if pinned:
            self.pinned_at.setdefault(message_id, self.now_iso())
        else:
            self.pinned_at.pop(message_id, None)
        super().set_pinned(channel_id, message_id, pinned, actor_id=actor_id)

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
