"""A database is restored while people vote, and after the result: what is lost is told, and no result is made up."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.wire.elections.voters import CHANNEL, DAY, MODERATORS, OFFICER, BeginVote, Office, Vote, begin_vote
from tests.wire.harness import said, text
from tests.wire.restoring import command, put_back

__all__ = ["begin_vote"]

CHAIR = Office("Chair", ("Ada", "Ben"))


async def vote(community: Vote, username: str, first: str) -> None:
    voter = community.voter(username)
    await voter.begin()
    await voter.fill("Chair: choose", {"1st choice": first})
    await voter.confirm()


def heard(community: Vote, channel: str) -> list[str]:
    return [text(each) for each in community.messages_of_the_bot(channel)]


async def test_restored_in_mid_vote_it_goes_on_and_after_the_result_it_asks_a_person(
    begin_vote: BeginVote, tmp_path: Path
) -> None:
    community = await begin_vote(CHAIR, participation="0")
    await vote(community, "priya_nair", "Ada")
    await community.quiet()
    backup = tmp_path / "backups" / "copy.sqlite3"
    backup.parent.mkdir()
    code, told = await command(community, "backup", str(backup))
    assert code == 0, told
    # A vote that the backup does not know.
    await vote(community, "leila.haddad", "Ben")
    assert community.voted() == 2

    await community.bot.kill()
    await put_back(community, backup)
    await community.bot.start()
    assert community.voted() == 1
    assert "nothing is remembered of what happened" in said(
        await community.person("sofia_reyes").command("admin status")
    )
    for name in ("leila.haddad", "kofi.asante"):
        await vote(community, name, "Ben")
    before = len(heard(community, CHANNEL))
    await community.advance(community.seconds_left() + DAY)
    await community.eventually(community.result, "the result", 60.0)
    await community.eventually(
        lambda: not list(Path(f"{community.bot.database}.keys").iterdir()), "the end of the key", 60.0
    )
    await community.quiet()
    assert "3" in community.result()

    # The result stands, and the database is restored once more: its ballots cannot be opened by anybody.
    published = heard(community, CHANNEL)
    assert len(published) > before
    await community.bot.kill()
    await put_back(community, backup)
    await community.bot.start()
    await community.eventually(
        lambda: any("the key of its ballots is gone" in each for each in heard(community, MODERATORS)),
        "the officer is told",
        60.0,
    )
    await community.advance(DAY)
    assert community.stored("SELECT 1 FROM election_file") == []
    assert sum("Do not trust" in each for each in heard(community, CHANNEL)) == 1
    officer = community.person(OFFICER)
    form = await officer.command("election cancel", election="#1")
    told = said(
        await officer.submit(form, reason="The database was lost after the result, which stands above.")
    )
    assert community.stored("SELECT stage FROM election") == [("cancelled",)], told
    shutil.rmtree(backup.parent)
