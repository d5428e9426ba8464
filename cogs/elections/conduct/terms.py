"""Who holds which office until when, and who held it before."""

from __future__ import annotations

from datetime import datetime

from cogs.elections.conduct.facts import Held
from cogs.elections.conduct.stores import Stores
from cogs.elections.model import Term
from cogs.elections.rules import calendar
from cogs.elections.rules.kinds import OFFICES


class Terms:
    """Looks at the terms of officers."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def held(self, now: datetime) -> list[Held]:
        """Return the terms that run, by office, and then those that ended, the last first."""
        running = sorted(await self._stores.terms.running(), key=_place)
        titles = {each.id: each.title for each in await self._stores.elections.all()}
        found = []
        for term in (*running, *await self._stores.terms.ended()):
            began = await self.year_began(term)
            overdue = term.ended_at is None and now >= calendar.overdue_at(began)
            title = titles[term.election_id] if term.election_id else None
            found.append(Held(term, title, year_ends(began), overdue))
        return found

    async def year_began(self, term: Term) -> datetime:
        """Return when the year that a term belongs to began: a by-election may fill the rest of one (A24)."""
        stores = self._stores
        election = await stores.elections.get(term.election_id) if term.election_id else None
        before = await stores.terms.before(term)
        if election is None or before is None:
            return term.began_at
        return calendar.term_began(term.began_at, await self.year_began(before), election.regulations)


def year_ends(began: datetime) -> datetime:
    """Return the moment at which a year in office is over."""
    return datetime.combine(calendar.term_ends(began.date()), began.timetz())


def _place(term: Term) -> tuple[int, str, datetime]:
    known = OFFICES.index(term.office) if term.office in OFFICES else len(OFFICES)
    return known, term.office, term.began_at
