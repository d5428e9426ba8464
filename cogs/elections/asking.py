"""What elections do for other parts of the bot: a vote of the members that one of them asks for."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import UserError
from bot.ports import AskedElection, WantedElection
from cogs.elections.conduct.service import Conduct


class Asking:
    """Offers `bot.ports.OPEN_ELECTION` and `bot.ports.ASKED_ELECTION`.

    `officers` returns who may conduct elections, at the moment of asking: the first of them gets the draft.
    """

    def __init__(self, conduct: Conduct, officers: Callable[[], list[int]], guild_id: int) -> None:
        self._conduct = conduct
        self._officers = officers
        self._guild_id = guild_id

    async def open(self, wanted: WantedElection) -> AskedElection:
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
        await self._conduct.asked.ask(wanted, officers[0], channel_id)
        made = await self.find(wanted.key)
        if made is None:
            raise UserError("The draft was taken back at once.", "Ask for it again.")
        return made

    async def find(self, key: str) -> AskedElection | None:
        """Return what has become of the election for a key."""
        return await self._conduct.asked.find(key, self._link)

    def _link(self, channel_id: int, message_id: int | None) -> str:
        place = f"https://discord.com/channels/{self._guild_id}/{channel_id}"
        return place if message_id is None else f"{place}/{message_id}"
