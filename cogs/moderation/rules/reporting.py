"""What can be reported, how often, and what a link to a message names."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.errors import NotAllowed, UserError
from bot.texts import plural
from cogs.moderation.model import Place, Report

HOUR = timedelta(hours=1)
# Reason and note as they are typed.
REASON = 1_000
NOTE = 300

_LINK = re.compile(
    r"<?https://(?:\w+\.)?discord(?:app)?\.com/channels/(?P<server>\d{1,20}|@me)/(?P<channel>\d{1,20})"
    r"/(?P<message>\d{1,20})/?>?"
)
_HOW = "In Discord: the message's menu → Copy Message Link. Or leave the link out, and say what happened."


def refuse_more(within_the_hour: int, limit: int) -> None:
    """Raise `UserError` when somebody has reported as often as they may."""
    if within_the_hour >= limit:
        raise UserError(
            f"You made {plural(within_the_hour, 'report')} within an hour, and that is the limit here.",
            "Moderators have them. If this cannot wait, write to one of them.",
        )


def refuse_own(author_id: int, reporter_id: int) -> None:
    """Raise `UserError` when somebody reports their own message."""
    if author_id == reporter_id:
        raise UserError(
            "This is your own message.",
            "You can edit or delete it. If something is wrong in what was answered, report that message.",
        )


def place_of(link: str, server_id: int) -> Place | None:
    """Return where the message of a link stands; None for an empty one.

    Raises `UserError` for anything but a link to a message in this server.
    """
    link = link.strip()
    if not link:
        return None
    found = _LINK.fullmatch(link)
    if found is None:
        raise UserError("That is no link to a message.", _HOW)
    if found["server"] != str(server_id):
        raise UserError(
            "That message is not in this server; moderators can do nothing about it here.",
            "Discord itself takes reports of messages anywhere: the message's menu → Report Message.",
        )
    return Place(int(found["channel"]), int(found["message"]))


def refuse_party(report: Report, moderator_id: int) -> None:
    """Raise `NotAllowed` when a moderator decides about their own message."""
    if report.evidence is not None and report.evidence.author_id == moderator_id:
        raise NotAllowed(
            f"Report {report.id} is about a message of yours.", "Another moderator takes and closes it."
        )
