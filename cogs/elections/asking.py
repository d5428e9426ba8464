"""What elections do for other parts of the bot: begin a vote of the members that one of them asks for."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import UserError
from bot.ports import AskedElection
from cogs.elections.conduct.service import Conduct


class Asking:
    """Offered as `bot.ports.OPEN_ELECTION`.

    `officers` returns who may conduct elections, at the moment of asking: the first of them gets the draft.
    """

    def __init__(self, conduct: Conduct, officers: Callable[[], list[int]]) -> None:
        self._conduct = conduct
        self._officers = officers

    async def __call__(self, preset: str, title: str, text: str, link: str) -> AskedElection:
        """Make a draft. Raises `UserError` when nobody could conduct it, or there is nowhere to hold it."""
        channel_id = self._conduct.settings.channel
        officers = self._officers()
        if channel_id is None:
            raise UserError("There is no channel for elections.", "Set cogs.elections.channel.")
        if not officers:
            raise UserError(
                "Nobody is there to conduct an election.",
                "Set cogs.elections.returns_officer_roles, or returns_officers.",
            )
        election = await self._conduct.asked_for(preset, title, text, link, officers[0], channel_id)
        return AskedElection(election.id, election.opens_at)
