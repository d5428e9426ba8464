"""The people's side: joining, writing, seeing, being told; and what it refuses."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import local_discord

from .harness import PATIENCE, BotProcess, Local, Person


async def test_state_of_a_member(local: Local) -> None:
    state = await local.person("kofi.asante").state()
    names = [channel.get("name") for channel in state["channels"]]
    assert names[:6] == ["Start here", "welcome", "rules", "introductions", "announcements", "Talk"]
    assert "leadership" not in names
    can = {channel.get("name"): channel["can"] for channel in state["channels"]}
    assert can["general"] == {"send": True, "manage": False, "manage_messages": False, "threads": True}
    assert can["announcements"]["send"] is False
    assert state["me"]["user"]["username"] == "kofi.asante"
    assert state["guild"]["name"] == "Open Neuromorphic (local)"
    assert state["bots_online"]
    general = state["messages"][local.channel]
    assert [m["id"] for m in general] == sorted((m["id"] for m in general), key=int)
    assert len(general) <= 50


async def test_state_of_the_committee_and_the_operator(local: Local) -> None:
    committee = await local.person("mei.tanaka").state()
    assert "leadership" in [channel["name"] for channel in committee["channels"]]
    operator = await local.get("state")
    assert operator["me"] is None
    assert "leadership" in [channel["name"] for channel in operator["channels"]]
    ephemeral = [m for ms in operator["messages"].values() for m in ms if m["flags"] & 64]
    assert ephemeral == []


async def test_moderators_see_what_the_bot_tells_them_but_not_the_committees_channel(local: Local) -> None:
    moderator = [channel.get("name") for channel in (await local.person("sofia_reyes").state())["channels"]]
    assert {"Moderation", "bot-log"} <= set(moderator)
    assert "leadership" not in moderator
    member = [channel.get("name") for channel in (await local.person("kofi.asante").state())["channels"]]
    assert "bot-log" not in member


async def test_screening(local: Local, bot: BotProcess) -> None:
    person = await local.join("slow.reader", global_name="Slow Reader")
    assert (await bot.heard("member_join", id=int(person.id)))["pending"] is True
    assert (await person.state())["me"]["pending"] is True
    refused = await person.post("message", channel=local.channel, content="hi", status=403)
    assert "screening" in refused["hint"]
    await person.post("screening")
    update = await bot.heard("member_update", id=int(person.id))
    assert (update["before"], update["pending"]) == (True, False)
    await person.post("message", channel=local.channel, content="hi")
    await person.post("screening", status=400)


async def test_role_given_during_screening_passes_it(local: Local, bot: BotProcess) -> None:
    person = await local.join("invited")
    role = next(r for r in (await person.state())["roles"] if r["name"] == "Student")["id"]
    given = await local.post("role", member=person.id, role=role)
    assert given["member"]["pending"] is False
    assert int(role) in (await bot.heard("member_update", id=int(person.id)))["roles"]
    taken = await local.post("role", member=person.id, role=role, remove=True)
    assert taken["member"]["roles"] == []


async def test_leaving_and_coming_back(local: Local, bot: BotProcess) -> None:
    person = await local.join("comes.and.goes", pending=False)
    assert (await bot.heard("member_join", id=int(person.id)))["rejoined"] is False
    await person.post("leave")
    await bot.heard("member_remove", id=int(person.id))
    heard = len(bot.reports)
    await person.post("message", channel=local.channel, content="x", status=404)
    back = await local.post("join", rejoin=person.id)
    assert back["member"]["user"]["id"] == person.id
    assert (await bot.heard("member_join", after=heard, id=int(person.id)))["rejoined"] is True
    await local.post("join", rejoin=person.id, status=400)


async def test_writing_editing_replying_deleting(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    written = (await person.post("message", channel=local.channel, content="frist"))["message"]
    where = {"channel": local.channel, "message": written["id"]}
    edited = (await person.post("message/edit", **where, content="first"))["message"]
    assert (edited["content"], edited["edited_timestamp"] is None) == ("first", False)
    await other.post("message/edit", **where, content="hers", status=403)
    reply = (await other.post("message", channel=local.channel, content="yes", reply_to=written["id"]))[
        "message"
    ]
    assert reply["referenced_message"]["id"] == written["id"]
    assert [user["id"] for user in reply["mentions"]] == [person.id]
    await other.post("message/delete", **where, status=403)
    await local.person("sofia_reyes").post("message/delete", **where)
    await person.post("message/delete", **where, status=404)


async def test_pages_of_messages(local: Local) -> None:
    person = local.person("diego_m")
    for number in range(5):
        await person.post("message", channel=local.channel, content=f"page {number}")
    query = {"as": person.id, "channel": local.channel}
    last = (await local.get("messages", **query, limit=3))["messages"]
    assert [m["content"] for m in last] == ["page 2", "page 3", "page 4"]
    earlier = (await local.get("messages", **query, limit=2, before=last[0]["id"]))["messages"]
    assert [m["content"] for m in earlier] == ["page 0", "page 1"]


@pytest.mark.parametrize(
    ("path", "body", "status", "complaint"),
    [
        ("message", {"as": "1", "channel": "2", "content": "x"}, 404, "no member"),
        ("message", {"channel": "2"}, 400, "'as' is missing"),
        ("message", {"as": "x", "channel": "2"}, 400, "not an id"),
        ("message", {"as": "1", "channel": "2", "contents": "x"}, 400, "unknown key 'contents'"),
        ("join", {}, 400, "1 to 32"),
        ("join", {"username": "x" * 33}, 400, "1 to 32"),
        ("join", {"username": 7}, 400, "1 to 32"),
        ("join", {"username": "x", "global_name": "x" * 33}, 400, "32"),
        ("join", {"username": "x", "pending": "yes"}, 400, "'pending'"),
        ("clock", {"advance": -1}, 400, "advance"),
        ("clock", {"advance": "soon"}, 400, "advance"),
        ("gateway", {"action": "explode"}, 400, "explode"),
        ("portal", {"intents": ["everything"]}, 400, "everything"),
        ("portal", {"intents": [["members"]]}, 400, "unknown privileged intent"),
        ("nothing", {}, 404, "there is no POST"),
    ],
)
async def test_refusals_say_what_and_how(
    shared: Local, path: str, body: dict[str, Any], status: int, complaint: str
) -> None:
    refused = await shared.post(path, status=status, **body)
    assert set(refused) == {"error", "hint"}
    assert complaint in refused["error"]
    assert refused["hint"]


async def test_bodies_that_are_no_objects(shared: Local) -> None:
    for raw in (b"", b"[1]", b"{", b"[" * 100_000):
        async with shared.session.post(f"{shared.discord.base_url}/local/join", data=raw) as response:
            assert response.status == 400
            assert "JSON object" in (await response.json())["hint"]


async def test_a_wrong_way_to_the_events_is_told(shared: Local) -> None:
    assert "unknown parameter 'who'" in (await shared.get("events", who="x", status=400))["error"]
    assert set(await shared.get("events", status=400)) == {"error", "hint"}


async def test_members_cannot_do_what_they_may_not(local: Local) -> None:
    student = local.person("kofi.asante")
    news = local.discord.people.channel("announcements")
    secret = local.discord.people.channel("leadership")
    assert "may not write" in (await student.post("message", channel=news, content="x", status=403))["error"]
    assert "no channel" in (await student.post("message", channel=secret, content="x", status=404))["error"]
    bot_id = (await student.state())["bots_online"][0]
    assert (
        "a bot"
        in (await local.post("message", **{"as": bot_id}, channel=news, content="x", status=400))["error"]
    )


# ---------------------------------------------------------------- clock and requests


async def test_clock_runs_and_is_advanced(shared: Local) -> None:
    before = (await shared.get("clock"))["now"]
    after = (await shared.post("clock", advance=3600))["now"]
    assert after[:13] != before[:13]
    assert (await shared.get("clock"))["now"] > after


async def test_requests_are_listed(local: Local) -> None:
    person = local.person("diego_m")
    last = (await local.get("requests"))["requests"][-1]["n"]
    await person.command("ping")
    entry = (await local.get("requests", since=last))["requests"][-1]
    assert (entry["method"], entry["status"]) == ("POST", 200)
    assert entry["path"].startswith("/interactions/")
    assert entry["body"]["data"]["content"] == "pong"
    assert entry["query"] == {"with_response": "1"}
    assert entry["ms"] > 0


# ---------------------------------------------------------------- events


class Ears:
    """A person's event stream."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def until(self, kind: str) -> Any:
        while True:
            message = json.loads((await asyncio.wait_for(self._socket.receive(), PATIENCE)).data)
            if message["type"] == kind:
                return message["data"]

    async def before(self, kind: str) -> list[Any]:
        heard = []
        while True:
            message = json.loads((await asyncio.wait_for(self._socket.receive(), PATIENCE)).data)
            if message["type"] == kind:
                return heard
            heard.append(message)

    async def close(self) -> None:
        await self._socket.close()


async def _ears(local: Local, person: Person | None) -> Ears:
    query = f"?as={person.id}" if person is not None else ""
    return Ears(await local.session.ws_connect(f"{local.discord.base_url}/local/events{query}"))


async def test_events_reach_those_who_may_see_them(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    mine, hers, all_of_it = [await _ears(local, who) for who in (person, other, None)]
    outcome = await person.command("whisper")
    message = await mine.until("MESSAGE_CREATE")
    assert (message["id"], message["flags"] & 64) == (outcome["message"]["id"], 64)
    await person.post("click", channel=local.channel, message=message["id"], custom_id="ask")
    opened = await mine.until("MODAL_OPEN")
    assert opened["title"] == "A form"
    assert "user_id" not in opened
    await person.post("modal/close", interaction=opened["interaction"])
    assert (await mine.until("MODAL_CLOSE"))["interaction"] == opened["interaction"]
    await person.post("message/delete", channel=local.channel, message=message["id"])
    assert (await mine.until("MESSAGE_DELETE"))["id"] == message["id"]
    secret = local.discord.people.channel("leadership")
    await local.person("mei.tanaka").post("message", channel=secret, content="inside")
    assert (await all_of_it.until("MESSAGE_CREATE"))["content"] == "inside"
    await local.post("clock", advance=0)
    assert await hers.before("CLOCK") == []
    for ears in (mine, hers, all_of_it):
        await ears.close()


async def test_events_of_joining_reacting_and_the_bot(fresh: Any) -> None:
    local = await fresh()
    person = local.person("diego_m")
    ears = await _ears(local, person)
    process = BotProcess(local.discord)
    await process.start()
    assert (await ears.until("COMMANDS_UPDATE"))["guild_id"] == str(local.discord.guild_id)
    assert (await ears.until("BOT_STATUS"))["bots_online"]
    newcomer = await local.join("heard.newcomer")
    assert (await ears.until("GUILD_MEMBER_ADD"))["user"]["id"] == newcomer.id
    await newcomer.post("screening")
    assert (await ears.until("STATE"))["because"] == "GUILD_MEMBER_UPDATE"
    written = await person.post("message", channel=local.channel, content="x")
    await person.post("react", channel=local.channel, message=written["message"]["id"], emoji="👍")
    assert (await ears.until("MESSAGE_REACTION_ADD"))["emoji"]["name"] == "👍"
    await process.stop()
    assert (await ears.until("BOT_STATUS"))["bots_online"] == []
    await ears.close()


# ---------------------------------------------------------------- the server's doors


async def test_only_loopback_names_are_answered(shared: Local) -> None:
    for host, status in (("evil.example", 421), ("127.0.0.1", 200), ("localhost:80", 200)):
        headers = {"Host": host}
        async with shared.session.get(f"{shared.discord.base_url}/local/clock", headers=headers) as response:
            assert response.status == status
    headers = {"Host": "evil.example", "Authorization": f"Bot {shared.discord.token}"}
    async with shared.session.get(f"{shared.discord.api_url}/users/@me", headers=headers) as response:
        assert response.status == 421


async def test_other_sites_pages_are_refused(shared: Local) -> None:
    url = f"{shared.discord.base_url}/local/clock"
    for origin, status in (("https://evil.example", 403), (shared.discord.base_url, 200), ("null", 403)):
        async with shared.session.post(url, json={"advance": 0}, headers={"Origin": origin}) as response:
            assert response.status == status
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await shared.session.ws_connect(
            f"{shared.discord.base_url}/local/events", headers={"Origin": "https://evil.example"}
        )


async def test_page_is_served_and_revalidated(shared: Local) -> None:
    async with shared.session.get(f"{shared.discord.base_url}/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert response.headers["Cache-Control"] == "no-cache"
        etag = response.headers["ETag"]
    async with shared.session.get(f"{shared.discord.base_url}/", headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    for name in ("/page/..%2Fserver.py", "/page/nothing.js"):
        async with shared.session.get(
            aiohttp.client.URL(shared.discord.base_url + name, encoded=True)
        ) as response:
            assert response.status == 404


async def test_many_members_are_quick(fresh: Any) -> None:
    local = await fresh()
    started = time.perf_counter()
    local.discord.people.populate(100_000)
    state = await local.get("state", **{"as": local.discord.people.named("diego_m")})
    assert state["member_count"] > 100_000
    assert len(state["members"]) == 1000
    # Minutes would be wrong; how many seconds it takes is the machine's business.
    assert time.perf_counter() - started < 60


async def test_missing_extra_is_named() -> None:
    code = "import sys; sys.modules['simcord'] = None\nimport bot.local_discord"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 1
    # By its folder: the project is in no registry, and its name there could be anybody's.
    assert "pip install -e '.[local]'" in errors.decode()


async def test_only_the_world_imports_the_model() -> None:
    package = Path(local_discord.__file__).parent
    importing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"^\s*(from|import) simcord", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert importing
    assert {name for name in importing if not name.startswith("world/")} == set()


async def test_served_alone() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.local_discord", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(PATIENCE):
        while "Ctrl-C" not in text:
            text += (await process.stdout.readline()).decode()
    process.terminate()
    assert await process.wait() == 0
    for word in ("api_url", "gateway_url", "cdn_url", "guild_id", "local-discord-token", "http://127.0.0.1:"):
        assert word in text


async def test_taken_port_is_named(shared: Local) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.local_discord", "--port", str(shared.discord.port),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert f"port {shared.discord.port} cannot be used" in errors.decode()


async def test_the_bots_guilds_are_partial_ones_and_only_those_it_is_in(
    fresh: Callable[[], Awaitable[Local]],
) -> None:
    local = await fresh()
    (guild,) = await local.rest("GET", "/users/@me/guilds?with_counts=true")
    assert guild["id"] == str(local.discord.guild_id)
    # resources/user, get current user guilds: neither members nor channels.
    assert {"members", "channels", "roles"}.isdisjoint(guild)
    assert guild["owner"] is False
    assert int(guild["permissions"]) & 1 << 11
    assert guild["approximate_member_count"] > 1
    assert await local.rest("GET", f"/users/@me/guilds?after={guild['id']}") == []
    assert len(await local.rest("GET", f"/users/@me/guilds?before={int(guild['id']) + 1}&limit=1")) == 1
    await local.rest("GET", "/users/@me/guilds?limit=201", status=400)
    await local.rest("GET", "/users/@me/guilds?after=yesterday", status=400)
    local.discord.world.remove_guild(int(guild["id"]))
    assert await local.rest("GET", "/users/@me/guilds") == []
