"""What became of an interaction, as the person who caused it sees it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..jsontypes import Json
from ..world import Deadline, World, shapes

if TYPE_CHECKING:
    from ..world.records import Interaction

NO_ANSWER = "The application did not respond"
FAILED = "This interaction failed"
#: Within this many seconds of the local clock Discord wants an interaction answered.
FIRST_RESPONSE = 3
COMMAND, AUTOCOMPLETE = 2, 4


class Pending:
    """One interaction under way: who caused it, and what is waited for."""

    def __init__(self, record: Interaction) -> None:
        self.record = record
        self.answered = asyncio.Event()
        self.finished = asyncio.Event()
        self.failed = False
        self.changes = 0
        self.deadline: Deadline | None = None


class Outcomes:
    """Watches every interaction of the people until its token's life is over."""

    def __init__(self, world: World) -> None:
        self.first_response: float = FIRST_RESPONSE
        self._world = world
        self._pending: dict[int, Pending] = {}
        self.modals: dict[int, Json] = {}
        world.interaction_listeners.append(self._changed)

    def watch(self, record: Interaction) -> Pending:
        """Begin to watch an interaction: its `first_response` seconds run from now."""
        pending = Pending(record)
        self._pending[record.id] = pending

        def too_late() -> None:
            if record.responded:
                return
            pending.failed = True
            pending.answered.set()
            pending.finished.set()
            # Suggestions that do not come are no failure that a person is shown.
            if record.type != AUTOCOMPLETE:
                self._world.tell(
                    "INTERACTION_FAILED", {**self.shown(pending), "user_id": str(record.user_id)}
                )

        record.initial_response_deadline = self._world.iso_after(self.first_response)
        pending.deadline = self._world.deadlines.after(self.first_response, too_late)
        self._world.deadlines.after(16 * 60, lambda: self._forget(record.id))
        return pending

    def _forget(self, interaction_id: int) -> None:
        self._pending.pop(interaction_id, None)
        self.close_modal(interaction_id)

    def find(self, interaction_id: int, user_id: int) -> Pending | None:
        """A person's own interaction, None when it is unknown or forgotten."""
        pending = self._pending.get(interaction_id)
        return pending if pending is not None and pending.record.user_id == user_id else None

    def _changed(self, record: Interaction) -> None:
        pending = self._pending.get(record.id)
        if pending is None:
            return
        pending.changes += 1
        if pending.deadline is not None:
            pending.deadline.cancel()
        pending.answered.set()
        kind = str(record.response_kind)
        if kind not in ("deferred", "deferred_update") or pending.changes > 1:
            pending.finished.set()
        if kind == "modal" and record.id not in self.modals and not record.modal_consumed:
            self._open_modal(record)

    def _open_modal(self, record: Interaction) -> None:
        spec = record.modal or {}
        modal = {
            "interaction": str(record.id),
            "custom_id": spec["custom_id"],
            "title": spec["title"],
            "components": spec["components"],
            "channel": str(record.channel_id),
        }
        self.modals[record.id] = {**modal, "user_id": record.user_id}
        self._world.tell("MODAL_OPEN", {**modal, "user_id": str(record.user_id)})

    def modal(self, interaction_id: int) -> Json | None:
        """The modal an interaction opened, as its person sees it."""
        found = self.modals.get(interaction_id)
        return None if found is None else {key: value for key, value in found.items() if key != "user_id"}

    def modals_of(self, user_id: int) -> list[Json]:
        """The modals open for a person."""
        return [
            shown
            for interaction_id, modal in self.modals.items()
            if modal["user_id"] == user_id and (shown := self.modal(interaction_id)) is not None
        ]

    def close_modal(self, interaction_id: int) -> None:
        """The person sent the modal or closed it."""
        found = self.modals.pop(interaction_id, None)
        if found is not None:
            self._world.tell(
                "MODAL_CLOSE", {"interaction": str(interaction_id), "user_id": str(found["user_id"])}
            )

    def shown(self, pending: Pending) -> Json:
        """The outcome so far: its kind, the response in its newest form, modal or error."""
        record = pending.record
        shown: Json = {"interaction": str(record.id), "outcome": "failed"}
        if record.responded:
            shown["outcome"] = str(record.response_kind)
        elif not pending.failed:
            shown["outcome"] = "pending"
        else:
            shown["error"] = NO_ANSWER if record.type in (COMMAND, AUTOCOMPLETE) else FAILED
        if record.message_id is not None:
            message = self._world.messages.get(record.channel_id, {}).get(record.message_id)
            if message is not None:
                shown["message"] = shapes.message(self._world, message, for_user=record.user_id)
        modal = self.modal(record.id)
        if modal is not None:
            shown["modal"] = modal
        return shown

    def with_followups(self, pending: Pending) -> Json:
        """The outcome with every follow-up message that still exists."""
        record = pending.record
        stored = self._world.messages.get(record.channel_id, {})
        followups = [
            shapes.message(self._world, stored[message_id], for_user=record.user_id)
            for message_id in record.followup_ids
            if message_id in stored
        ]
        return {**self.shown(pending), "followups": followups}
