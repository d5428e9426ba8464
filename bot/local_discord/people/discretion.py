"""Of a message only one person can see, nobody else learns even the id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..jsontypes import Json
from ..world import World
from ..world.records import Message

#: Where what a message says of its interaction names other messages.
_IDS = ("interacted_message_id", "original_response_message_id")


def discreet(world: World, message: Json, user_id: int | None) -> Json:
    """A message without the ids of messages its reader does not see (``None``: the operator)."""
    said = dict(message)
    if said.get("interaction_metadata"):
        stored = world.messages.get(int(said["channel_id"]), {})
        said["interaction_metadata"] = _metadata(said["interaction_metadata"], stored, user_id)
    if said.get("referenced_message"):
        said["referenced_message"] = discreet(world, said["referenced_message"], user_id)
    return said


def _metadata(metadata: Json, stored: dict[int, Message], user_id: int | None) -> Json:
    said = dict(metadata)
    for key in _IDS:
        if key in said:
            named = stored.get(int(said[key]))
            if named is None or not named.visible_to(user_id):
                del said[key]
    if said.get("triggering_interaction_metadata"):
        said["triggering_interaction_metadata"] = _metadata(
            said["triggering_interaction_metadata"], stored, user_id
        )
    return said


def about_hidden(world: World, event: Mapping[str, Any], user_id: int | None) -> bool:
    """Whether an event (a vote, say) is about a message that the user does not see."""
    if "message_id" not in event or "channel_id" not in event:
        return False
    stored = world.messages.get(int(event["channel_id"]), {}).get(int(event["message_id"]))
    return stored is not None and not stored.visible_to(user_id)
