"""When a newcomer's messages look like spam. The moments are those of the messages, never the clock's."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.limits import fit
from cogs.moderation.model import WORDS, Finding, Place, Sign
from cogs.moderation.rules.words import has_invite, marks

# Of one member so many messages are remembered, and of so many members: what spams faster or in greater
# numbers is found in these.
_MESSAGES = 30
_MEMBERS = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """When somebody is a newcomer, and what of theirs looks like spam."""

    newcomer: timedelta
    channels: int
    within: timedelta
    # None: invitations are not looked for.
    invites: timedelta | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a member who joined at a moment wrote, or edited, at another; both moments are UTC."""

    place: Place
    user_id: int
    joined_at: datetime
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class _Trace:
    place: Place
    at: datetime
    marks: frozenset[str]


class Recent:
    """What newcomers wrote within the last seconds, as digests; in memory alone."""

    def __init__(self) -> None:
        self._traces: OrderedDict[int, deque[_Trace]] = OrderedDict()

    def hear(self, said: Said, limits: Limits) -> Finding | None:
        """Take in a message; return what it shows, together with what its author wrote just before.

        What was found is forgotten, so that the same messages are found once. A message may come twice, and
        again with other words: the last ones count.
        """
        age = said.at - said.joined_at
        if age >= limits.newcomer:
            return None
        if limits.invites is not None and age < limits.invites and has_invite(said.text):
            return self._found(said, Sign.INVITE, [said.place])
        own = marks(said.text)
        if not own:
            return None
        traces = self._traces.setdefault(said.user_id, deque(maxlen=_MESSAGES))
        self._traces.move_to_end(said.user_id)
        for before in [trace for trace in traces if trace.place == said.place]:
            traces.remove(before)
        traces.append(_Trace(said.place, said.at, own))
        # Messages may be told out of order.
        since = max(trace.at for trace in traces) - limits.within
        near = [trace for trace in traces if trace.at >= since]
        for mark in own:
            alike = [trace.place for trace in near if mark in trace.marks]
            if len({place.channel_id for place in alike}) >= limits.channels:
                return self._found(said, Sign.REPEATED, alike)
        while len(self._traces) > _MEMBERS:
            self._traces.popitem(last=False)
        return None

    def forget_before(self, moment: datetime) -> None:
        """Forget what was written before a moment: it can show nothing any more."""
        for user_id, traces in list(self._traces.items()):
            kept = [trace for trace in traces if trace.at >= moment]
            if kept:
                self._traces[user_id] = deque(kept, maxlen=_MESSAGES)
            else:
                del self._traces[user_id]

    def _found(self, said: Said, sign: Sign, places: list[Place]) -> Finding:
        self._traces.pop(said.user_id, None)
        return Finding(said.user_id, sign, said.at, fit(said.text, WORDS), tuple(places))
