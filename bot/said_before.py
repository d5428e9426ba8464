"""Was this said already, in the time of which a restored database knows nothing? Pure.

A database that was restored from a backup has forgotten what happened since. The bot finds the same news,
dates and newcomers again and means to tell of them again. So everything it writes for a day is compared with
what it wrote in the channel in that time, before it is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import from_text, to_text
from bot.delivery_rules import Done, Outcome, Row, Undecidable

if TYPE_CHECKING:
    from bot.outbox import Message

# Where a restored database says what it does not know: the key in `kernel_state`.
RESTORED = "database.restored"
# What is overdue at the start is done at the start; sources that answer again after hours are the last.
CARE = timedelta(days=1)
_MENTION = re.compile(r"<@!?(\d+)>")


@dataclass(frozen=True, slots=True)
class Gap:
    """What a restored database does not know: from the moment of the backup to the restore (UTC).

    `erasures_known`: who had something erased in that time is known all the same (`bot.erasures`).
    """

    since: datetime
    until: datetime
    erasures_known: bool = False

    @property
    def over(self) -> datetime:
        """From when on nothing is compared any more."""
        return self.until + CARE

    def concerns(self, row: Row) -> bool:
        """Tell whether `row` may have been said in the gap."""
        return row.action == "post" and row.first_try_at is None and row.created_at < self.over

    def told(self, now: datetime) -> tuple[bool, str]:
        """Return whether all is well again, and what moderators are told of it."""
        since, until = (f"{moment:%Y-%m-%d %H:%M}" for moment in (self.since, self.until))
        if now >= self.over:
            return True, f"everything since {until} UTC is remembered"
        erased = (
            "what members erased is erased again by itself"
            if self.erasures_known
            else "what members erased may be there again, and has to be erased again where you know of it"
        )
        return False, (
            f"nothing is remembered of what happened between {since} and {until} UTC, as the database was "
            "restored from a backup. Look at elections and motions of that time; change settings again; "
            f"{erased}. For a day the bot compares what it says with what stands in the channel, so that "
            "nothing is said twice"
        )

    def to_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(
            {
                "since": to_text(self.since),
                "until": to_text(self.until),
                "erasures_known": self.erasures_known,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Gap:
        """Return what `to_json` stored."""
        stored = json.loads(text)
        known = stored.get("erasures_known", False)
        return cls(from_text(stored["since"]), from_text(stored["until"]), known)


def compare(row: Row, message: Message, posted: Mapping[str, Any]) -> Outcome | None:
    """Return what a message of the bot from the gap means for `row`; None when it is another one.

    The same row, or the same words and addresses, is the same message. Where people are to be written to like
    this once only, so is one that names all of them. If it names some, a moderator has to decide: the others
    may still wait for it.
    """
    if message.poll is not None:
        return Done(int(posted["id"])) if message.poll.is_in(posted) else None
    components = posted.get("components") or []
    words = _words(components)
    same = bool(words) and words == _words(message.components)
    if same or (components and components[0].get("id") == row.marker):
        return Done(int(posted["id"]))
    if message.once:
        named = {int(user) for text in words for user in _MENTION.findall(text)}
        if message.users and named >= set(message.users):
            return Done(int(posted["id"]))
        if named & set(message.users):
            return Undecidable("some of those whom it names were written to before the backup was restored")
    return None


def _words(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what a message says and links to, in its order; ids and what Discord adds are left out."""
    return [" ".join(text.split()) for each in _all(components) if (text := _said(each))]


def _said(component: Mapping[str, Any]) -> str:
    return str(component.get("content") or component.get("url") or component.get("label") or "")


def _all(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _all(component.get("components") or [])
        if accessory := component.get("accessory"):
            yield from _all([accessory])
