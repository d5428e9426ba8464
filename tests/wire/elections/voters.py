"""People who vote: the real bot with an open election, and what they press."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest_asyncio

from bot.clock import ManualClock, from_text
from bot.database import Database
from bot.health import HealthBoard
from bot.local_discord import LocalDiscord
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.elections.box import BallotBox, KeyFolder
from cogs.elections.conduct.desk import Desk
from cogs.elections.conduct.facts import Actor, Draft, QuestionDraft
from cogs.elections.conduct.service import Conduct
from cogs.elections.face import cards
from cogs.elections.model import Form
from cogs.elections.settings import ElectionsSettings
from tests.wire.harness import BotProcess, Community, Json, Person, labels, said, text

TITLE = "Spring *vote*"
CHANNEL = "announcements"
MODERATORS = "bot-log"
OFFICER = "amara.okafor"
DAY = 86_400.0
VOTERS = ("priya_nair", "leila.haddad", "kofi.asante", "nguyen_thao", "hana_kovac", "tomasz.zielony")


@dataclass(frozen=True)
class Office:
    """An office on the paper and who stands for it, in the order in which they were nominated."""

    title: str
    names: Sequence[str]
    seats: int = 1
    statement: str = ""

    @property
    def draft(self) -> QuestionDraft:
        return QuestionDraft(Form.OFFICE, self.title, seats=self.seats)


@dataclass(frozen=True)
class Motion:
    """A motion on the paper."""

    title: str
    text: str = "It is moved."

    @property
    def draft(self) -> QuestionDraft:
        return QuestionDraft(Form.MOTION, self.title, self.text)


async def _no_picture(questions: Sequence[object]) -> list[None]:
    return [None for _ in questions]


class _NoRoles:
    async def give(self, user_id: int, role_id: int) -> str | None:
        raise NotImplementedError

    async def take(self, user_id: int, role_id: int) -> str | None:
        raise NotImplementedError


class Vote(Community):
    """A community with one election."""

    election_id = 1

    @asynccontextmanager
    async def conduct(self, now: datetime | None = None) -> AsyncIterator[tuple[Conduct, ManualClock]]:
        """The bot's own conduct of elections on its database, with a clock to be moved; while the bot is down."""
        clock = ManualClock(now or self.now())
        migrate(self.bot.database)
        database = await Database.open(self.bot.database)
        try:
            desk = Desk(
                database=database,
                box=BallotBox(database, KeyFolder.beside(self.bot.database), clock),
                clock=clock,
                outbox=Outbox(database, clock),
                health=HealthBoard(clock),
                settings=ElectionsSettings(),
                cards=cards,
                draw=_no_picture,
                roles=_NoRoles(),
            )
            yield Conduct(desk), clock
        finally:
            await database.close()

    async def lay_out(
        self,
        asked: Sequence[Office | Motion],
        voters: Sequence[str],
        regulations: Mapping[str, str],
        given: Mapping[str, str],
    ) -> None:
        """Bring an election to the opening of its vote; `given` says to whom (value) somebody gave theirs."""
        async with self.conduct(self.now() - timedelta(minutes=2)) as (conduct, clock):
            await conduct.import_roll(self.officer, self._roll(voters))
            await self._nominate(conduct, clock.now(), asked, regulations)
            clock.advance(timedelta(minutes=1))
            await conduct.freeze(self.officer, self.election_id)
            clock.advance(timedelta(minutes=1))
            await conduct.open(self.officer, self.election_id)
            for principal, holder in given.items():
                giver = Actor(int(self.person(principal).id), principal, frozenset({"member"}))
                await conduct.give_proxy(giver, self.election_id, int(self.person(holder).id))

    async def _nominate(
        self,
        conduct: Conduct,
        now: datetime,
        asked: Sequence[Office | Motion],
        regulations: Mapping[str, str],
    ) -> None:
        offices = any(isinstance(each, Office) for each in asked)
        draft = Draft(
            TITLE,
            "officers",
            self.officer.user_id,
            int(self.channel(CHANNEL)),
            opens_at=now + timedelta(minutes=2),
            closes_at=now + timedelta(days=14),
            nominations_at=now if offices else None,
            nominations_until=now + timedelta(minutes=1) if offices else None,
            questions=tuple(each.draft for each in asked),
        )
        election = await conduct.create(self.officer, draft)
        assert election.id == self.election_id
        for key, value in {"candidates": "anyone", **regulations}.items():
            await conduct.set_regulation(self.officer, election.id, key, value)
        if not offices:
            return
        await conduct.begin_nominations(self.officer, election.id)
        sheet = await conduct.describe(election.id)
        people: dict[str, int] = {}
        for question, each in zip(sheet.questions, asked, strict=True):
            for name in each.names if isinstance(each, Office) else ():
                # Whoever has the same name for several offices is the same person.
                person = Actor(people.setdefault(name, 10_000 + len(people)), name, frozenset({"member"}))
                said = each.statement if isinstance(each, Office) else ""
                await conduct.nominate(person, question.question.id, person.user_id, name, said)

    @property
    def officer(self) -> Actor:
        """The returns officer."""
        return Actor(int(self.person(OFFICER).id), "Amara", frozenset({"secretary", "member"}))

    def now(self) -> datetime:
        """What the local Discord's clock says."""
        return datetime.fromisoformat(self.discord.world.now_iso())

    def _roll(self, voters: Sequence[str]) -> str:
        return json.dumps(
            [{"member_id": f"m-{name}", "name": name, "discord_id": self.person(name).id} for name in voters]
        )

    def announcement(self) -> Json:
        """The newest message under which people vote."""
        found = [each for each in self.messages_of_the_bot(CHANNEL) if "Vote" in labels(each)]
        return {**found[-1], "flags": 0}

    def result(self) -> str:
        """What the announced result says; nothing as long as there is none."""
        found = [text(each) for each in self.messages_of_the_bot(CHANNEL)]
        return next((said for said in found if "Do not trust" in said), "")

    def voter(self, username: str) -> Voter:
        """Somebody, at the announcement."""
        return Voter(self, self.person(username).id)

    def seconds_left(self) -> float:
        """How long voting is open still, by the local Discord's clock."""
        ((closes_at,),) = self.stored("SELECT closes_at FROM election")
        return (from_text(closes_at) - self.now()).total_seconds()

    def voted(self) -> int:
        return int(self.stored("SELECT count(*) FROM election_voted")[0][0])


class Voter(Person):
    """Somebody who votes; `paper` is what they see of it now."""

    def __init__(self, community: Vote, user_id: str) -> None:
        super().__init__(community, user_id, community.channel(CHANNEL))
        self.vote = community
        self.paper: Json = {}

    async def press(self, label: str) -> str:
        """Press a button on the paper, and return what it says then."""
        outcome = await self.click(self.paper, label)
        self.paper = outcome.get("message") or self.paper
        return said(outcome)

    async def begin(self) -> str:
        """Press Vote under the announcement; what is answered."""
        outcome = await self.click(self.vote.announcement(), "Vote")
        self.paper = outcome["message"]
        return said(outcome)

    async def open(self, label: str) -> Json:
        """Press a button that opens a form; its outcome with the form."""
        outcome = await self.click(self.paper, label)
        assert outcome["outcome"] == "modal", said(outcome)
        return outcome

    async def send(self, outcome: Json, values: Mapping[str, Any]) -> str:
        """Send a form; what the paper says then."""
        sent = await self.submit(outcome, **values)
        self.paper = sent.get("message") or self.paper
        return said(sent)

    async def fill(self, label: str, values: Mapping[str, Any]) -> str:
        """Open a form and send it filled in by the labels of its fields and options."""
        outcome = await self.open(label)
        return await self.send(outcome, by_label(outcome["modal"], values))

    async def confirm(self) -> str:
        """Confirm; the receipt."""
        return receipt(await self.press("Confirm"))

    async def mine(self) -> str:
        """What "My vote" says."""
        return said(await self.click(self.vote.announcement(), "My vote"))


def receipt(answer: str) -> str:
    """The receipt in an answer."""
    assert "is in" in answer, answer
    return answer.split("```")[1].strip()


def inputs(modal: Json) -> list[Json]:
    """The fields of a form: label, description and control."""
    return [
        {"label": each["label"], "description": each.get("description"), **each["component"]}
        for each in modal["components"]
    ]


def by_label(modal: Json, values: Mapping[str, Any]) -> Json:
    """What is sent for fields and options by what stands on them; a list for several."""
    found = {}
    for label, chosen in values.items():
        (field,) = [each for each in inputs(modal) if each["label"] == label]
        options = {option["label"]: option["value"] for option in field["options"]}
        if isinstance(chosen, list):
            found[field["custom_id"]] = [options[each] for each in chosen]
        else:
            found[field["custom_id"]] = options[chosen] if field["type"] == 21 else [options[chosen]]
    return found


@asynccontextmanager
async def vote_of(
    folder: Path,
    *asked: Office | Motion,
    voters: Sequence[str] = VOTERS,
    given: Mapping[str, str] = MappingProxyType({}),
    crowd: int = 0,
    **regulations: str,
) -> AsyncIterator[Vote]:
    """A local Discord and a bot with an election that is open; the log tells of no failure in the end.

    `crowd` adds so many members, called voter1, voter2 and so on.
    """
    discord = LocalDiscord()
    discord.people.populate(crowd, prefix="voter")
    await discord.start()
    bot = BotProcess(discord, folder, {"cogs": {"enabled": ["admin", "elections"]}})
    community = Vote(discord, bot)
    bot.config["discord"]["moderator_channel"] = int(community.channel(MODERATORS))
    try:
        await community.lay_out(asked, voters, regulations, given)
        await bot.start()
        await community.eventually(
            lambda: [each for each in community.messages_of_the_bot(CHANNEL) if "Vote" in labels(each)],
            "the announcement",
        )
        yield community
        assert bot.errors() == []
    finally:
        await bot.kill()
        await discord.stop()


BeginVote = Callable[..., Awaitable[Vote]]


@pytest_asyncio.fixture
async def begin_vote(tmp_path: Path) -> AsyncIterator[BeginVote]:
    """Makes a community whose vote is open, as `vote_of`; ends it after the test."""
    async with AsyncExitStack() as stack:

        async def begin(*asked: Office | Motion, **more: Any) -> Vote:
            return await stack.enter_async_context(vote_of(tmp_path, *asked, **more))

        yield begin
