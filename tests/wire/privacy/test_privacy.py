"""`/privacy`: what is kept about whoever asks, of every job, switched off or not; exported, and erased."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.cog import available, find
from tests.wire.announcements.commanding import add
from tests.wire.harness import Json, Person, is_private, labels, said, text
from tests.wire.welcome.face.newcomers import answers

from .conftest import JOBS, BeginPrivate, Private

ROOT = Path(__file__).parents[3]
SURE = "Which library should I use to train spiking neural networks in JAX?"
MEMBER = "kofi.asante"
# What of these is exported, what goes and what stays: test_elections.py.
OF_ELECTIONS = {
    *("roll_member", "officer_term", "election", "election_ballot", "election_candidate", "election_log"),
    *("election_proxy", "election_voted", "election_voter"),
}
# Members of the committee alone are in these: tests/store/committee/test_what_is_kept.py.
OF_THE_COMMITTEE = {"committee_log", "committee_name", "committee_draft"}
# What is kept of who asks and votes: test_polls.py.
OF_POLLS = {"poll"}
# What is kept of who reports, is reported, or is held: test_moderation.py.
OF_MODERATION = {"moderation_report", "moderation_reporter", "moderation_hold"}
# What of somebody who was erased stays, and says until when.
STAYS = {"erasure", "welcome_newcomer"}
# How columns end that tell of a person.
NAMES_A_PERSON = ("user_id", "member_id", "officer_id", "holder_id", "principal_id", "who", "_by")


async def leave_traces(community: Private) -> Person:
    """Somebody joins and does everything of which something is kept."""
    nova = community.joins("nova", global_name="Nova")
    await community.greeting(nova)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM outbox WHERE key LIKE 'welcome.direct.%'"), "a direct message"
    )
    form = await nova.command("welcome introduce")
    await nova.submit(form, about="I record *single neurons* in Łódź.")
    await community.introduction(nova)

    community.write("spikes", start=community.ahead(days=20))
    await community.sweep()
    event = await nova.command("event next")
    await nova.click(event["message"], "Remind me")

    asked = nova.at("help")
    await asked.say(SURE)
    await community.eventually(lambda: community.stored("SELECT 1 FROM guide_conversation"), "an answer")

    community.promote(nova)
    await add(community, "/blog.xml", title="The blog", by="nova")
    await nova.command("admin config set", cog="guide", key="answers", value="2")
    await nova.command("admin cogs disable", name="elections")
    await nova.command("admin cogs enable", name="elections")
    await community.quiet()
    assert files_that_hold(community, "single neurons")
    return nova


def files_that_hold(community: Private, words: str) -> set[str]:
    """The files of the database with these words anywhere in them, pages that are free included."""
    files = community.bot.database.parent.glob(f"{community.bot.database.name}*")
    return {file.name for file in files if words.encode() in file.read_bytes()}


def tables_that_name(community: Private, person: Person) -> set[str]:
    """The tables of the database with anything in them that holds a person's id."""
    tables = [name for (name,) in community.stored("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table
        for table in tables
        for row in community.stored(f"SELECT * FROM {table}")
        if any(person.id in str(value) for value in row)
    }


def tables_of_people(community: Private) -> set[str]:
    """The tables of the schema with a column for a person's id."""
    found = {
        table
        for (table,) in community.stored("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (column,) in community.stored("SELECT name FROM pragma_table_info(?)", table)
        if column.endswith(NAMES_A_PERSON)
    }
    return found - OF_ELECTIONS - OF_THE_COMMITTEE - OF_POLLS - OF_MODERATION - {"erasure"}


async def shows(person: Person) -> list[Json]:
    """What is shown of everybody, and of this person."""
    return await answers(person, await person.command("privacy show"), "What it holds about you now")


async def confirm(person: Person) -> tuple[str, Json]:
    """Ask to erase everything and say yes; the question, and what became of it."""
    asked = await person.command("privacy erase")
    assert is_private(asked["message"])
    return said(asked), await person.click(asked["message"], "Erase it")


async def test_everything_is_shown_exported_and_erased_even_of_jobs_that_are_off(begin: BeginPrivate) -> None:
    community = await begin()
    nova = await leave_traces(community)
    # Whoever adds a table about people lets Nova leave a trace in it.
    assert tables_of_people(community) <= tables_that_name(community, nova)
    before = await community.export(nova)
    held = before["held"]
    assert set(held) == {"admin", "announcements", "guide", "privacy", "welcome"}
    assert [each["key"] for each in held["admin"]["settings"]] == ["answers"]
    assert [each["name"] for each in held["admin"]["switches"]] == ["elections"]
    assert held["announcements"]["sources_added"][0]["url"].endswith("/blog.xml")
    assert held["announcements"]["event_reminders"][0]["event"] == "workshop/spikes"
    assert held["guide"]["answered"][0]["channel"] == community.channel("help")
    assert held["welcome"]["introduction"]["about"] == "I record *single neurons* in Łódź."
    assert held["welcome"]["newcomer"]["state"] == "greeted"
    # The greeting, the direct message, the introduction.
    assert len(held["privacy"]["messages_naming_you"]) == 3
    assert sum("direct_messages" in each for each in held["privacy"]["messages_naming_you"]) == 1

    for job in JOBS:
        await community.switch(job, on=False)
    after = await community.export(nova)
    assert after["held"].pop("admin")["settings"] == held.pop("admin")["settings"]
    assert after["held"] == held

    question, done = await confirm(nova)
    assert "**announcements**: sources added (1) and event reminders (1)" in question
    assert "only your introduction is deleted there" in question
    assert "so that you are not greeted again: until <t:" in question
    told = said(done)
    for line in (
        "**admin**: 2 entries",
        "**announcements**: 2 entries",
        "**guide**: 1 entry",
        "**welcome**: 2",
    ):
        assert line in told
    assert "✅ Erased" in told
    assert "30 days after you leave" in told
    assert "no sooner than it is switched on again" in told
    assert labels(done["message"]) == []
    await community.eventually(lambda: not community.introductions(nova), "the introduction gone")

    left = (await community.export(nova))["held"]
    assert set(left) == {"privacy", "welcome"}
    assert set(left["privacy"]) == {"erased_at"}
    assert set(left["welcome"]) == {"newcomer"}
    assert left["welcome"]["newcomer"]["reason"] == "asked to be forgotten"
    assert tables_that_name(community, nova) == STAYS
    assert files_that_hold(community, "single neurons") == set()
    assert files_that_hold(community, nova.id) == set()
    assert community.stored("SELECT * FROM guide_conversation") == []
    # What others rely on is still there.
    assert community.stored("SELECT count(*) FROM announcement_source WHERE removed_at IS NULL") == [(1,)]
    assert community.stored("SELECT value FROM setting_override") == [("2",)]

    for job in JOBS:
        await community.switch(job, on=True)
    await community.sweep()
    assert len([m for m in community.public("welcome") if f"<@{nova.id}>" in text(m)]) == 1
    assert community.bot.errors() == []
    assert community.invalid_requests() == []


async def test_it_shows_what_is_kept_of_people_and_apart_from_it_what_of_oneself(
    begin: BeginPrivate, monkeypatch: pytest.MonkeyPatch
) -> None:
    community = await begin()
    kofi = community.person(MEMBER)
    *general, own = await shows(kofi)
    assert all(map(is_private, (*general, own)))
    for name in available():
        for data in find(name).stores:
            assert f"{data.what}, {data.why}. Kept: {data.kept}." in "\n".join(map(text, general))
    assert "What it holds about you now\nNothing." in text(own)
    assert labels(own) == ["Export as a file"]
    assert (await community.export(kofi, await kofi.click(own, "Export as a file")))["held"] == {}
    nothing = await kofi.command("privacy erase")
    assert "holds nothing about you" in said(nothing)
    assert labels(nothing["message"]) == []

    await kofi.submit(await kofi.command("welcome introduce"), about="I am *Kofi*.")
    await community.introduction(kofi)
    *_, own = await shows(kofi)
    assert "**welcome**\n- introduction: about “I am \\*Kofi\\*.”" in text(own)
    assert labels(own) == ["Export as a file", "Erase…"]
    # Somebody else's is nobody's business, and pressing for oneself concerns oneself alone.
    leila = community.person("leila.haddad")
    assert (await community.export(leila))["held"] == {}
    monkeypatch.setattr("bot.local_discord.people.lookup.message_accessible", lambda *_: True)
    assert "nothing left" in said(await leila.click(await _question(kofi, own), "Erase it"))
    assert community.stored("SELECT count(*) FROM welcome_introduction") == [(1,)]


async def _question(person: Person, shown: Json) -> Json:
    asked = await person.click(shown, "Erase…")
    message: Json = asked["message"]
    return message


async def test_buttons_work_after_a_restart_and_pressing_twice_is_pressing_once(begin: BeginPrivate) -> None:
    community = await begin()
    ada = community.joins("ada")
    await community.greeting(ada)
    await ada.submit(await ada.command("welcome introduce"), about="I am Ada.")
    await community.introduction(ada)
    await community.quiet()
    *_, shown = await shows(ada)
    asked = (await ada.command("privacy erase"))["message"]
    other = (await ada.command("privacy erase"))["message"]
    assert await community.bot.stop() == 0
    await community.bot.start()

    assert "Nothing was erased" in said(await ada.click(other, "Cancel"))
    assert (await community.export(ada, await ada.click(shown, "Export as a file")))["held"]["welcome"]
    outcomes = await asyncio.gather(ada.click(asked, "Erase it"), ada.click(asked, "Erase it"))
    told = [await ada.told(outcome) for outcome in outcomes]
    assert all("What has to wait" in each for each in told)
    _, again = await confirm(ada)
    assert "There was nothing left to erase." in said(again)
    assert community.stored("SELECT count(*) FROM welcome_introduction") == [(0,)]
    assert community.bot.errors() == []


async def test_a_job_that_fails_is_told_and_stops_no_other(begin: BeginPrivate, tmp_path: Path) -> None:
    project = tmp_path / "project"
    for folder in ("bot", "cogs", "migrations"):
        shutil.copytree(ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__"))
    cog = project / "cogs/guide/cog.py"
    source = cog.read_text(encoding="utf-8")
    for method in ("export", "erase"):
        head = f"    async def {method}_member(self, user_id: int)"
        assert head in source
        source = source.replace(head, f"    async def _{method}(self, user_id: int)")
    cog.write_text(
        source.replace(
            "    def suggest(",
            "    async def export_member(self, user_id):\n        raise RuntimeError('a bug')\n\n"
            "    erase_member = export_member\n\n    def suggest(",
        ),
        encoding="utf-8",
    )
    # One that cannot even be imported; nobody switched it on.
    (project / "cogs/elections/__init__.py").write_text("def broken(:", encoding="utf-8")
    community = await begin(project=project)
    ada = community.joins("ada")
    await ada.submit(await ada.command("welcome introduce"), about="I am Ada.")
    await community.introduction(ada)
    await community.quiet()

    document = await community.export(ada)
    assert set(document["could_not_be_read"]) == {"elections", "guide"}
    assert document["held"]["welcome"]["introduction"]["about"] == "I am Ada."
    question, done = await confirm(ada)
    told = said(done)
    assert "**guide** could not be asked" in question
    assert "Not everything could be erased" in told
    assert "**welcome**: 2 entries" in told
    references = {line["ref"] for line in community.bot.errors()}
    for job in ("guide", "elections"):
        line = next(line for line in told.splitlines() if line.startswith(f"⚠️ **{job}** failed"))
        assert line.split("`")[1] in references
    assert document["could_not_be_read"]["guide"] in references
    assert community.stored("SELECT count(*) FROM welcome_introduction") == [(0,)]
