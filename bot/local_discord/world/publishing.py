"""Webhooks, and what is published in an announcement channel: its copies in the channels that follow."""

from __future__ import annotations

from typing import Any

from simcord.backend.models import Message, Webhook

from . import shapes
from .conversations import Conversations
from .timed import NOBODY

#: The flags of a copy, and of one whose original is gone.
IS_CROSSPOST, SOURCE_MESSAGE_DELETED = 1 << 1, 1 << 3
#: What a copy has from its original.
_COPIED = ("content", "embeds", "components", "attachments")


class Publishing(Conversations):
    """Copies follow their original: they come with it, change with it, and say when it is gone."""

    #: Discord's CROSSPOSTED is bit 0 (the model uses bit 1, which is IS_CROSSPOST).
    CROSSPOSTED_FLAG = 1 << 0

    def create_webhook(self, channel_id: int, name: str, creator_id: int) -> Webhook:
        """Make a webhook and announce it."""
        webhook = super().create_webhook(channel_id, name, creator_id)
        self._emit_webhooks_update(channel_id)
        return webhook

    def spread(self, channel_id: int, message_id: int) -> None:
        """Carry a published message into every channel that follows its own."""
        source = self.get_message(channel_id, message_id)
        for webhook_id in self.followers.get(channel_id, ()):
            webhook = self.webhooks.get(webhook_id)
            if webhook is None:
                continue
            copy = self.prepare_message(
                webhook.channel_id,
                webhook.webhook_user_id,
                source.content,
                embeds=source.embeds,
                components=source.components,
                attachments=source.attachments,
                flags=(source.flags & ~self.CROSSPOSTED_FLAG) | IS_CROSSPOST,
                allowed_mentions=NOBODY,
                webhook_id=webhook_id,
            )
            # Not said while it is prepared: the model takes it for a reply, which stays in its channel.
            copy.reference = {
                "type": 0,
                "channel_id": str(channel_id),
                "message_id": str(message_id),
                "guild_id": str(self.get_channel(channel_id).guild_id),
            }
            self.commit_message(copy)
            self.copies.setdefault(message_id, []).append((copy.channel_id, copy.id))

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        """Edit a message, and its copies with it."""
        message = super().edit_message(channel_id, message_id, fields)
        for copy in self._standing_copies(message_id):
            super().edit_message(
                copy.channel_id, copy.id, {key: getattr(message, key) for key in _COPIED if key in fields}
            )
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message; its copies stay and are marked."""
        super().delete_message(channel_id, message_id)
        for copy in self._standing_copies(message_id):
            copy.flags |= SOURCE_MESSAGE_DELETED
            self.emit("MESSAGE_UPDATE", shapes.message(self, copy))
        self.copies.pop(message_id, None)

    def _standing_copies(self, message_id: int) -> list[Message]:
        found = (self.messages[channel].get(copy) for channel, copy in self.copies.get(message_id, ()))
        return [copy for copy in found if copy is not None]
