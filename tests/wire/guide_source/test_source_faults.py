"""Whatever GitHub does wrong: a clear message, nothing lost, the last good copy goes on answering."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.frontmatter import MAX_PAGE_BYTES
from bot.repository import github as github_module
from tests.wire.guide_source.conftest import NAMES, World
from tests.wire.guide_source.fake_github import (
    SOFTWARE,
    Fault,
    after,
    answer,
    cut,
    first,
    huge,
    page,
    silent,
)

Edit = Callable[..., None]
TITLES = sorted(name.title() for name in NAMES)
PAGE = f"{SOFTWARE}/alpha/index.md"
HTML = "<!DOCTYPE html><html><title>Unicorn!</title></html>"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_module, "TREE_SECONDS", 2.0)
    monkeypatch.setattr(github_module, "FILE_SECONDS", 2.0)


TREE_FAULTS: dict[str, tuple[Fault, str]] = {
    "404": (answer(404, '{"message": "Not Found"}'), "knows no branch main of open-neuromorphic/"),
    "401": (answer(401, '{"message": "Requires authentication"}'), "401"),
    "403 private": (answer(403, '{"message": "Forbidden"}'), "403"),
    "500": (answer(500, HTML), "500"),
    "HTML": (answer(200, HTML, content_type="text/html"), "no tree of files"),
    "JSON of something else": (answer(200, '{"message": "hello"}'), "no tree of files"),
    "malformed entry": (answer(200, '{"sha": "x", "tree": [{"type": "blob"}]}'), "without a path"),
    "malformed sha": (
        answer(200, json.dumps({"sha": "x", "tree": [{"path": PAGE, "type": "blob", "sha": "../etc"}]})),
        "SHA-1",
    ),
    "empty": (answer(200, ""), "no tree of files"),
    "deeply nested": (answer(200, "[" * 100_000), "no tree of files"),
    "cut": (cut, "cannot be fetched"),
    "50 MB": (huge, "larger than"),
    "slow": (silent, "did not answer in full within"),
    "redirects for ever": (
        lambda request: web.Response(status=302, headers={"Location": str(request.url)}),
        "redirects",
    ),
    "redirect inside": (
        lambda request: web.Response(status=302, headers={"Location": "http://localhost:9/"}),
        "not public",
    ),
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", TREE_FAULTS)
async def test_a_broken_tree_leaves_the_copy_in_force(world: World, name: str) -> None:
    fault, words = TREE_FAULTS[name]
    service = await world.start()
    await service.refresh()
    confirmed = service.provenance.confirmed_at
    world.github.faults["tree"] = fault
    world.clock.advance(timedelta(hours=6))
    report = await service.refresh()
    assert report.outcome == "failed"
    assert words in report.message
    assert "stays in force" in report.message
    assert not world.condition().ok
    assert world.condition().detail == report.message
    assert sorted(world.titles()) == TITLES
    assert service.provenance.confirmed_at == confirmed
    del world.github.faults["tree"]
    assert (await service.refresh()).ok
    assert world.condition().ok


FILE_FAULTS: dict[str, Fault] = {
    "404": answer(404),
    "500": answer(500),
    "HTML": answer(200, HTML, content_type="text/html"),
    "another content": answer(200, "---\ntitle: Evil\n---\n"),
    "empty": answer(200),
    "cut": cut,
    "50 MB": huge,
    "slow": silent,
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", FILE_FAULTS)
async def test_a_file_that_raw_serves_badly_comes_from_the_api(world: World, name: str) -> None:
    world.github.faults["raw"] = first(1, FILE_FAULTS[name])
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert world.github.kinds().count("blob") == 1
    assert sorted(world.titles()) == TITLES


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", FILE_FAULTS)
async def test_a_file_that_nobody_serves_right_holds_the_update_back(
    world: World, edit: Edit, name: str
) -> None:
    service = await world.start()
    await service.refresh()
    edit(alpha=page("Alpha two"), beta=page("Beta two"))
    world.github.faults = {"raw": first(1, FILE_FAULTS[name]), "blob": FILE_FAULTS[name]}
    report = await service.refresh()
    assert report.outcome == "incomplete"
    assert "1 of 7 files are still missing" in report.message
    # Never half an update: the other page came, but is not shown without the first.
    assert sorted(world.titles()) == TITLES
    assert not world.condition().ok
    world.github.faults, world.github.calls = {}, []
    report = await service.refresh()
    assert report.changed == ("Alpha two", "Beta two")
    assert world.github.fetched() == ["alpha"]
    assert world.condition().ok


async def test_an_outage_of_both_hosts_is_not_hammered_at(world: World) -> None:
    world.github.faults = {"raw": answer(500), "blob": answer(500)}
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "incomplete"
    assert world.github.kinds() == ["tree", *["raw", "blob"] * 3]
    assert service.provenance.origin == "example"
    assert "the example that ships with the bot answers until then" in report.message


async def test_the_guide_does_without_the_list_of_categories(world: World) -> None:
    world.github.faults = {
        "raw": lambda request: web.Response(status=404) if "data/" in request.path else None,
        "blob": answer(404),
    }
    service = await world.start()
    assert (await service.refresh()).outcome == "updated"


# --- limits --------------------------------------------------------------------------------------------


async def test_blocked_for_bursts_it_asks_the_api_and_leaves_raw_alone(world: World) -> None:
    world.github.faults["raw"] = after(2, answer(429, "Too many requests"))
    service = await world.start()
    assert (await service.refresh()).outcome == "updated"
    assert world.github.kinds().count("raw") == 3
    assert world.github.kinds().count("blob") == len(NAMES) + 2 - 2


async def test_blocked_everywhere_it_waits_as_long_as_asked_even_beyond_a_restart(world: World) -> None:
    world.github.faults = {
        "raw": after(2, answer(429, "Too many requests", Retry_After="1200")),
        "blob": answer(403, '{"message": "You have exceeded a secondary rate limit"}', Retry_After="1500"),
    }
    service = await world.start()
    before = world.clock.now()
    report = await service.refresh()
    assert report.outcome == "incomplete"
    assert report.retry_at is not None
    assert timedelta(seconds=1200) <= report.retry_at - before < timedelta(seconds=1210)
    assert "allows no more requests before" in report.message
    service = await world.start()
    world.github.calls = []
    assert (await service.refresh()).outcome == "failed"  # the API is paused too: not even a tree
    assert world.github.calls == []
    world.clock.advance(timedelta(seconds=1510))
    world.github.faults = {}
    await service.refresh_if_due()
    assert len(world.github.fetched()) == len(NAMES) - 2 + 1 + 1
    assert sorted(world.titles()) == TITLES


async def test_a_used_up_budget_is_waited_for_until_its_reset(world: World) -> None:
    service = await world.start()
    await service.refresh()
    reset = world.clock.now() + timedelta(minutes=40)
    headers = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(reset.timestamp()))}
    world.github.faults["tree"] = answer(403, '{"message": "API rate limit exceeded"}', **headers)
    report = await service.refresh()
    assert report.outcome == "failed"
    assert report.retry_at == reset.replace(microsecond=0)
    world.github.calls, world.github.faults = [], {}
    world.clock.advance(timedelta(minutes=39))
    await service.refresh_if_due()
    assert (await service.refresh(force=True)).outcome == "failed"
    assert world.github.calls == []
    world.clock.advance(timedelta(minutes=1))
    await service.refresh_if_due()
    assert world.github.kinds() == ["tree"]
    assert world.condition().ok


async def test_a_short_wait_is_waited_out(world: World) -> None:
    world.github.faults["tree"] = first(1, answer(429, Retry_After="7"))
    service = await world.start(seconds_between_files=0)
    assert (await service.refresh()).outcome == "updated"
    assert world.slept == [7.0]


async def test_a_secondary_limit_without_a_time_means_a_minute(world: World) -> None:
    service = await world.start()
    world.github.faults["tree"] = answer(429)
    report = await service.refresh()
    assert report.retry_at == world.clock.now() + timedelta(minutes=5)  # the least wait of ours
    world.clock.advance(timedelta(seconds=59))
    world.github.calls = []
    await service.refresh()
    assert world.github.calls == []
    world.clock.advance(timedelta(seconds=1))
    await service.refresh()
    assert world.github.kinds() == ["tree"]


async def test_the_last_request_of_a_budget_is_not_overdrawn(world: World) -> None:
    reset = world.clock.now() + timedelta(minutes=10)
    world.github.headers = {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(reset.timestamp())),
    }
    service = await world.start()
    assert (await service.refresh()).outcome == "updated"
    world.github.calls = []
    assert (await service.refresh()).outcome == "failed"
    assert world.github.calls == []
    # Nothing is wrong with the source: it is the asking that comes too early.
    assert world.condition().ok
    world.clock.advance(timedelta(hours=6))
    await service.refresh_if_due()
    assert world.github.kinds() == ["tree"]


async def test_without_a_token_files_leave_a_reserve_for_trees(world: World) -> None:
    world.github.headers = {"x-ratelimit-remaining": "10"}
    world.github.faults["raw"] = answer(500)
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "incomplete"
    assert "blob" not in world.github.kinds()


async def test_blocked_without_a_token_it_waits_for_the_new_budget(world: World) -> None:
    reset = world.clock.now() + timedelta(minutes=17)
    world.github.headers = {
        "x-ratelimit-remaining": "10",
        "x-ratelimit-reset": str(int(reset.timestamp())),
    }
    world.github.faults["raw"] = answer(429)
    service = await world.start()
    report = await service.refresh()
    assert (report.outcome, report.retry_at) == ("incomplete", reset)
    assert world.github.kinds() == ["tree", "raw"]


async def test_retries_come_later_and_later(world: World) -> None:
    world.github.faults["tree"] = answer(500)
    service = await world.start()
    moments = []
    for _ in range(13 * 60 // 5):
        asked = len(world.github.calls)
        await service.refresh_if_due()
        if len(world.github.calls) > asked:
            moments.append(world.clock.now())
        world.clock.advance(timedelta(minutes=5))
    gaps = [(later - earlier).total_seconds() / 60 for earlier, later in itertools.pairwise(moments)]
    assert gaps == [5, 10, 20, 40, 80, 160, 320]


# --- the token -----------------------------------------------------------------------------------------


async def test_the_token_goes_to_the_api_alone(world: World) -> None:
    service = await world.start(environ={"GITHUB_TOKEN": "ghp_secret"})
    world.github.faults["blob"] = first(2, answer(500))
    await service.refresh()
    assert world.github.kinds().count("raw") == 2
    for call in world.github.calls:
        expected = None if call.kind == "raw" else "Bearer ghp_secret"
        assert call.headers.get("Authorization") == expected


async def test_the_token_does_not_follow_a_redirect_to_another_host(world: World) -> None:
    service = await world.start(environ={"GITHUB_TOKEN": "ghp_secret"})
    target = f"{world.github.raw_url}/moved/tree?recursive=1"
    world.github.faults["tree"] = first(
        1, lambda request: web.Response(status=301, headers={"Location": target})
    )
    assert (await service.refresh()).outcome == "updated"
    trees = [call.headers.get("Authorization") for call in world.github.calls if call.kind == "tree"]
    assert trees == ["Bearer ghp_secret", None]


async def test_a_token_that_github_refuses_is_reported_and_done_without(world: World) -> None:
    service = await world.start(environ={"GITHUB_TOKEN": "ghp_expired"})
    world.github.faults["tree"] = lambda request: (
        web.Response(status=401) if "Authorization" in request.headers else None
    )
    assert (await service.refresh()).outcome == "updated"
    assert [call.headers.get("Authorization") for call in world.github.calls][:3] == [
        "Bearer ghp_expired",
        None,
        None,
    ]
    assert not world.condition("guide.token").ok
    assert "ghp_expired" not in world.condition("guide.token").detail


async def test_a_token_from_a_file(world: World, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("ghp_file\n")
    service = await world.start(github_token_file=tmp_path / "token")
    await service.refresh()
    assert world.github.calls[0].headers["Authorization"] == "Bearer ghp_file"


@pytest.mark.parametrize("content", [None, "", "two words", "\x00"])
async def test_a_bad_token_file_is_reported_and_none_is_used(
    world: World, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "token").write_text(content)
    service = await world.start(github_token_file=tmp_path / "token")
    assert not world.condition("guide.token").ok
    assert (await service.refresh()).ok
    assert "Authorization" not in world.github.calls[0].headers


# --- what editors do -----------------------------------------------------------------------------------


async def test_a_tree_without_pages_is_refused_even_when_forced(world: World) -> None:
    service = await world.start()
    await service.refresh()
    world.github.files = {"README.md": b"moved"}
    for force in (False, True):
        report = await service.refresh(force=force)
        assert report.outcome == "failed"
        assert "not one page" in report.message
    assert sorted(world.titles()) == TITLES


async def test_mass_deletion_is_refused_until_forced(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    edit(alpha=None, beta=None, gamma=None, delta=None)
    for _ in range(2):
        report = await service.refresh()
        assert report.outcome == "refused"
        assert "4 of 7 entries would vanish" in report.message
        assert not world.condition().ok
        assert sorted(world.titles()) == TITLES
    # A restart does not forget the guard.
    service = await world.start()
    assert (await service.refresh()).outcome == "refused"
    report = await service.refresh(force=True)
    assert report.outcome == "updated"
    assert report.removed == ("Alpha", "Beta", "Delta", "Gamma")
    assert world.titles() == ["Epsilon", "Zeta"]
    assert world.condition().ok


async def test_half_of_the_entries_may_go(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    edit(alpha=None, beta=None, gamma=None)
    assert (await service.refresh()).outcome == "updated"


async def test_pages_broken_by_their_editors_count_as_vanished(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    edit(**{name: HTML.encode() for name in NAMES[:4]})
    assert (await service.refresh()).outcome == "refused"


async def test_a_broken_page_hides_no_other(world: World, edit: Edit) -> None:
    edit(alpha=b"---\ntitle: [\n---\n", beta=b"x" * (MAX_PAGE_BYTES + 1))
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert world.titles() == ["Delta", "Epsilon", "Gamma", "Zeta"]
    assert {defect.file.split("/")[-2] for defect in report.defects if defect.fatal} == {"alpha", "beta"}
    assert "2 pages left out" in world.condition("guide.pages").detail
    assert "beta" not in world.github.fetched()
    service = await world.start()
    assert len([defect for defect in service.defects if defect.fatal]) == 2
    edit(alpha=page("Alpha"), beta=page("Beta"))
    await service.refresh()
    assert world.condition("guide.pages").ok


async def test_a_folder_with_an_unprintable_name_hides_no_other(world: World, edit: Edit) -> None:
    edit(**{"be\nta": page("Beta"), "\ud800": page("Surrogate")})
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "updated"
    assert sorted(world.titles()) == TITLES
    names = [defect.file for defect in service.defects if defect.fatal]
    assert len(names) == 2
    assert all(name.isprintable() for name in names)


async def test_every_page_broken_is_refused(world: World, edit: Edit) -> None:
    edit(**dict.fromkeys(NAMES, b"no front matter"))
    world.github.files = {path: b"x" for path in world.github.files if path.startswith(SOFTWARE)}
    service = await world.start()
    report = await service.refresh()
    assert report.outcome == "failed"
    assert "can be read as a page" in report.message
    assert service.provenance.origin == "example"


async def test_trouble_is_told_once_and_healing_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    service = await world.start()
    await service.refresh()
    caplog.set_level("INFO", logger="bot.health")
    world.github.faults["tree"] = answer(500)
    for _ in range(3):
        await service.refresh()
    del world.github.faults["tree"]
    await service.refresh()
    told = [record.getMessage() for record in caplog.records if "guide.source" in record.getMessage()]
    assert len(told) == 2
    assert "does not work" in told[0]
    assert "works again" in told[1]


async def test_a_full_copy_is_the_only_one_the_database_accepts(world: World) -> None:
    service = await world.start()
    await service.refresh()
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        async with world.database.write() as tx:
            await tx.execute("DELETE FROM guide_blob")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        async with world.database.write() as tx:
            await tx.execute("UPDATE guide_file SET sha = NULL")


async def test_unused_contents_are_removed_after_a_week(world: World, edit: Edit) -> None:
    service = await world.start()
    await service.refresh()
    edit(alpha=page("Alpha two"))
    await service.refresh()

    async def stored() -> int:
        row = await world.database.one("SELECT count(*) AS n FROM guide_blob")
        assert row is not None
        return row["n"]

    assert await stored() == len(NAMES) + 3
    await service.sweep()
    assert await stored() == len(NAMES) + 3
    world.clock.advance(timedelta(days=8))
    await service.sweep()
    assert await stored() == len(NAMES) + 2
    assert (await world.start()).find_library("Alpha two") is not None
