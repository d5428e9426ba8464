"""The record: what a reader of the repository sees, and can verify."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import LogEntry
from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Motion,
    Proposed,
    Recorded,
    Revised,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
)
from cogs.committee.rules.log import entry
from cogs.committee.rules.markdown import block, inline, link
from cogs.committee.rules.record import Record, record
from tests.rules.committee.play import START, Play, moment, seated

NAMES = {1: "Ada", 2: "Ben", 3: "Cai", 4: "Dee"}
# Everything that means something in Markdown or HTML, and words in between.
MARKS = [*"*_`~#|<>[]()!&@\\-+=.:{}$\n\r\t", "```", "~~~", "1. ", "# ", "| x |", "](x)", "\n\n", "    "]
WORDS = [
    "a",
    "é",
    " ",
    "<!--",
    "-->",
    "<b>",
    "&amp;",
    "http://e.org/a_b",
    "\u202e",
    "\u2028",
    '{"at":',
    "@everyone",
]
TEXTS = st.lists(st.sampled_from([*MARKS, *WORDS]), max_size=12).map("".join)

GOLDEN = """\
# Motion 7: Sponsors \\& friends

*   **Decision:** passed
*   **Date:** 2026-03-26 18:00:00 UTC
*   **Reason:** Everybody's input is there. 2 of 3 seats approve, 2 needed.
*   **Rules:** At least 2/3 of the filled seats have to approve. Silence for 14 days is an abstention.
*   **Kind:** operational or policy
*   **Proposed:** 2026-03-01 18:00:00 UTC by Ada
*   **Last change:** 2026-03-05 18:00:00 UTC
*   **Seats:** 3 filled, 0 vacant
*   **Pull request:** <https://example.org/pull/7>
*   **Discord chat:** <https://discord.com/channels/1/2/3>
*   **Merged as:** <https://example.org/commit/1a2b3c>
*   **SHA-256:** `THE-SUM`

## Proposal

> ```text
> We take none.
>
> *None.*
> ```

## Votes

| Member | Seat | Answer | Time (UTC) | Remarks |
|---|---|---|---|---|
| Ada | Chair | approves | 2026-03-01 18:00:00 | as the proposer |
| Ben | Vice-Chair | approves | 2026-03-07 18:00:00 |  |
| Cai | Secretary | did not answer in time, which is an abstention | 2026-03-21 16:00:00 | requested changes before the last change |

## Answers that differ

*   Ben approved on Discord (2026-03-07 18:00:00 UTC) and requested changes on the pull request (2026-03-05 20:00:00 UTC). The one on Discord counts until both are alike.

## Course

*   2026-03-01 18:00:00 UTC: Ada proposed it, and so approves.
*   2026-03-02 18:00:00 UTC: Ben approved.
*   2026-03-04 18:00:00 UTC: Cai requested changes: Name the \\*amount\\*, see <https://example.org/a_b>.
*   2026-03-05 18:00:00 UTC: Ada changed the motion, and the fourteen days began anew: The amount.
*   2026-03-05 20:00:00 UTC: Ben requested changes on the pull request.
*   2026-03-07 18:00:00 UTC: Ben approved.
*   2026-03-26 18:00:00 UTC: Ada recorded the decision.

## Log

Every event as the bot's log has it, people as numbers (1 is Ada, 2 is Ben, 3 is Cai). The SHA-256 above is that of these lines, each with its line break: `grep '^{"at":' FILE | sha256sum`.

```json
"""


def logged(play: Play) -> list[LogEntry]:
    """The log of a motion that was played: reviews become known when the next act happens."""
    entries: list[LogEntry] = []
    for event in play.events:
        entries.append(entry(entries[-1] if entries else None, event, event.at))
    return entries


def written(play: Play, now: str = "90d", names: dict[int, str] = NAMES) -> Record:
    return record(play.motion, logged(play), moment(now), play.seats, names)


def played(script: str, title: str = "Sponsors & friends", text: str = "We take none.") -> Play:
    play = Play()
    links = ("https://example.org/pull/7", "https://discord.com/channels/1/2/3")
    play.accept(Proposed(START, 1, Kind.OPERATIONAL, title, text, *links), "0d")
    return play.run(script)


@pytest.fixture
def whole_story() -> Record:
    play = played("1d B approves\n3d C requests Name the *amount*, see https://example.org/a_b.")
    play.accept(Revised(START, 1, text="We take none.\n\n*None.*", summary="The amount."), "4d")
    play.run("5d B reviewed request changes at 4d+2h\n6d B approves")
    play.accept(Recorded(START, 1, "https://example.org/commit/1a2b3c"), "25d")
    return written(play)


def test_it_reads_so(whole_story: Record) -> None:
    assert whole_story.text.startswith(GOLDEN.replace("THE-SUM", whole_story.sha256))
    assert whole_story.file_name == "2026-03-26-motion-7-sponsors-friends.md"
    assert whole_story.text.endswith("}\n```\n")


def test_the_sum_is_that_of_the_lines_in_the_file(whole_story: Record, tmp_path: Path) -> None:
    lines = [line for line in whole_story.text.split("\n") if line.startswith('{"at":')]
    assert len(lines) == 7
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == whole_story.sha256
    if shutil.which("grep") and shutil.which("sha256sum"):
        file = tmp_path / whole_story.file_name
        file.write_text(whole_story.text, encoding="utf-8", newline="\n")
        (recipe,) = re.findall(r"`(grep .*)`", whole_story.text)
        ran = subprocess.run(recipe.replace("FILE", str(file)), shell=True, capture_output=True, check=True)
        assert ran.stdout.split()[0].decode() == whole_story.sha256


def test_it_is_the_same_whenever_it_is_made() -> None:
    play = played("1d B approves\n2d C approves\n3d A records")
    assert written(play, "3d") == written(play, "900d")
    assert "passed, full consensus" in written(play).text


def test_any_change_of_the_log_changes_the_sum() -> None:
    play = played("1d B approves\n2d C approves\n3d A records")
    before = written(play).sha256
    for number, event in enumerate(play.events):
        changed = Play(play.policy, play.seats, list(play.events))
        changed.events[number] = replace(event, at=event.at - timedelta(seconds=1))
        assert written(changed).sha256 != before


def test_before_it_is_on_record_it_says_so() -> None:
    text = written(played("1d B approves"), "2d").text
    assert "*   **Status:** draft of 2026-03-03 18:00:00 UTC, not on record\n*   **Decision:** open\n" in text
    assert "| Cai | Secretary | has not answered yet |  |  |" in text


def test_what_was_withdrawn() -> None:
    record = written(played("1d B approves\n2d A withdraws"))
    assert "*   **Decision:** withdrawn\n*   **Date:** 2026-03-03 18:00:00 UTC\n" in record.text
    assert "Ada withdrew it." in record.text


def test_what_the_members_decided() -> None:
    play = played("1d C vetoes It binds us for years.")
    play.accept(VoteOpened(START, 0, "https://example.org/vote"), "2d")
    play.accept(VoteDecided(moment("16d"), 0, VoteOutcome.PASSED, "14 yes, 3 no; 17 of 25 voted."), "16d")
    text = written(play.run("17d B records")).text
    assert "*   **Decision:** passed by the voting members\n" in text
    assert "*   **Members' vote:** <https://example.org/vote>\n" in text
    assert "| Cai | Secretary | vetoes | 2026-03-02 18:00:00 |  |" in text
    assert "Cai vetoed: It binds us for years." in text
    assert "The vote of the voting members passed: 14 yes, 3 no; 17 of 25 voted." in text
    assert "the bot put it to the voting members." in text


def test_who_left_and_who_came_is_told() -> None:
    text = written(
        played(
            "1d B approves\n2d vacate Vice-Chair\n3d seat Vice-Chair D\n4d D approves\n5d C abstains\n6d A records"
        )
    ).text
    assert "| Ben | none any more, not counted | approves | 2026-03-02 18:00:00 |" in text
    assert "2026-03-03 18:00:00 UTC: The seat Vice-Chair is vacant (stepped down)." in text
    assert "2026-03-04 18:00:00 UTC: Dee took the seat Vice-Chair." in text
    assert "(1 is Ada, 2 is Ben, 3 is Cai, 4 is Dee)" in text


def test_what_came_too_late_is_told_with_its_reason() -> None:
    play = played("1d B approves\n2d C approves\n3d A records")
    play.events.append(Answered(moment("4d"), 3, Choice.VETO, "No!"))
    text = written(play).text
    assert "Cai vetoed: No\\! It changed nothing: the motion had ended." in text
    assert "full consensus" in text


def test_a_motion_that_is_its_pull_request() -> None:
    assert "## Proposal\n\nThe text is that of the pull request.\n" in written(played("", text="")).text


def test_a_name_nobody_knows() -> None:
    assert "| member 2 | Vice-Chair |" in written(played(""), names={1: "Ada"}).text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größe", "2026-03-01-motion-7-groe.md"),
        ("決定", "2026-03-01-motion-7.md"),
        ("../../etc/passwd", "2026-03-01-motion-7-etc-passwd.md"),
        ("a" * 500, f"2026-03-01-motion-7-{'a' * 60}.md"),
    ],
)
def test_names_of_files_are_plain(title: str, name: str) -> None:
    assert written(played("", title)).file_name == name


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_nobodys_words_break_the_document(title: str, text: str, said: str, name: str, seat: str) -> None:
    events: Sequence[Event] = [
        Proposed(START, 1, Kind.OPERATIONAL, title, text, pull_request=said, chat=name),
        Answered(START, 2, Choice.REQUEST_CHANGES, said),
        Revised(START, 1, summary=said),
        Recorded(START, 1, said, State.PASSED),
    ]
    seats = [replace(change, seat=change.seat.replace("Chair", f"{seat}Chair")) for change in seated()]
    found = written(Play(seats=seats, events=list(events)), names={1: name, 2: said, 3: title})
    lines = found.text.split("\n")
    assert len(re.findall("^# ", found.text, re.MULTILINE)) == 1
    assert [line for line in lines if line.startswith("## ")] == [
        "## Proposal",
        "## Votes",
        "## Course",
        "## Log",
    ]
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) == 4
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 6 for row in rows)
    assert len([line for line in lines if line.startswith('{"at":')]) == 4
    before_the_log = lines[: lines.index("## Log")]
    assert "\u202e" not in "\n".join(before_the_log)
    outside = "\n".join(line for line in before_the_log if not line.startswith(">"))
    assert not re.search("@(?!\u200b)", re.sub("<http[^>]*>", "", outside))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("<!-- x --> &amp;", r"\<\!-- x --\> \&amp;"),
        ("two\nlines\r\n# and a heading", r"two lines \# and a heading"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("see https://e.org/a_b.", "see <https://e.org/a_b>."),
        ("https://e.org/?a=1&copy;|", "<https://e.org/?a=1&amp;copy;%7C>"),
        ("[x](https://e.org)", r"\[x\](<https://e.org>)"),
        ("ftp://e.org www.e.org", r"ftp\://e.org www\.e.org"),
        ("@everyone a@b.org", "@\u200beveryone a@\u200bb.org"),
        ("abc\u202edef\x00", "abc\ufffddef\ufffd"),
    ],
)  # fmt: skip
def test_words_in_a_line(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_only_an_address_is_a_link() -> None:
    assert link("https://e.org/a") == "<https://e.org/a>"
    assert link("javascript:x") == "javascript:x"
    assert link("https://e.org/ <b>") == r"https\://e.org/ \<b\>"


def test_a_text_is_quoted_as_it_is() -> None:
    assert block("a\n\n```\nb") == "> ````text\n> a\n>\n> ```\n> b\n> ````"


def test_a_record_needs_its_proposal() -> None:
    with pytest.raises(ValueError, match="proposal"):
        record(Motion(1), [], START, [], {})
