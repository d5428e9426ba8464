"""The real bot as a process, on a local Discord, used by people: what every wire test stands on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import tomli_w

if TYPE_CHECKING:
    from bot.local_discord import LocalDiscord

# Long enough for a machine with much else to do: waiting costs nothing where what is awaited comes, and a test
# that waits this long fails with what it was waiting for.
PATIENCE = 60.0
# Discord's three seconds are of a machine with time for its bot.
FIRST_RESPONSE = 10.0
TYPING = 0.2

Json = dict[str, Any]


class BotProcess:
    """`python -m bot run` with a folder of its own, so that it can be stopped, killed and started again.

    `config` is laid over what points the bot at the local Discord. `project` is the checkout that runs, if it
    is another than this one. `lines` are its log lines, each a JSON object.
    """

    def __init__(
        self,
        discord: LocalDiscord,
        folder: Path,
        config: Mapping[str, Any] | None = None,
        *,
        project: Path | None = None,
    ) -> None:
        self.discord = discord
        self.folder = folder
        self.config = _merged(_basic(discord), config or {})
        self.project = project
        self.lines: list[Json] = []
        self._news = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def database(self) -> Path:
        """The bot's database file."""
        return self.folder / "community.sqlite3"

    async def start(self, patience: float = PATIENCE) -> BotProcess:
        """Start the process and wait until it is connected and has its commands, `patience` seconds at most."""
        path = self.folder / "config.toml"
        path.write_text(tomli_w.dumps(self.config), encoding="utf-8")
        seen = len(self.lines)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "utf8", "-m", "bot", "run", "--config", str(path)),
            env={**os.environ, "DISCORD_TOKEN": self.discord.token},
            cwd=self.project,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read())
        await self.logged("ready", after=seen, patience=patience)
        return self

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.lines.append({"level": "error", "message": line.decode(errors="replace").rstrip()})
            self._news.set()

    async def logged(self, message: str, *, after: int = 0, patience: float = PATIENCE) -> Json:
        """Wait for a log line with `message` (or starting with it), after line number `after`."""
        found: list[Json] = []

        def there() -> bool:
            found[:] = [line for line in self.lines[after:] if str(line["message"]).startswith(message)]
            return bool(found) or (self._process is not None and self._process.returncode is not None)

        await self._until(there, f"the log line {message!r}", after, patience)
        assert found, f"the bot ended before {message!r}:\n" + "\n".join(
            str(line["message"]) for line in self.lines[after:][:60]
        )
        return found[0]

    async def _until(self, there: Callable[[], bool], what: str, after: int, patience: float) -> None:
        async def wait() -> None:
            while not there():
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), 0.2)
                except TimeoutError:
                    continue

        try:
            await asyncio.wait_for(wait(), patience)
        except TimeoutError:
            raise AssertionError(f"never saw {what}; the log since: {self.lines[after:][-12:]}") from None

    async def stop(self) -> int:
        """Stop it as a service manager does; its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it at once, as a power cut does."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        if self._reader is not None:
            await self._reader
        return code

    def errors(self) -> list[Json]:
        """The log lines that tell of a failure on the bot's side."""
        return [line for line in self.lines if line.get("level") in ("error", "critical")]


class Community:
    """A local Discord with the bot in it."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess) -> None:
        self.discord = discord
        self.bot = bot
        # Nothing that is answered at once takes longer, whatever else the machine has to do.
        discord.first_response = FIRST_RESPONSE

    async def advance(self, seconds: float) -> None:
        """Move the local Discord's clock, which the bot follows."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.discord.base_url}/local/clock", json={"advance": seconds}) as answer,
        ):
            assert answer.status == 200

    def stored(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the bot's database holds."""
        with closing(sqlite3.connect(self.bot.database)) as connection:
            return [tuple(row) for row in connection.execute(sql, parameters)]

    async def quiet(self) -> None:
        """Wait until nothing is left to be said."""
        await self.eventually(
            lambda: not self.stored("SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending')"),
            "everything said",
        )

    def messages_of_the_bot(self, channel: str) -> list[Json]:
        """What the bot has said in a channel, oldest first."""
        world = self.discord.world
        found = world.messages[int(self.channel(channel))].values()
        return [
            {"id": str(message.id), "content": message.content or "", "components": message.components}
            for message in found
            if message.author_id == world.bot_user.id
        ]

    def person(self, username: str) -> Person:
        """A member by username (`bot/local_discord/community.py` lists them)."""
        return Person(self, self.discord.people.named(username))

    def channel(self, name: str) -> str:
        """The id of a channel by name."""
        return self.discord.people.channel(name)

    def another_bot_says(self, channel: str, content: str) -> Json:
        """Let a bot that is none of ours write a message."""
        joined = self.discord.people.living.join("another-bot", bot=True, pending=False)
        author = int(joined["user"]["id"])
        message = self.discord.world.create_message(int(self.channel(channel)), author, content)
        return {"id": str(message.id), "channel": str(message.channel_id)}

    def send_event_again(self, message: Json) -> None:
        """Let the gateway tell of a message that it told of before."""
        from bot.local_discord.world import shapes

        world = self.discord.world
        payload = shapes.message(world, world.messages[int(message["channel"])][int(message["id"])])
        world.emit("MESSAGE_CREATE", {**payload, "guild_id": str(self.discord.guild_id)})

    def requests(self, *, since: int = 0) -> list[Json]:
        """What the bot asked of Discord after request number `since`."""
        return self.discord.requests.since(since)

    def last_request(self) -> int:
        """The number of the newest request."""
        made = self.discord.requests.since(0)
        return int(made[-1]["n"]) if made else 0

    def messages(self, channel: str, reader: str | None = None) -> list[Json]:
        """The newest messages of a channel, oldest first; without a reader, what everybody could see."""
        found: Any = self.discord.people.view.messages(reader, channel)
        return list(found["messages"] if isinstance(found, dict) else found)

    async def eventually(
        self, find: Callable[[], Any] | Callable[[], Awaitable[Any]], what: str, patience: float = PATIENCE
    ) -> Any:
        """Wait until `find` returns something true, and return it."""

        async def wait() -> Any:
            while True:
                found = find()
                if isinstance(found, Awaitable):
                    found = await found
                if found:
                    return found
                await asyncio.sleep(0.02)

        try:
            return await asyncio.wait_for(wait(), patience)
        except TimeoutError:
            raise AssertionError(f"never happened: {what}; log: {self.bot.lines[-8:]}") from None


class Person:
    """One member, using Discord."""

    def __init__(self, community: Community, user_id: str, channel: str | None = None) -> None:
        self.community = community
        self.id = user_id
        self.channel = channel or community.channel("general")

    def at(self, channel: str) -> Person:
        """The same person in another channel, by name or id."""
        place = channel if channel.isdigit() else self.community.channel(channel)
        return Person(self.community, self.id, place)

    @property
    def _using(self) -> Any:
        return self.community.discord.people.using

    async def command(self, command: str, /, **options: Any) -> Json:
        """Use a slash command and return its outcome, once it is more than "thinking…"."""
        outcome = await self._using.command(self.id, self.channel, command, options)
        return await self._finished(outcome)

    async def complete(self, command: str, focused: str, /, **options: Any) -> list[Json]:
        """The choices offered while `focused` is being typed."""
        return list(await self._using.autocomplete(self.id, self.channel, command, options, focused))

    async def menu(self, name: str, message: str) -> Json:
        """Use a message's context menu."""
        return await self._finished(await self._using.context(self.id, self.channel, name, message=message))

    async def click(self, message: Json, label: str) -> Json:
        """Press the button with this label (or this custom id)."""
        custom_id = button(message, label)["custom_id"]
        outcome = await self._using.click(self.id, self.channel, message["id"], custom_id)
        return await self._finished(outcome)

    async def select(self, message: Json, menu: str, option: str) -> Json:
        """Choose the option with this label in the select with this placeholder."""
        found = select(message, menu)
        value = next((each["value"] for each in found["options"] if each["label"] == option), None)
        assert value is not None, f"{menu} has no option {option!r}: {[o['label'] for o in found['options']]}"
        outcome = await self._using.select(self.id, self.channel, message["id"], found["custom_id"], [value])
        return await self._finished(outcome)

    async def submit(self, outcome: Json, **values: Any) -> Json:
        """Send the form that an interaction opened."""
        # discord.py knows a form once Discord has confirmed that it is open, and nobody types faster than that.
        await asyncio.sleep(TYPING)
        return await self._finished(await self._using.modal(self.id, outcome["modal"]["interaction"], values))

    async def say(self, content: str, *, reply_to: str | None = None, title: str | None = None) -> Json:
        """Write a message; with `title`, a forum post. The message and, for a post, its `thread`."""
        living = self.community.discord.people.living
        message, thread = living.message(self.id, self.channel, content, reply_to=reply_to, title=title)
        return {"id": str(message.id), "channel": str(message.channel_id), "thread": thread and str(thread)}

    def sees(self) -> list[Json]:
        """The messages of the channel as this person sees them."""
        return self.community.messages(self.channel, self.id)

    async def told(self, outcome: Json) -> str:
        """What an interaction says in the end, follow-ups that come after other changes included."""

        async def found() -> str:
            return said(await self._using.outcome(self.id, outcome["interaction"]))

        return str(await self.community.eventually(found, "something said"))

    async def _finished(self, outcome: Json) -> Json:
        """The outcome with its follow-ups; a deferred one when it is done."""
        wait = PATIENCE if outcome["outcome"] in ("deferred", "deferred_update") else 0.0
        finished: Json = await self._using.outcome(self.id, outcome["interaction"], wait=wait)
        return finished


def components(message: Json) -> Iterator[Json]:
    """Every component of a message, from top to bottom."""

    def walk(found: list[Json]) -> Iterator[Json]:
        for component in found:
            yield component
            yield from walk(component.get("components", []))
            if accessory := component.get("accessory"):
                yield from walk([accessory])

    yield from walk(message.get("components", []))


def text(message: Json) -> str:
    """Everything that a message says, as its markdown."""
    parts = [
        message.get("content", ""),
        *(each["content"] for each in components(message) if each["type"] == 10),
    ]
    return "\n".join(part for part in parts if part)


def said(outcome: Json) -> str:
    """Everything that an interaction's answer and follow-ups say."""
    messages = [outcome["message"]] if outcome.get("message") else []
    return "\n".join(text(message) for message in [*messages, *outcome.get("followups", [])])


def labels(message: Json) -> list[str]:
    """The labels of a message's buttons."""
    return [each.get("label", "") for each in components(message) if each["type"] == 2]


def button(message: Json, label: str) -> Json:
    """The button with this label (or custom id)."""
    for each in components(message):
        if each["type"] == 2 and label in (each.get("label"), each.get("custom_id")):
            return each
    raise AssertionError(f"no button {label!r}; there are {labels(message)}")


def select(message: Json, placeholder: str) -> Json:
    """The string select with this placeholder."""
    found = [each for each in components(message) if each["type"] == 3]
    for each in found:
        if each.get("placeholder") == placeholder:
            return each
    raise AssertionError(
        f"no select {placeholder!r}; there are {[each.get('placeholder') for each in found]}"
    )


def links(message: Json) -> dict[str, str]:
    """The link buttons: label → address."""
    return {each["label"]: each["url"] for each in components(message) if each["type"] == 2 and "url" in each}


def is_private(message: Json) -> bool:
    """Whether only its reader sees the message."""
    return bool(message["flags"] & 64)


def _basic(discord: LocalDiscord) -> Json:
    return {
        "discord": {
            "guild_id": int(discord.guild_id),
            "api_url": discord.api_url,
            "gateway_url": discord.gateway_url,
            "cdn_url": discord.cdn_url,
            "clock_url": f"{discord.base_url}/local/clock",
        },
        "database": {"path": "community.sqlite3"},
        # A test presses faster than people do.
        "interactions": {"per_minute": 100_000},
        "log": {"format": "json"},
    }


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Json:
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = (
            _merged(known, value) if isinstance(known, dict) and isinstance(value, Mapping) else value
        )
    return merged
