"""The comment on the pull request that says what was decided: GitHub's Markdown.

Whatever people have typed stands in code, where GitHub makes neither mentions nor links of it, and closes
nothing: `@names`, `#12`, `owner/name#12`, and hashes of commits are links everywhere else in a comment.
"""

from __future__ import annotations

import re

from cogs.committee.rules import words
from cogs.committee.rules.markdown import fence
from cogs.committee.rules.record import Record
from cogs.committee.rules.standing import Standing

# GitHub takes no longer comment, counted in characters.
LONGEST = 65_536
# What stands around the record.
_AROUND = 4_000


def mark(motion: int, key: str) -> str:
    """Return what a comment is found by: unseen on the page, and not to be guessed before it is posted."""
    return f"<!-- community-bot: motion {motion}, {key} -->"


def comment(number: int, found: Standing, record: Record, names: dict[int, str], key: str) -> str:
    """Return the comment on a motion that is on record. `names` are those of everybody who takes part."""
    reader = words.Reader(
        name=lambda member: code(names.get(member, f"member {member}")),
        time=lambda moment: f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        quote=code,
    )
    votes = [
        f"*   {reader.name(vote.member)}{f' ({code(vote.seat)})' if vote.seat else ''} "
        f"{words.position(vote, reader)}"
        for vote in found.tally.votes
    ]
    conflicts = [f"*   {words.conflict(member, one, reader)}" for member, one in found.conflicts]
    text, cut = record.text, ""
    if len(text) > LONGEST - _AROUND:
        text = f"{text[: LONGEST - _AROUND]}\n…"
        cut = " It is cut here; the whole is in the file that the bot has posted on Discord."
    enclosing = fence(text)
    decision = words.decision(found)
    return "\n".join(
        [
            mark(number, key),
            f"**Motion {number}, {code(found.course.title)}: {decision}.**",
            "",
            _shortened(words.why(found, reader)),
            "",
            *_fitting([*votes, *conflicts]),
            "",
            f"<details><summary>The record, as the file <code>{record.file_name}</code></summary>",
            "",
            f"The SHA-256 of the log in it is `{record.sha256}`.{cut}",
            "",
            f"{enclosing}markdown",
            text.rstrip("\n"),
            enclosing,
            "",
            "</details>",
        ]
    )


def code(text: str) -> str:
    """Return a text on one line as code.

    >>> code("a `b` @c")
    '``a `b` @c``'
    """
    line = " ".join(text.split()) or " "
    around = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{around}{room}{line}{room}{around}"


def _shortened(text: str) -> str:
    return text if len(text) <= _AROUND // 4 else "The record has the reason."


def _fitting(lines: list[str]) -> list[str]:
    """Return the lines if they have room, as they have for every committee but a very large one."""
    return lines if sum(map(len, lines)) <= _AROUND // 2 else ["The record has everybody's answer."]
