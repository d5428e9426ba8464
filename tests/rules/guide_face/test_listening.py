"""What the ear takes for its own, and what counts as one conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import discord
import pytest

from bot.errors import NotAllowed
from cogs.guide.face.controls import require_asker
from cogs.guide.face.listening import addressed, conversation_of, is_listened_to, said_in
from cogs.guide.face.wording import spoken

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("<@7> which library?", "which library?"),
        ("which <@!7>  library\n?", "which library\n?"),
        ("<@7>", ""),
        ("which library?", None),
        ("<@77> which library?", None),
        ("<@&7> which library?", None),
        ("@7 which library?", None),
    ],
)
def test_only_the_written_mention_addresses_the_bot(content: str, question: str | None) -> None:
    said = SimpleNamespace(id=1, content=content, channel=channel(2))
    assert addressed(said, 7) == question  # type: ignore[arg-type]


def test_a_post_is_asked_with_its_title() -> None:
    post = thread(9, 1)
    post.name = "Which library reads AEDAT4?"
    first = SimpleNamespace(id=9, content="<@7> see title", channel=post)
    later = SimpleNamespace(id=10, content="see above", channel=post)
    assert said_in(first) == "Which library reads AEDAT4?\n<@7> see title"  # type: ignore[arg-type]
    assert said_in(later) == "see above"  # type: ignore[arg-type]
    assert addressed(first, 7) == "Which library reads AEDAT4?\nsee title"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@1> a <@!2> b <@&3> c <#4> d", "a b c d"),
        ("<:snn:1> <a:wave:2> </guide ask:3> <t:17:R> <id:customize>", ""),
        ("a < b and c > d <3", "a < b and c > d <3"),
    ],
)
def test_what_discord_draws_is_not_spoken(text: str, said: str) -> None:
    assert " ".join(spoken(text).split()) == said


def channel(number: int) -> Any:
    return SimpleNamespace(id=number)


def thread(number: int, parent: int) -> Any:
    made = Mock(spec=discord.Thread)
    made.id, made.parent_id = number, parent
    return made


def message(where: Any, author: int) -> Any:
    return SimpleNamespace(channel=where, author=SimpleNamespace(id=author))


def test_a_channel_is_heard_with_its_threads() -> None:
    assert is_listened_to(channel(1), (1,))
    assert is_listened_to(thread(9, 1), (1,))
    assert is_listened_to(thread(9, 1), (9,))
    assert not is_listened_to(thread(9, 2), (1,))
    assert not is_listened_to(channel(2), (1,))


def test_a_thread_is_one_conversation_whoever_writes() -> None:
    assert (
        conversation_of(message(thread(9, 1), 5), NOW) == conversation_of(message(thread(9, 1), 6), NOW) == 9
    )


def test_a_channel_has_one_conversation_per_author_and_day() -> None:
    mine = conversation_of(message(channel(1), 5), NOW)
    assert conversation_of(message(channel(1), 5), NOW + timedelta(hours=11)) == mine
    assert conversation_of(message(channel(1), 5), NOW + timedelta(days=1)) != mine
    assert conversation_of(message(channel(1), 6), NOW) != mine
    assert conversation_of(message(channel(2), 5), NOW) != mine
    # It has to fit an INTEGER of the database, and tells nobody who it was.
    assert 0 < mine < 2**63
    assert mine != 5


def press(owner: int | None, by: int) -> Any:
    metadata = None if owner is None else SimpleNamespace(user=SimpleNamespace(id=owner))
    return SimpleNamespace(
        message=SimpleNamespace(interaction_metadata=metadata), user=SimpleNamespace(id=by)
    )


def test_a_private_answer_is_pressed_by_its_asker_alone() -> None:
    require_asker(press(1, 1))
    require_asker(press(None, 1))
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        require_asker(press(1, 2))
