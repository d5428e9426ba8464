"""`community-bot demo` and `local-discord` as a newcomer runs them: one command, no token."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

pytest.importorskip("simcord", reason="the local Discord's extra is not installed")

PATIENCE = 60.0


class Program:
    """A running `community-bot`, what it has printed so far, and its page."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""

    async def printed(self, pattern: str) -> re.Match[str]:
        """Wait until the output matches."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while (match := re.search(pattern, self.output)) is None:
                line = await self.process.stdout.readline()
                assert line, f"it ended before {pattern!r}: {self.output}"
                self.output += line.decode()
        return match

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(how)
        # Read to the end: a full pipe would keep it from ending.
        self.output += (await asyncio.wait_for(self.process.communicate(), PATIENCE))[0].decode()
        return self.process.returncode or 0


@asynccontextmanager
async def program(*arguments: str) -> AsyncIterator[Program]:
    environ = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "bot", *arguments),
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            # Killed, it would leave its bot behind, and the test would wait for that one for ever.
            process.terminate()
            await process.communicate()


def databases(folder: Path) -> list[Path]:
    """Return the bot's databases in a folder given with `--data`."""
    return list(folder.glob("demo-*.sqlite3"))


async def ask(base: str, question: str) -> dict[str, Any]:
    """Ask as any member over the people's side, as the page does."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/local/state") as answer:
            state = await answer.json()
        person = next(m["user"]["id"] for m in state["members"] if not m["user"].get("bot"))
        channel = next(c["id"] for c in state["channels"] if c["name"] == "general")
        body = {"as": person, "channel": channel, "name": "guide ask", "options": {"question": question}}
        async with session.post(f"{base}/local/command", json=body) as answer:
            outcome: dict[str, Any] = await answer.json()
            return outcome


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_one_command_gives_a_community_with_the_bot_that_answers(
    tmp_path: Path, how: signal.Signals
) -> None:
    (tmp_path / "config.toml").write_text("mine = 1")
    async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path)) as demo:
        base = (await demo.printed(r"http://127\.0\.0\.1:\d+"))[0]
        await demo.printed("bot.client: ready")
        await demo.printed(f"follows the clock {base}/local/clock")

        outcome = await ask(base, "is there a JAX library for spiking networks?")

        assert outcome["outcome"] == "message"
        assert "jax" in str(outcome["message"]).casefold()
        assert outcome["message"]["flags"] & 64, "only the asker sees it"
        assert await demo.end(how) == 0
        assert "Traceback" not in demo.output
        assert len(databases(tmp_path)) == 1
        assert (tmp_path / "config.toml").read_text() == "mine = 1"


async def test_the_next_demo_in_a_folder_takes_nobody_for_a_newcomer(tmp_path: Path) -> None:
    for _ in range(2):
        async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path)) as demo:
            await demo.printed("everybody who is here already counts as known")
            assert await demo.end(signal.SIGTERM) == 0


async def test_what_is_published_on_the_demos_website_is_announced(tmp_path: Path) -> None:
    async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path)) as demo:
        base = (await demo.printed(r"community is at +(\S+)"))[1]
        site = (await demo.printed(r"website is at +(\S+)"))[1]
        await demo.printed("bot.client: ready")
        async with aiohttp.ClientSession() as session:
            assert "Hello, world" in await _text(session, site)
            # What is there at first sight is not news.
            await _until(lambda: _polls(tmp_path), lambda polls: polls >= 1)
            post = {"title": "Spikes & <b>lies</b>", "text": "A post from the demo's website."}
            async with session.post(f"{site}/posts", data=post) as answer:
                assert "Spikes &amp; &lt;b&gt;lies" in await answer.text()
            await _advance(session, base, 17 * 60)
            said = await _until(
                lambda: _said(session, base, "announcements"), lambda said: "from the demo's website" in said
            )
            assert "Hello, world" not in said
            assert said.count("A post from the demo's website.") == 1
            start = datetime.now(UTC) + timedelta(days=3)
            event = {"title": "A town hall", "start": f"{start:%Y-%m-%dT%H:%M}"}
            event["end"] = f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}"
            async with session.post(f"{site}/events", data=event) as answer:
                assert "A town hall" in await answer.text()
            async with session.post(f"{site}/events", data={**event, "end": event["start"]}) as answer:
                assert answer.status == 400
                assert "ends before it starts" in await answer.text()
            # A page that contradicts itself: moderators are asked, in the channel that only they see.
            doubtful = tmp_path / "site/content/workshops/a-doubt/index.md"
            doubtful.parent.mkdir()
            doubtful.write_text(
                f"---\ntitle: A doubt\ndate: {start:%Y-%m-%d}\nstart_time: 18:00\ntype: workshops\n---\n"
            )
            await _advance(session, base, 40 * 60)
            await _until(lambda: _said(session, base, "announcements"), lambda said: "A town hall" in said)
            await _until(lambda: _said(session, base, "bot-log", "Moderator"), lambda said: "A doubt" in said)
            assert "A doubt" not in await _said(session, base, "announcements")
            # The site shows it as far as it goes, and the link of an event leads to its page.
            assert "A doubt" in await _text(session, site)
            page = f"{site}/workshops/a-town-hall/"
            assert page in await _said(session, base, "announcements")
            assert "A town hall" in await _text(session, page)
        assert await demo.end(signal.SIGTERM) == 0
        assert "Traceback" not in demo.output


async def test_an_election_can_be_tried_with_the_roll_that_comes_along(tmp_path: Path) -> None:
    async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path)) as demo:
        base = (await demo.printed(r"community is at +(\S+)"))[1]
        name = (await demo.printed(r"members' roll: +(\S+)"))[1]
        await demo.printed("bot.client: ready")
        content = base64.b64encode(await asyncio.to_thread(Path(name).read_bytes)).decode()
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{base}/local/state") as answer:
                state = await answer.json()
            body = {
                "as": next(
                    m["user"]["id"] for m in state["members"] if m["user"]["username"] == "mei.tanaka"
                ),
                "channel": next(c["id"] for c in state["channels"] if c["name"] == "general"),
                "name": "election roll import",
                "options": {"file": {"filename": "roll.csv", "content_base64": content}},
            }
            async with session.post(f"{base}/local/command", json=body) as answer:
                outcome = await answer.json()
            found = await _until(
                lambda: _outcome(session, base, body["as"], outcome["interaction"]),
                lambda found: "Take this list over?" in found,
            )
            assert "12 members instead of 0" in found
            assert "on probation" in found
        assert await demo.end(signal.SIGTERM) == 0
        assert "Traceback" not in demo.output


async def _outcome(session: aiohttp.ClientSession, base: str, person: str, interaction: str) -> str:
    """Everything that the answer to a command shows by now."""
    async with session.get(f"{base}/local/interaction?as={person}&id={interaction}") as answer:
        return json.dumps(await answer.json())


async def _text(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as answer:
        return await answer.text()


async def _advance(session: aiohttp.ClientSession, base: str, seconds: int) -> None:
    async with session.post(f"{base}/local/clock", json={"advance": seconds}) as answer:
        assert answer.status == 200


async def _polls(folder: Path) -> int:
    (file,) = databases(folder)
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM announcement_source WHERE baseline_at IS NOT NULL"
        ).fetchone()
        return int(count)


async def _said(session: aiohttp.ClientSession, base: str, name: str, role: str = "Student") -> str:
    """Everything that stands in a channel, as the page of somebody with a role shows it."""
    async with session.get(f"{base}/local/state") as answer:
        state = await answer.json()
    wanted = next(each["id"] for each in state["roles"] if each["name"] == role)
    person = next(m["user"]["id"] for m in state["members"] if wanted in m["roles"])
    channel = next(c["id"] for c in state["channels"] if c["name"] == name)
    async with session.get(f"{base}/local/messages?as={person}&channel={channel}") as answer:
        return json.dumps(await answer.json())


async def _until(look: Callable[[], Awaitable[Any]], fits: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not fits(found := await look()):  # noqa: ASYNC110 - another process tells nobody when it is done
            await asyncio.sleep(0.1)
        return found


async def test_who_comes_as_soon_as_it_is_open_is_answered_also_by_a_second_demo(tmp_path: Path) -> None:
    for _ in range(2):
        async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path)) as demo:
            base = (await demo.printed(r"community is at +(\S+)"))[1]
            assert (await ask(base, "Loihi 2"))["outcome"] == "message"
            assert await demo.end(signal.SIGTERM) == 0


async def test_the_local_discord_alone_prints_what_a_bot_needs() -> None:
    async with program("local-discord", "--port", "0") as local:
        await local.printed(r"token +=")
        assert re.search(r"http://127\.0\.0\.1:\d+/$", local.output, re.MULTILINE)
        for name in ("api_url", "gateway_url", "cdn_url", "clock_url", "guild_id", "token"):
            assert re.search(rf"^  {name} += \S+$", local.output, re.MULTILINE)
        assert await local.end(signal.SIGTERM) == 0


async def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    async with program("local-discord", "--port", "0") as first:
        port = (await first.printed(r"http://127\.0\.0\.1:(\d+)"))[1]
        async with program("demo", "--port", port, "--no-open") as second:
            await second.printed(rf"port {port} cannot be used.*--port")
            assert await asyncio.wait_for(second.process.wait(), PATIENCE) == 1


async def test_a_data_folder_that_cannot_be_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with program("demo", "--port", "0", "--no-open", "--data", str(tmp_path / "file" / "data")) as demo:
        await demo.printed(r"file/data cannot be used: Not a directory\. Choose another with --data")
        assert await asyncio.wait_for(demo.process.wait(), PATIENCE) == 1
        assert "Traceback" not in demo.output
