"""What the returns officer and the committee are told unasked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.outbox import Message
from bot.texts import plain
from cogs.elections.conduct.facts import Note, Sheet
from cogs.elections.face.controls import page
from cogs.elections.face.wording import bullets, moment
from cogs.elections.model import Term

_SAID = {
    Note.DRAFTED: "has been drafted for you. Look at it, and go on from there.",
    Note.DRAFT_DUE: "should have begun by now, and is still a draft.",
    Note.NOBODY_STANDS: "has offices for which nobody stands, although nominations were extended.",
    Note.NOT_OPENED: "could not be opened:",
    Note.KEY_LOST: "**cannot be counted**: the key of its ballots is gone. Whoever has voted cannot vote "
    "again. Put the file of the key back if there is a copy, or cancel the election and hold it anew.",
    Note.DECIDE: "waits for you to decide what follows:",
    Note.UNREAD: "has a result that nobody can read. Set another `channel` if need be, and post it "
    "again with `/election repost`:",
    Note.REVEALS: "is published, and tells how some voted. Say so to those who voted; where few vote, "
    "publishing the totals only tells less:",
    Note.ROLES: "is confirmed, and not every role could be given or taken:",
}
# Whose details have titles as they were typed; all others are sentences of ours.
_AS_TYPED = (Note.NOBODY_STANDS, Note.REVEALS)


def note(sheet: Sheet, note: Note, details: Sequence[str]) -> Message:
    """Return what the returns officer, who is mentioned, has to know or decide."""
    election = sheet.election
    what = _SAID[note] if details else f"{_SAID[note].rstrip(':.')}."
    text = f"<@{election.officer_id}>: **{plain(election.title)}** {what}"
    said = map(plain, details) if note in _AS_TYPED else details
    more = [bullets(said, 2_500)] if details else []
    look = f"-# Election {election.id}: `/election status` has all of it."
    return Message.of(page(text, *more, look), users=(election.officer_id,))


def term_ending(term: Term, ends: datetime) -> Message:
    """Return that an officer's year is over soon."""
    return Message.of(
        page(
            f"⏳ The year of <@{term.user_id}> as **{plain(term.office)}** ends {moment(ends)}. It "
            "is time to prepare an election: `/election create`."
        )
    )


def term_overdue(term: Term, ended: datetime) -> Message:
    """Return that an officer's year is over and nobody was elected in their place."""
    return Message.of(
        page(
            f"⚠️ The year of <@{term.user_id}> as **{plain(term.office)}** ended {moment(ended)}, "
            "and nobody has been elected since. Whoever holds the office stays until it is filled: "
            "`/election create`."
        )
    )
