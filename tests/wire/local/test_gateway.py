"""The gateway: login, intents, resume, invalid sessions, heartbeats, members."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from .harness import PATIENCE, BotProcess, Local

Fresh = Callable[..., Awaitable[Local]]
GUILDS, MEMBERS, GUILD_MESSAGES, MESSAGE_CONTENT = 1, 1 << 1, 1 << 9, 1 << 15


class Wire:
    """A gateway client that shows the frames themselves."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, zipped: bool = False) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj() if zipped else None

    async def receive(self) -> Any:
        message = await asyncio.wait_for(self.socket.receive(), PATIENCE)
        if message.type is aiohttp.WSMsgType.BINARY and self._inflate is not None:
            assert message.data.endswith(b"\x00\x00\xff\xff")
            return json.loads(self._inflate.decompress(message.data))
        if message.type is aiohttp.WSMsgType.TEXT:
            return json.loads(message.data)
        return {"closed": self.socket.close_code}

    async def until(self, event: str) -> Any:
        while True:
            frame = await self.receive()
            if "closed" in frame:
                raise AssertionError(f"closed ({frame['closed']}) before {event}")
            if frame["t"] == event:
                return frame

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def identify(self, local: Local, intents: int = GUILDS, **more: Any) -> Any:
        await self.receive()
        await self.send(2, {"token": local.discord.token, "intents": intents, "properties": {}, **more})
        return await self.until("GUILD_CREATE")


async def wire(local: Local, query: str = "?v=10&encoding=json") -> Wire:
    socket = await local.session.ws_connect(local.discord.gateway_url + query)
    return Wire(socket, zipped="zlib-stream" in query)


# ---------------------------------------------------------------- login


async def test_bad_token_fails_the_login(shared: Local) -> None:
    process = BotProcess(shared.discord, TOKEN="wrong")
    await process.start(until="stopped")
    assert process.reports[-1]["name"] == "LoginFailure"
    await process.stop()
    url = f"{shared.discord.api_url}/users/@me"
    async with shared.session.get(url, headers={"Authorization": "Bot wrong"}) as response:
        assert response.status == 401
        assert response.headers["Content-Type"] == "application/json"
        assert await response.json() == {"message": "401: Unauthorized", "code": 0}


async def test_privileged_intents_must_be_switched_on(fresh: Fresh) -> None:
    local = await fresh()
    await local.post("portal", intents=[])
    process = BotProcess(local.discord)
    await process.start(until="stopped")
    assert process.reports[-1]["name"] == "PrivilegedIntentsRequired"
    await process.stop()
    async with local.session.get(
        f"{local.discord.api_url}/guilds/{local.discord.guild_id}/members",
        headers={"Authorization": f"Bot {local.discord.token}"},
    ) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "wrong", "intents": 0}, 4004),
        (2, {"token": "local-discord-token", "intents": 1 << 40}, 4013),
        (2, {"token": "local-discord-token", "intents": 0, "shard": [2, 2]}, 4010),
        (3, {}, 4003),
    ],
)
async def test_close_codes(shared: Local, op: int, data: Any, code: int) -> None:
    client = await wire(shared)
    await client.receive()
    await client.send(op, data)
    assert await client.receive() == {"closed": code}


async def test_payloads_that_close(shared: Local) -> None:
    for raw, code in (("{", 4002), ("[]", 4002), (json.dumps({"op": 1, "d": "x" * 4096}), 4002)):
        client = await wire(shared)
        await client.receive()
        await client.socket.send_str(raw)
        assert await client.receive() == {"closed": code}
    client = await wire(shared)
    await client.identify(shared)
    await client.send(77, None)
    assert await client.receive() == {"closed": 4001}
    client = await wire(shared)
    await client.identify(shared)
    await client.send(2, {"token": shared.discord.token, "intents": 0})
    assert await client.receive() == {"closed": 4005}


async def test_too_many_sends_close(shared: Local) -> None:
    client = await wire(shared)
    await client.receive()
    for _ in range(121):
        await client.send(1, None)
    frames = [await client.receive() for _ in range(121)]
    assert frames[-1] == {"closed": 4008}


async def test_hello_ready_and_guild(shared: Local) -> None:
    client = await wire(shared)
    hello = await client.receive()
    assert hello["op"] == 10
    assert hello["d"]["heartbeat_interval"] == 41250
    await client.send(2, {"token": f"Bot {shared.discord.token}", "intents": GUILDS, "properties": {}})
    ready = await client.until("READY")
    assert ready["s"] == 1
    assert ready["d"]["guilds"] == [{"id": str(shared.discord.guild_id), "unavailable": True}]
    assert ready["d"]["resume_gateway_url"] == shared.discord.gateway_url
    guild = (await client.until("GUILD_CREATE"))["d"]
    assert [member["user"]["id"] for member in guild["members"]] == [ready["d"]["user"]["id"]]
    assert guild["member_count"] == len(shared.discord.people.lookup.guild.members)
    assert {channel["name"] for channel in guild["channels"]} >= {"general", "announcements", "leadership"}
    await client.send(1, ready["s"])
    assert (await client.receive())["op"] == 11
    await client.socket.close()


async def test_zlib_stream(shared: Local) -> None:
    client = await wire(shared, "?v=10&encoding=json&compress=zlib-stream")
    frame = await client.identify(shared)
    assert frame["d"]["name"] == "Open Neuromorphic (local)"
    await client.socket.close()


# ---------------------------------------------------------------- intents


async def test_events_follow_the_intents(shared: Local) -> None:
    person = shared.person("diego_m")
    clients = {bits: await wire(shared) for bits in (GUILDS, GUILDS | MEMBERS, GUILDS | GUILD_MESSAGES)}
    for bits, client in clients.items():
        await client.identify(shared, bits)
    newcomer = await shared.join("intent.tester")
    await person.post("message", channel=shared.channel, content="hidden words")
    # Everybody with the guilds intent hears of a channel; it marks the end of what came before.
    shared.discord.world.announce_channel_update(int(shared.channel))
    heard: dict[int, list[Any]] = {}
    for bits, client in clients.items():
        heard[bits] = []
        while not heard[bits] or heard[bits][-1]["t"] != "CHANNEL_UPDATE":
            heard[bits].append(await client.receive())
        await client.socket.close()
    events = {bits: [frame["t"] for frame in frames] for bits, frames in heard.items()}
    assert events[GUILDS] == ["CHANNEL_UPDATE"]
    assert events[GUILDS | MEMBERS] == ["GUILD_MEMBER_ADD", "CHANNEL_UPDATE"]
    assert events[GUILDS | GUILD_MESSAGES] == ["MESSAGE_CREATE", "CHANNEL_UPDATE"]
    assert heard[GUILDS | GUILD_MESSAGES][0]["d"]["content"] == ""
    assert heard[GUILDS | MEMBERS][0]["d"]["user"]["id"] == newcomer.id


async def test_content_is_blank_without_the_intent(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    bot_id = (await person.state())["bots_online"][0]
    plain = await person.post("message", channel=local.channel, content="secret words")
    assert (await bot.heard("message", id=int(plain["message"]["id"])))["content"] == ""
    mention = await person.post("message", channel=local.channel, content=f"<@{bot_id}> hello")
    assert (await bot.heard("message", id=int(mention["message"]["id"])))["content"] == f"<@{bot_id}> hello"
    direct = (await person.post("dm"))["channel"]["id"]
    private = await person.post("message", channel=direct, content="between us")
    assert (await bot.heard("message", id=int(private["message"]["id"])))["content"] == "between us"
    own = await person.do("send", "own words")
    assert (await bot.heard("message", id=own["id"]))["content"] == "own words"


async def test_content_is_there_with_the_intent(shared: Local) -> None:
    client = await wire(shared)
    await client.identify(shared, GUILDS | GUILD_MESSAGES | MESSAGE_CONTENT)
    await shared.person("diego_m").post("message", channel=shared.channel, content="open words")
    assert (await client.until("MESSAGE_CREATE"))["d"]["content"] == "open words"
    await client.socket.close()


# ---------------------------------------------------------------- sessions


async def test_dropped_bot_resumes_and_hears_what_it_missed(local: Local, bot: BotProcess) -> None:
    heard = len(bot.reports)
    assert (await local.post("gateway", action="drop"))["connections"] >= 1
    missed = await local.join("while.you.were.away")
    await bot.heard("resumed", after=heard)
    report = await bot.heard("member_join", id=int(missed.id))
    # What was missed is replayed before RESUMED is said.
    assert bot.reports.index(report) < bot.reports.index(await bot.heard("resumed", after=heard))
    assert (await local.person("diego_m").command("ping", wait=10))["outcome"] == "message"


async def test_bot_asked_to_reconnect_resumes(local: Local, bot: BotProcess) -> None:
    heard = len(bot.reports)
    await local.post("gateway", action="reconnect")
    await bot.heard("resumed", after=heard)


async def test_session_that_cannot_be_resumed(fresh: Fresh) -> None:
    local = await fresh()
    process = BotProcess(local.discord)
    await process.start()
    heard = len(process.reports)
    # The session is over: the bot identifies anew and READY follows, no RESUMED.
    await local.post("gateway", action="invalid_session")
    await process.heard("ready", after=heard)
    assert not [report for report in process.reports[heard:] if report["event"] == "resumed"]
    await process.stop()


async def test_resume_replays_exactly_what_was_missed(shared: Local) -> None:
    first = await wire(shared)
    await first.receive()
    identify = {"token": shared.discord.token, "intents": GUILDS | MEMBERS, "properties": {}}
    await first.send(2, identify)
    ready = await first.until("READY")
    last = (await first.until("GUILD_CREATE"))["s"]
    await first.socket.close(code=4000)
    names = ["resume.one", "resume.two", "resume.three"]
    for name in names:
        await shared.join(name)
    second = await wire(shared)
    await second.receive()
    resume = {"token": shared.discord.token, "session_id": ready["d"]["session_id"], "seq": last}
    await second.send(6, resume)
    frames = [await second.receive() for _ in range(4)]
    assert [frame["t"] for frame in frames] == ["GUILD_MEMBER_ADD"] * 3 + ["RESUMED"]
    assert [frame["d"]["user"]["username"] for frame in frames[:3]] == names
    assert [frame["s"] for frame in frames] == list(range(last + 1, last + 5))
    await second.socket.close(code=4000)
    for wrong in ({"session_id": "unknown"}, {"seq": 10_000}):
        third = await wire(shared)
        await third.receive()
        await third.send(6, {**resume, **wrong})
        assert await third.receive() == {"op": 9, "d": False, "s": None, "t": None}
        await third.socket.close()


async def test_session_ends_with_a_goodbye_or_with_time(shared: Local) -> None:
    for code, minutes in ((1000, 0), (4000, 6)):
        client = await wire(shared)
        await client.receive()
        await client.send(2, {"token": shared.discord.token, "intents": GUILDS, "properties": {}})
        ready = await client.until("READY")
        await client.until("GUILD_CREATE")
        await client.socket.close(code=code)
        session = ready["d"]["session_id"]
        async with asyncio.timeout(PATIENCE):
            connections = shared.discord.gateway.connections
            while any(c.session and c.session.id == session for c in connections):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await shared.post("clock", advance=minutes * 60)
        again = await wire(shared)
        await again.receive()
        await again.send(6, {"token": shared.discord.token, "session_id": session, "seq": 2})
        assert (await again.receive())["op"] == 9
        await again.socket.close()


async def test_silence_makes_the_bot_reconnect(fresh: Fresh) -> None:
    local = await fresh(heartbeat_interval=0.4)
    process = BotProcess(local.discord, HEARTBEAT_TIMEOUT="1")
    await process.start()
    heard = len(process.reports)
    await local.post("gateway", action="silence")
    # discord.py gives an unanswered heartbeat up after its heartbeat_timeout (set to 1 s there).
    await process.heard("disconnect", after=heard)
    await process.heard("resumed", after=heard)
    await process.stop()


async def test_client_without_a_heartbeat_is_closed(fresh: Fresh) -> None:
    local = await fresh(heartbeat_interval=0.2)
    client = await wire(local)
    await client.identify(local)
    assert await client.receive() == {"closed": 4009}


async def test_presence_is_accepted(local: Local) -> None:
    assert await local.person("diego_m").do("presence", "with spikes") == {}


# ---------------------------------------------------------------- members


async def test_three_thousand_members_arrive_in_chunks(fresh: Fresh) -> None:
    local = await fresh()
    local.discord.people.populate(3000)
    count = len(local.discord.people.lookup.guild.members)
    process = BotProcess(local.discord)
    await process.start()
    report = await process.heard("ready")
    assert (report["members"], report["chunked"]) == (count, [True])
    person = local.person("diego_m")
    assert await person.do("query", "member299") == ["member299", *(f"member299{n}" for n in range(10))]
    someone = local.discord.people.named("member7")
    assert await person.do("ids", f"{someone},{person.id},12345") == ["diego_m", "member7"]
    await process.stop()


async def test_chunks_nonce_and_limit_of_whole_lists(fresh: Fresh) -> None:
    local = await fresh()
    local.discord.people.populate(2100)
    client = await wire(local)
    await client.identify(local, GUILDS | MEMBERS)
    request = {"guild_id": str(local.discord.guild_id), "query": "", "limit": 0, "nonce": "abc"}
    await client.send(8, request)
    chunks = [(await client.until("GUILD_MEMBERS_CHUNK"))["d"] for _ in range(3)]
    assert [chunk["chunk_index"] for chunk in chunks] == [0, 1, 2]
    assert [len(chunk["members"]) for chunk in chunks[:2]] == [1000, 1000]
    assert {chunk["nonce"] for chunk in chunks} == {"abc"}
    await client.send(8, request)
    limited = (await client.until("RATE_LIMITED"))["d"]
    assert limited["opcode"] == 8
    assert 0 < limited["retry_after"] <= 30
    assert limited["meta"] == {"guild_id": str(local.discord.guild_id), "nonce": "abc"}
    await local.post("clock", advance=31)
    await client.send(8, request)
    assert (await client.until("GUILD_MEMBERS_CHUNK"))["d"]["chunk_count"] == 3
    await client.send(8, {"guild_id": str(local.discord.guild_id), "user_ids": ["1"], "limit": 0})
    missing = (await client.until("GUILD_MEMBERS_CHUNK"))["d"]
    while missing.get("not_found") is None:
        missing = (await client.until("GUILD_MEMBERS_CHUNK"))["d"]
    assert missing["not_found"] == ["1"]
    assert missing["members"] == []
    await client.socket.close()


@pytest.mark.parametrize("shard", ["ab", 3, ["a", "b"], [0], [1, 1], [-1, 1]])
async def test_a_shard_that_is_none_closes(shared: Local, shard: Any) -> None:
    client = await wire(shared)
    await client.receive()
    await client.send(2, {"token": "local-discord-token", "intents": 0, "shard": shard})
    assert await client.receive() == {"closed": 4010}


@pytest.mark.parametrize(
    "asked", [None, {"guild_id": "abc"}, {"guild_id": [1]}, {"user_ids": ["x"]}, {"query": "a", "limit": "q"}]
)
async def test_a_request_for_members_that_cannot_be_read_closes(shared: Local, asked: Any) -> None:
    client = await wire(shared)
    await client.identify(shared)
    body = asked and {"guild_id": shared.discord.guild_id, **asked}
    await client.send(8, body)
    while "closed" not in (frame := await client.receive()):
        pass
    assert frame == {"closed": 4002}
