"""Asking Discord and the sources: what is tried again, what is not, and what an answer tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pydantic import SecretStr

from bot.checks.facts import Application, Refusal
from bot.checks.fetching import Facts
from bot.checks.sources import reach
from bot.fetch import Fetched, NotPublic
from bot.rest import Reply, Unanswered
from bot.uses import Address, without_keys

ME = {"id": "5", "name": "Bot", "flags": 1 << 15, "bot": {"id": "6", "username": "bot"}}
NOW = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


class Script:
    """Discord, with answers by the order of requests."""

    def __init__(self, *answers: Reply | Unanswered) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.waited: list[float] = []

    async def request(self, method: str, path: str) -> Reply:
        self.asked.append(path)
        answer = self.answers.pop(0)
        if isinstance(answer, Unanswered):
            raise answer
        return answer

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def facts(self, now: float = NOW) -> Facts:
        return Facts(self, sleep=self.sleep, now=lambda: now)  # type: ignore[arg-type]


def reply(status: int, body: Any = None, **headers: str) -> Reply:
    return Reply(status, body, {"date": DATE, **headers})


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([reply(200, ME)], []),
        ([reply(503), reply(200, ME)], [0.5]),
        ([Unanswered("reset"), reply(502), reply(200, ME)], [0.5, 2.0]),
        ([reply(429, {"retry_after": 3.5}), reply(200, ME)], [3.5]),
    ],
)
async def test_moments_of_trouble_are_waited_out(
    answers: Sequence[Reply | Unanswered], waits: Sequence[float]
) -> None:
    script = Script(*answers)
    assert await script.facts().application() == Application(5, "Bot", 1 << 15, 6, "bot")
    assert script.waited == waits


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        # Each 401 counts towards a ban: once is enough.
        ([reply(401, {"message": "401: Unauthorized", "code": 0})], Refusal(401, "401: Unauthorized")),
        ([reply(403, {"message": "Missing Access", "code": 50001})], Refusal(403, "Missing Access", 50001)),
        ([reply(429, {"retry_after": 900.0})], Refusal(429, "no words with it")),
        ([reply(500), reply(500), reply(500)], Refusal(500, "no words with it")),
        ([Unanswered("no network")] * 3, Refusal(None, "no network")),
        ([reply(200, None)] * 3, Refusal(200, "no words with it")),
    ],
)
async def test_what_cannot_be_had_is_a_refusal_and_the_end(
    answers: Sequence[Reply | Unanswered], refusal: Refusal
) -> None:
    script = Script(*answers)
    snapshot = await script.facts().snapshot(1, (), ())
    assert snapshot.application == snapshot.server == refusal
    assert script.answers == []


@pytest.mark.parametrize(
    ("now", "ahead"), [(NOW, 0.0), (NOW + 0.9, 0.0), (NOW + 30, 29.5), (NOW - 3600, -3600.5)]
)
async def test_the_clock_is_compared_with_the_first_answer(now: float, ahead: float) -> None:
    facts = Script(reply(200, ME)).facts(now)
    await facts.application()
    assert facts.clock_ahead == pytest.approx(ahead)


class Web:
    """Other servers: every address answers the same."""

    def __init__(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.headers = status, headers or {}
        self.authorizations: list[str | None] = []

    async def get(self, url: str, *, headers: Mapping[str, str], seconds: float) -> Fetched:
        self.authorizations.append(headers.get("Authorization"))
        if not self.status:
            raise NotPublic(f"{url} is at home")
        return Fetched(url, self.status, b"", self.headers)


@pytest.mark.parametrize(
    ("status", "headers", "token", "ok", "advised", "said"),
    [
        (200, {}, None, True, False, "https://x.org/feed?… answers"),
        (404, {}, None, False, False, "answers 404"),
        (401, {}, "t", False, False, "GitHub refuses the token"),
        (403, {"x-ratelimit-remaining": "0"}, None, True, True, "allows no more requests"),
        (403, {}, None, False, False, "answers 403"),
        (200, {"x-oauth-scopes": "repo, admin:org"}, "t", True, True, "repo, admin:org"),
        (200, {"x-oauth-scopes": ""}, "t", True, False, "answers"),
        (0, {}, None, False, False, "https://x.org/feed?… is at home"),
    ],
)
async def test_what_a_source_answers(
    status: int, headers: Mapping[str, str], token: str | None, ok: bool, advised: bool, said: str
) -> None:
    web = Web(status, headers)
    address = Address("blog", "https://x.org/feed?key=secret", SecretStr(token) if token else None)
    (finding,) = await reach([address, address], web)  # type: ignore[arg-type]
    assert (finding.name, finding.ok, finding.advice) == ("source blog", ok, advised)
    assert said in finding.message
    assert "secret" not in str(finding)
    assert web.authorizations == [f"Bearer {token}" if token else None]


def test_an_address_is_shown_without_what_may_be_a_key() -> None:
    assert without_keys("https://me:pass@x.org/a/b?key=1#part") == "https://x.org/a/b?…"
    assert without_keys("https://x.org/a") == "https://x.org/a"
