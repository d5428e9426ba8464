"""The voting members' vote: drafted once for each text and round, noted when it comes back.

Elections are another part's, reached through ports; what ends between the two is made up for by the sweep.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.database import Database, Reader
from bot.errors import UserError, new_reference
from bot.health import HealthBoard
from bot.outbox import Outbox
from bot.ports import ASKED_ELECTION, OPEN_ELECTION, AskedElection, Ports, VoteStage, WantedElection
from cogs.committee.deciding.service import Deciding
from cogs.committee.deciding.views import View
from cogs.committee.model import VoteOpened
from cogs.committee.rules.members import Asked, ComesBack, asked_now, comes_back
from cogs.committee.rules.standing import Task
from cogs.committee.storage.votes import Known, VoteStore

log = logging.getLogger(__name__)

HEALTH = "committee.members"


class MembersVotes:
    """Asks for elections, and notes what comes of them."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        health: HealthBoard,
        ports: Ports,
        deciding: Deciding,
        wanted: Callable[[View, str], WantedElection],
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._health = health
        self._ports = ports
        self._deciding = deciding
        self._wanted = wanted
        self._votes = VoteStore(database)
        self._asking = asyncio.Lock()

    async def draft(self, number: int) -> AskedElection:
        """Have the vote drafted that is to be opened now. Raises `UserError` when none is, or it was."""
        # Two who press at once are to have one draft, and one of them to read that it is there.
        async with self._asking:
            find, make = self._ports.find(ASKED_ELECTION), self._ports.find(OPEN_ELECTION)
            view = await self._to_be_opened(number)
            if find is None or make is None:
                raise UserError(
                    "No elections are held with this bot.",
                    f"Hold the vote as you are used to, and note it with /motion vote motion: {number}.",
                )
            asked = _asked(view)
            found = await find(asked.key)
            if found is not None and found.stage is not VoteStage.CANCELLED:
                raise UserError(
                    f"Election {found.id} was drafted for it already.",
                    "Its returns officer publishes it; /election status has more.",
                )
            if found is not None and found.began:
                await self._take(asked, found)
                view = await self._to_be_opened(number)
                asked = _asked(view)
            async with self._database.write() as tx:
                await self._votes.want(tx, asked)
            made = await make(self._wanted(view, asked.key))
            await self._take(asked, made)
            return made

    async def by_hand(self, number: int, event: VoteOpened) -> tuple[VoteOpened, int | None]:
        """Return what somebody notes as open, and the election that was drafted for it, if one was.

        Without a link to another vote it is that election.
        """
        asked = _asked(await self._deciding.looking.view(number))
        election = (await self._votes.known(asked)).election
        if election is not None and not event.link:
            event = replace(event, election=str(election))
        return event, election

    async def sweep(self) -> None:
        """Note what has become of every vote that was asked for. One that fails stops no other."""
        find = self._ports.find(ASKED_ELECTION)
        if find is None:
            return
        failed = []
        for asked in await self._votes.waiting():
            try:
                found = await find(asked.key)
                if found is not None:
                    await self._take(asked, found)
            except Exception:
                reference = new_reference()
                log.exception("vote %s failed", asked.key, extra={"fields": {"ref": reference}})
                failed.append(f"the vote on motion {asked.motion} (reference {reference})")
        if failed:
            self._health.bad(HEALTH, f"{', '.join(failed)}: it is tried again")
        else:
            self._health.good(HEALTH, "the voting members' votes come back to their motions")

    async def _to_be_opened(self, number: int) -> View:
        view = await self._deciding.looking.view(number)
        if view.standing.turn.task is not Task.OPEN_VOTE:
            raise UserError(
                "The voting members' vote is not to be opened now.", "/motion show says whose turn it is."
            )
        return view

    async def _take(self, asked: Asked, found: AskedElection) -> None:
        """Note what an election has come to, all of it at once, and only what is not noted yet."""
        gone = found.stage is VoteStage.CANCELLED and not found.began
        view, back, known = await self._compared(asked, found)
        if known.election == found.id and not (back.events or back.final) and known.told == back.told(found):
            return
        async with self._database.write() as tx:
            view, back, known = await self._compared(asked, found, tx)
            for event in back.events:
                view = (await self._deciding.act_in(tx, asked.motion, event)).view
            told = back.told(found)
            if told not in ("", known.told):
                message = self._deciding.cards.differs(view, found.id, back.differs)
                name = f"committee.{asked.motion}.election.{found.id}.{found.stage}"
                await self._outbox.post(tx, name, view.kept.channel_id, message)
            election = None if gone else found.id
            await self._votes.know(tx, asked, Known(election, told), settled=back.final)

    async def _compared(
        self, asked: Asked, found: AskedElection, reader: Reader | None = None
    ) -> tuple[View, ComesBack, Known]:
        view = await self._deciding.looking.view(asked.motion, reader)
        back = comes_back(self._clock.now(), asked, _asked(view), view.standing, found)
        return view, back, await self._votes.known(asked, reader)


def _asked(view: View) -> Asked:
    return asked_now(view.motion, view.events, view.standing)
