"""Failures on order, and what an unmodified discord.py makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import Local

MESSAGES = "/channels/*/messages"


async def _order(local: Local, **fault: Any) -> None:
    await local.post("faults", faults=[{"method": "POST", "path": MESSAGES, **fault}])


def _calls(local: Local, **facts: Any) -> list[dict[str, Any]]:
    """The requests whose body has these facts."""
    return [
        entry
        for entry in local.discord.requests.since(0)
        if isinstance(entry["body"], dict) and facts.items() <= entry["body"].items()
    ]


async def _sent(local: Local, content: str) -> int:
    found = await local.person("diego_m").messages()
    return [message["content"] for message in found].count(content)


async def test_failures_reach_the_bot(local: Local) -> None:
    await _order(local, status=503, body={"message": "overloaded", "code": 130000})
    result = await local.person("diego_m").do("send", "during a failure")
    assert (result["error"], result["status"], result["code"]) == ("DiscordServerError", 503, 130000)
    assert (await local.get("faults"))["faults"] == []
    assert await _sent(local, "during a failure") == 0


async def test_500_is_retried_with_the_same_nonce(local: Local) -> None:
    await _order(local, status=500)
    result = await local.person("diego_m").do("send", "second try")
    assert "id" in result
    tries = _calls(local, content="second try")
    assert [entry["status"] for entry in tries] == [500, 200]
    assert tries[0]["body"]["nonce"] == tries[1]["body"]["nonce"]


async def test_cut_before_loses_the_request(local: Local) -> None:
    await _order(local, cut="before")
    result = await local.person("diego_m").do("send", "never arrived")
    assert result["error"] == "ServerDisconnectedError"
    assert await _sent(local, "never arrived") == 0


async def test_cut_after_loses_only_the_answer(local: Local) -> None:
    person = local.person("diego_m")
    await _order(local, cut="after")
    result = await person.do("nonce", "cut-after")
    assert result["error"] == "ServerDisconnectedError"
    before = await _sent(local, "with a nonce")
    assert (await person.do("nonce", "cut-after"))["nonce"] == "cut-after"
    assert await _sent(local, "with a nonce") == before
    entry = _calls(local, nonce="cut-after")[0]
    assert entry["status"] == "cut"
    assert entry["answer"]["content"] == "with a nonce"


async def test_delay_is_waited_for(local: Local) -> None:
    await _order(local, delay=0.3)
    await local.person("diego_m").do("send", "slow")
    entry = _calls(local, content="slow")[0]
    assert entry["ms"] >= 300


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_rate_limit_is_slept_through(local: Local, scope: str) -> None:
    await _order(local, rate_limit={"retry_after": 0.2, "scope": scope})
    result = await local.person("diego_m").do("send", f"after a {scope} limit")
    assert "id" in result
    tries = _calls(local, content=f"after a {scope} limit")
    assert [entry["status"] for entry in tries] == [429, 200]
    assert tries[0]["answer"] == {
        "message": "You are being rate limited.", "retry_after": 0.2, "global": scope == "global",
    }  # fmt: skip


async def test_long_rate_limit_is_raised(local: Local) -> None:
    await _order(local, rate_limit={"retry_after": 3600})
    result = await local.person("diego_m").do("send", "in an hour")
    assert result["error"] == "RateLimited"


async def test_rate_limit_headers(local: Local) -> None:
    await _order(local, rate_limit={"retry_after": 2.5, "scope": "shared"})
    url = f"{local.discord.api_url}/channels/{local.channel}/messages"
    async with local.session.post(url, json={"content": "x"}) as response:
        assert response.status == 429
        headers = response.headers
    assert headers["Via"]
    assert headers["Retry-After"] == "3"
    assert (headers["X-RateLimit-Scope"], headers["X-RateLimit-Remaining"]) == ("shared", "0")
    assert float(headers["X-RateLimit-Reset-After"]) == 2.5
    assert float(headers["X-RateLimit-Reset"]) > 0


async def test_counts_patterns_and_clearing(local: Local) -> None:
    fault = {"method": "*", "path": "/guilds/*/welcome-screen", "count": None, "status": 500}
    await local.post("faults", faults=[fault])
    headers = {"Authorization": f"Bot {local.discord.token}"}
    url = f"{local.discord.api_url}/guilds/{local.discord.guild_id}"
    for _ in range(3):
        async with local.session.get(url + "/welcome-screen", headers=headers) as response:
            assert response.status == 500
    async with local.session.get(url, headers=headers) as response:
        assert response.status == 200
    [left] = (await local.get("faults"))["faults"]
    assert {key: value for key, value in left.items() if key != "id"} == fault
    async with local.session.delete(f"{local.discord.base_url}/local/faults") as response:
        assert await response.json() == {"faults": []}
    async with local.session.get(url + "/welcome-screen", headers=headers) as response:
        assert response.status == 200


async def test_one_fault_is_taken_away_by_its_id(local: Local) -> None:
    await _order(local, status=500)
    await _order(local, status=502)
    first, second = (await local.get("faults"))["faults"]
    url = f"{local.discord.base_url}/local/faults"
    async with local.session.delete(url, params={"id": first["id"]}) as response:
        assert await response.json() == {"faults": [second]}
    for gone in (first["id"], "first"):
        async with local.session.delete(url, params={"id": gone}) as response:
            assert response.status == 404
            assert "no fault" in (await response.json())["error"]


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ({"path": "/x"}, "exactly one"),
        ({"path": "/x", "status": 500, "delay": 1}, "exactly one"),
        ({"status": 500}, "needs a 'path'"),
        ({"path": "/x", "status": 200}, "400 to 599"),
        ({"path": "/x", "cut": "during"}, "before"),
        ({"path": "/x", "status": 500, "count": 0}, "positive"),
        ({"path": "/x", "rate_limit": {"scope": "moon"}}, "user|global|shared"),
        ({"path": "/x", "rate_limit": {"retry_afer": 2}}, "retry_after"),
        ({"path": "/x", "rate_limit": {"retry_after": None}}, "'retry_after' is a number of seconds"),
        ({"path": "/x", "rate_limit": {"retry_after": -1}}, "'retry_after' is a number of seconds"),
        ({"path": "/x", "delay": float("nan")}, "'delay' is a number of seconds"),
        ({"path": "/x", "delay": 10**400}, "'delay' is a number of seconds"),
        ({"path": "/x", "status": 500, "method": "GETT"}, "'method' is one of"),
        ({"path": "/x", "status": 500, "body": "no"}, "'body' is the object"),
        ({"path": "/x", "status": 500, "colour": "red"}, "'colour'"),
    ],
)
async def test_wrong_faults_are_refused(shared: Local, fault: dict[str, Any], complaint: str) -> None:
    assert complaint in (await shared.post("faults", faults=[fault], status=400))["error"]
    assert (await shared.get("faults"))["faults"] == []
