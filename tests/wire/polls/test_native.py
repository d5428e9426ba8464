"""Discord's own polls through the real bot: asked, voted on, ended by whom it may be, and lost in every way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = 3600
EXPIRE = "/channels/*/polls/*/expire"
POSTS = "/channels/*/messages"
POLLS = 1 << 49


@pytest.fixture(scope="module")
def bot_config() -> Mapping[str, Any]:
    return {"cogs": {"enabled": ["admin", "polls"], "polls": {"open_per_member": 2, "daily_per_member": 50}}}


@pytest_asyncio.fixture(loop_scope="module")
async def polls(start_community: StartCommunity) -> Asking:
    return Asking(await start_community())


class Asking:
    """What people do with Discord's own polls."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.kofi, self.leila = community.person("kofi.asante"), community.person("leila.haddad")
        self.sofia = community.person("sofia_reyes")

    async def ask(self, person: Person, **values: str) -> str:
        """Ask a poll, and return what its author is told."""
        form = await person.command("poll ask")
        assert form["outcome"] == "modal", said(form)
        filled = {"question": "Which day?", "answers": "Mon\nTue", "most": "one", "ends": "1 day", **values}
        return await person.told(await person.submit(form, **filled))

    async def posted(self, person: Person, **values: str) -> int:
        """Ask a poll, and return its message's id once it stands."""
        told = await self.ask(person, **values)
        assert "is posted here" in told, told
        number = told.split("Your poll ")[1].split()[0]

        def found() -> Any:
            sent = "SELECT message_id FROM outbox WHERE key = ? AND state = 'sent'"
            return self.community.stored(sent, f"polls.{number}.card")

        return int((await self.community.eventually(found, "the poll's message"))[0][0])

    async def end(self, person: Person, number: int) -> str:
        return await person.told(await person.command("poll end", poll=number))

    async def list(self, person: Person) -> str:
        return await person.told(await person.command("poll list"))

    def vote(self, person: Person, message: int, *answers: int) -> None:
        living = self.community.discord.people.living
        living.vote(person.id, person.channel, str(message), list(answers))

    def message(self, message: int) -> Any:
        return self.community.discord.world.messages[int(self.kofi.channel)][message]

    def results(self) -> list[Json]:
        """What Discord itself says of polls that ended."""
        return [each for each in self.community.messages(self.kofi.channel) if each["type"] == 46]

    def natives(self) -> int:
        found = self.community.discord.world.messages[int(self.kofi.channel)].values()
        return sum(message.poll is not None for message in found)

    def over(self) -> dict[int, tuple[bool, int | None]]:
        """Of each poll whether it is over, and who ended it."""
        rows = self.community.stored("SELECT id, ended_at IS NOT NULL, ended_by FROM poll ORDER BY id")
        return {number: (bool(ended), by) for number, ended, by in rows}

    def forbid(self, person: int, permissions: int) -> None:
        world = self.community.discord.world
        place = world.channels[int(self.kofi.channel)]
        others = [each for each in place.overwrites if each.target_id != person]
        denied = Overwrite(person, OverwriteType.MEMBER, deny=permissions)
        world.edit_channel(place.id, {}, overwrites=[*others, denied])


async def test_asked_voted_restarted_and_ended(polls: Asking) -> None:
    community, kofi, leila = polls.community, polls.kofi, polls.leila
    told = await polls.ask(kofi, answers="\n".join("abcdefghijk"))
    assert "11 answers" in told
    assert "/poll secret" in told
    assert "You wrote" in told
    assert "32 days at most" in await polls.ask(kofi, ends="33 days")
    assert polls.natives() == 0

    first = await polls.posted(kofi, answers="Mon\nTue @everyone\nWed", most="several")
    shown = polls.message(first)
    assert shown.content == f"-# asked by <@{kofi.id}> · poll 1 · 👀 everybody can see who votes for what"
    (asked,) = [each["body"] for each in community.requests() if "poll" in (each["body"] or {})]
    assert asked["allowed_mentions"] == {"parse": [], "roles": [], "users": [], "replied_user": False}
    assert shown.poll.allow_multiselect
    polls.vote(kofi, first, 1, 2)
    polls.vote(leila, first, 2)
    second = await polls.posted(kofi, question="And **where**?", ends="3 hours")
    assert "You have 2 open polls" in await polls.ask(kofi)

    # Whose votes they are is Discord's to know; of them the bot keeps nothing.
    assert community.stored("SELECT * FROM poll_vote") == []
    await community.bot.kill()
    await community.bot.start()
    listed = await polls.list(leila)
    assert f"/{first}" in listed
    assert f"/{second}" in listed
    assert "Only who asked" in await polls.end(leila, 1)
    assert polls.results() == []
    assert "Discord posts its result" in await polls.end(polls.sofia, 1)
    (result,) = polls.results()
    assert {field["name"]: field["value"] for field in result["embeds"][0]["fields"]}["total_votes"] == "3"
    assert "is over" in await polls.end(polls.sofia, 1)
    await community.advance(3 * HOUR)
    await community.eventually(lambda: polls.over()[2][0], "the end by the clock")
    assert polls.over() == {1: (True, int(polls.sofia.id)), 2: (True, None)}
    assert len(polls.results()) == 2
    assert "No poll is open" in await polls.list(kofi)
    assert await polls.posted(kofi)
    assert community.bot.errors() == []


async def test_where_one_may_not_ask(polls: Asking) -> None:
    bot = polls.community.discord.world.bot_user.id
    polls.forbid(int(polls.kofi.id), POLLS)
    assert "You may not ask here: you lack" in said(await polls.kofi.command("poll ask"))
    polls.forbid(int(polls.kofi.id), 0)
    form = await polls.kofi.command("poll ask")
    # Between the form and its being sent.
    polls.forbid(bot, POLLS)
    filled = {"question": "?", "answers": "a\nb", "most": "one", "ends": "1 day"}
    assert "The bot cannot post here" in await polls.kofi.told(await polls.kofi.submit(form, **filled))
    assert polls.community.stored("SELECT * FROM poll") == []


async def test_ending_when_discord_does_not(polls: Asking) -> None:
    community = polls.community
    for _ in range(2):
        await polls.posted(polls.kofi)
    faults = community.discord.faults
    faults.order([{"method": "POST", "path": EXPIRE, "count": 1, "status": 403, "body": _error(50001)}])
    assert "does not let the bot" in await polls.end(polls.kofi, 1)
    assert polls.over() == {1: (False, None), 2: (False, None)}
    faults.order([{"method": "POST", "path": EXPIRE, "count": 1, "rate_limit": {"retry_after": 0.2}}])
    assert "Discord posts its result" in await polls.end(polls.kofi, 1)
    # The answer is lost: the poll has ended, the bot does not know, and asks again.
    faults.order([{"method": "POST", "path": EXPIRE, "count": 1, "status": 502, "after": True}])
    assert "had ended already" in await polls.end(polls.kofi, 2)
    # Whose press it was that Discord took, nobody can tell.
    assert polls.over() == {1: (True, int(polls.kofi.id)), 2: (True, None)}
    assert len(polls.results()) == 2
    assert community.bot.errors() == []


def _error(code: int) -> Json:
    return {"code": code, "message": "Missing Access"}


async def test_what_is_gone_or_ended_unseen_counts_no_more(polls: Asking) -> None:
    """Deleted, or ended and not noted, while the bot is away; and a poll that was never posted."""
    community, world = polls.community, polls.community.discord.world
    deleted, ended = await polls.posted(polls.kofi), await polls.posted(polls.kofi)
    await community.bot.kill()
    world.delete_message(int(polls.kofi.channel), deleted)
    world.expire_poll(int(polls.kofi.channel), ended)
    await community.bot.start()
    await community.eventually(lambda: all(over for over, _ in polls.over().values()), "both over")

    third = await polls.posted(polls.kofi)
    world.delete_message(int(polls.kofi.channel), third)
    told = await polls.end(polls.kofi, 3)
    assert "is gone" in told or "This poll is over" in told
    # None of them was ended by who pressed.
    assert polls.over() == {1: (True, None), 2: (True, None), 3: (True, None)}

    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": None, "status": 500}])
    assert "is posted here" in await polls.ask(polls.kofi)
    state = "SELECT state FROM outbox WHERE key = 'polls.4.card'"
    await community.eventually(lambda: community.stored(state) == [("sending",)], "the attempt")
    community.discord.faults.clear()
    await community.quiet()
    assert polls.natives() == 2
    assert community.bot.errors() == []


async def test_one_posted_late_ends_when_discord_ends_it(polls: Asking) -> None:
    community = polls.community
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": None, "status": 500}])
    await polls.ask(polls.kofi, ends="2 hours")
    state = "SELECT tries > 0 FROM outbox WHERE key = 'polls.1.card'"
    await community.eventually(lambda: community.stored(state) == [(1,)], "an attempt")
    await community.advance(HOUR)
    community.discord.faults.clear()

    async def stands() -> bool:
        await community.advance(30)
        return polls.natives() == 1

    await community.eventually(stands, "the message")
    await community.quiet()
    await community.advance(HOUR + 60)
    assert polls.results() == []

    async def listed() -> bool:
        return "Which day?" in await polls.list(polls.kofi)

    await community.eventually(listed, "its end by Discord's clock")
    assert polls.over() == {1: (False, None)}
    await community.advance(HOUR)
    await community.eventually(lambda: polls.over()[1][0], "its end")
    assert len(polls.results()) == 1
