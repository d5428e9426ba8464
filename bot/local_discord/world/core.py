"""The model's backend with what the wire needs around it: listeners, interactions, memory that ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from simcord.backend import Backend
from simcord.backend.models import Interaction, Message

from ..jsontypes import Json
from . import shapes
from .clock import Deadlines, LocalClock
from .errors import invalid_webhook_token
from .portal import Portal
from .uploads import Uploads

#: How long an interaction's token lives, in seconds of the local clock.
TOKEN_LIFE = 15 * 60

_TOKEN_PREFIX = "aW50ZXJhY3Rpb246"  # noqa: S105 - what Discord's interaction tokens begin with
EphemeralListener = Callable[[str, Message], None]
LocalListener = Callable[[str, Json], None]
InteractionListener = Callable[[Interaction], None]


class _Forgetful(list[Any]):
    """The model keeps every request and event for assertions; a server that runs for days must not."""

    def append(self, _item: Any) -> None:
        """Keep nothing."""


class Core(Backend):
    """State, listeners and interactions."""

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
        #: For a modal's submission, what is said of the interaction that opened the modal.
        self.triggers: dict[int, Json] = {}
        self.nonce_of: dict[int, str | int] = {}
        self._nonces: dict[tuple[int, str], tuple[int, int]] = {}
        self._departed: set[tuple[int, int]] = set()
        #: The nonce of the message being sent, so that its MESSAGE_CREATE carries it.
        self.next_nonce: str | int | None = None
        #: Members who take no direct messages.
        self.closed_dms: set[int] = set()
        self.pinned_at: dict[int, str] = {}
        #: What the model does not keep of a channel, by Discord's own keys.
        self.channel_settings: dict[int, Json] = {}
        #: Those of the channel that is made next.
        self.next_settings: Json = {}
        #: Webhooks that carry what is published in an announcement channel, by that channel.
        self.followers: dict[int, list[int]] = {}
        #: The copies of a published message in the channels that follow: (channel, message).
        self.copies: dict[int, list[tuple[int, int]]] = {}

    def tell(self, event: str, data: Json) -> None:
        """Tell the people's side something no gateway event says."""
        for listener in self.local_listeners:
            listener(event, data)

    def interaction_changed(self, record: Interaction) -> None:
        """The bot answered an interaction, or changed or completed its answer."""
        for listener in self.interaction_listeners:
            listener(record)

    def new_interaction(self, type: int, channel_id: int, user_id: int, guild_id: int | None) -> Interaction:
        """A new interaction with an unguessable token; it is forgotten when its 15 minutes are over."""
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        record.token = _TOKEN_PREFIX + secrets.token_urlsafe(24)
        self.interaction_tokens[record.token] = record.id

        def forget() -> None:
            self.interactions.pop(record.id, None)
            self.interaction_tokens.pop(record.token, None)
            self.triggers.pop(record.id, None)

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

    def metadata(self, record: Interaction) -> Json:
        """What a message says of the interaction it came from (``interaction_metadata``)."""
        owner = str(record.guild_id) if record.guild_id is not None else "0"
        shown: Json = {
            "id": str(record.id),
            "type": int(record.type),
            "user": shapes.user(self.get_user(record.user_id)),
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
        if record.type == 5 and record.id in self.triggers:
            shown["triggering_interaction_metadata"] = self.triggers[record.id]
        if record.responded and record.message_id is not None:
            shown["original_response_message_id"] = str(record.message_id)
        return shown


def avatar_hash(user_id: int) -> str:
    """A stable stand-in for an avatar's hash; the address it makes draws the user's initials."""
    return f"{user_id:032x}"[-32:]
