"""People who conduct elections: the real bot, its roll, and what officers, candidates and voters do."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire import openapi
from tests.wire.elections.voters import CHANNEL, Voter
from tests.wire.harness import BotProcess, Community, Json, components, labels, said, text

OFFICERS = "bot-log"
# In the example community the committee's members moderate, too; here committee and moderators are apart.
COMMITTEE_ROLE = "Fellow"
SECRETARY, MODERATOR, COMMITTEE, MEMBER = "hana_kovac", "sofia_reyes", "priya_nair", "kofi.asante"
CANDIDATE, OTHER = "leila.haddad", "tomasz.zielony"
PEOPLE = (
    "amara.okafor", "lukas.brandt", "mei.tanaka", "sofia_reyes", "jonas.lindqvist", "priya_nair",
    "tomasz.zielony", "leila.haddad", "kofi.asante", "nguyen_thao", "hana_kovac", "diego_m",
)  # fmt: skip
DAY = 86_400.0


class Electorate(Community):
    """A community that elects."""

    def announcement(self) -> Json:
        """The newest message under which people vote."""
        return self.said_with("Vote")

    def said_with(self, label: str) -> Json:
        """The newest public message with this button."""
        found = self._with(label)
        assert found, self.public()
        return {**found[-1], "flags": 0}

    async def offers(self, label: str) -> None:
        """Wait until a public message has this button."""
        await self.eventually(lambda: self._with(label), f"the button {label!r}")

    def _with(self, label: str) -> list[Json]:
        return [each for each in self.messages_of_the_bot(CHANNEL) if label in labels(each)]

    def public(self, channel: str = CHANNEL) -> str:
        """Everything the bot has said in a channel."""
        return "\n---\n".join(text(each) for each in self.messages_of_the_bot(channel))

    async def announced(self, words: str, channel: str = CHANNEL) -> str:
        """Wait until the bot has said this in public; everything it said."""
        await self.eventually(lambda: words in self.public(channel), f"{words!r} in #{channel}")
        return self.public(channel)

    def voter(self, username: str) -> Voter:
        """Somebody, at the announcement."""
        return Voter(self, self.person(username).id)  # type: ignore[arg-type]

    def in_days(self, days: float) -> str:
        """A moment so many days ahead, as it is typed, by the community's clock."""
        now = datetime.fromisoformat(self.discord.world.now_iso())
        return f"{now + timedelta(days=days):%Y-%m-%d %H:%M}"

    def stage(self, election_id: int = 1) -> str:
        """How far an election got."""
        return str(self.stored("SELECT stage FROM election WHERE id = ?", election_id)[0][0])

    async def reaches(self, stage: str, election_id: int = 1) -> None:
        """Wait until an election is at a stage."""
        await self.eventually(lambda: self.stage(election_id) == stage, f"stage {stage!r}")

    async def restart(self) -> None:
        """Stop the bot as a service manager does, and start it again."""
        assert await self.bot.stop() == 0
        await self.bot.start()

    def roll(self, *usernames: str, more: Iterable[str] = ()) -> Json:
        """The Secretary's list of some people as a file."""
        rows = [f"m-{each},{each},{self.person(each).id},good" for each in usernames]
        return file("\n".join(["member_id,name,discord_id,standing", *rows, *more]))

    async def take_roll(self, *usernames: str) -> None:
        """Let the Secretary import a roll of these people."""
        hana = self.person(SECRETARY)
        shown = await hana.command("election roll import", file=self.roll(*usernames))
        if "nothing changes" in said(shown):
            return
        assert "The roll has" in said(await hana.click(shown["message"], "Take it over"))

    async def step(self, who: str, command: str, button: str, **options: Any) -> str:
        """Let somebody take a step by its command and the button of its question; what is said then."""
        person = self.person(who)
        asked = await person.command(f"election {command}", **options)
        assert button in labels(asked.get("message", {})), said(asked)
        return said(await person.click(asked["message"], button))

    async def form(self, who: str, command: str, options: Json | None = None, **values: Any) -> str:
        """Let somebody use a command that opens a form, and send it; what is said then."""
        person = self.person(who)
        opened = await person.command(f"election {command}", **(options or {}))
        assert opened["outcome"] == "modal", said(opened)
        return said(await person.submit(opened, **values))

    def question_id(self, title: str) -> str:
        """The id of a question, as forms have it."""
        return str(self.stored("SELECT id FROM election_question WHERE title = ?", title)[0][0])


def file(content: str | bytes, name: str = "roll.csv") -> Json:
    """A file as a person attaches it."""
    data = content.encode() if isinstance(content, str) else content
    return {"filename": name, "content_base64": base64.b64encode(data).decode()}


def placeholders(message: Json) -> list[str]:
    """The menus of a message."""
    return [each.get("placeholder", "") for each in components(message) if each["type"] == 3]


Begin = Callable[..., Awaitable[Electorate]]


def settings(community: Community, **more: Any) -> Json:
    """`[cogs.elections]` for the example community; `office_roles` are given by name."""
    roles = community.discord.people.role
    if "office_roles" in more:
        more["office_roles"] = {office: int(roles(name)) for office, name in more["office_roles"].items()}
    return {
        "channel": int(community.channel(CHANNEL)),
        "officers_channel": int(community.channel(OFFICERS)),
        "returns_officers": [int(community.person(SECRETARY).id)],
        "committee_role": int(roles(COMMITTEE_ROLE)),
        **more,
    }


async def make(folder: Path, *, start: bool = True, **more: Any) -> Electorate:
    """A community whose bot holds elections; `more` are settings of the job."""
    discord = LocalDiscord()
    await discord.start()
    bot = BotProcess(discord, folder, {})
    community = Electorate(discord, bot)
    bot.config |= {"cogs": {"enabled": ["admin", "elections"], "elections": settings(community, **more)}}
    bot.config["discord"]["moderator_channel"] = int(community.channel(OFFICERS))
    if start:
        await bot.start()
    return community


def sound(community: Electorate) -> None:
    """Nothing failed on the bot's side, and every request was as Discord documents it."""
    failures = [error.get("exception", error) for error in community.bot.errors()]
    assert not failures, failures
    if openapi.available():
        made = [each for each in community.requests() if each["status"] and each["status"] < 300]
        wrong = {
            f"{each['method']} {each['path']}: {problem}"
            for each in made
            for problem in openapi.validate_request(each["method"], each["path"], each["body"])
        }
        assert not wrong, wrong


@pytest_asyncio.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Starts communities of the test's own; nothing may fail on the bot's side."""
    made: list[Electorate] = []

    async def start(**more: Any) -> Electorate:
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        made.append(await make(folder, **more))
        return made[-1]

    yield start
    for community in made:
        await community.bot.kill()
        await community.discord.stop()
    for community in made:
        sound(community)
