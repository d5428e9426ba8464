"""Somebody has the files, and wants to know who voted what.

They have the database, its write-ahead log, and backups taken while voting was open and after it closed; they do
not have the key. The same attacks are made on tables as one would write them without much thought ("who" and
"what" apart, in the order of their arrival): there they succeed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.clock import to_text
from cogs.elections.box.contents import packed
from cogs.elections.box.sealing import Seal
from cogs.elections.model import Answer, Receipts
from cogs.elections.storage.papers import PaperStore
from tests.store.elections.box_world import box_world
from tests.store.elections.pages import Cell, Image, commits, image

# Those whose rows fit into one page, and many more.
FEW, MANY = 20, 100
# However many guess, one is right by chance; twelve or more are so once in a thousand million times.
CHANCE = 12

NAIVE = """
PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = OFF;
CREATE TABLE voted (id INTEGER PRIMARY KEY, member_id TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE ballot (id INTEGER PRIMARY KEY, answer TEXT NOT NULL, receipt TEXT NOT NULL, at TEXT NOT NULL) STRICT;
PRAGMA wal_checkpoint(TRUNCATE);
"""

Guess = Mapping[str, object]


@dataclass
class Files:
    """What was taken of a database: its files and two backups in mid-vote, and its files after the count."""

    voting: Path
    backup: Path
    one_vote_later: Path
    counted: Path
    cleaned: Path


@dataclass
class Evidence:
    """What the attacker has, and what nobody but the voters knows: who voted what, with which receipts."""

    ours: Files
    naive: Files
    truth: dict[str, str]
    receipts: dict[str, str]
    last_voter: str

    @property
    def voters(self) -> int:
        """How many voted."""
        return len(self.truth)

    def score(self, guess: Guess) -> int:
        """How many are linked rightly."""
        return sum(self.truth.get(member) == answer for member, answer in guess.items())


class Naive:
    """Tables that keep who and what apart, and nothing else in mind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(NAIVE)

    def cast(self, member: str, answer: str, receipt: str, now: datetime) -> None:
        self.connection.execute("BEGIN")
        self.connection.execute("INSERT INTO voted (member_id, at) VALUES (?, ?)", (member, to_text(now)))
        self.connection.execute(
            "INSERT INTO ballot (answer, receipt, at) VALUES (?, ?, ?)", (answer, receipt, to_text(now))
        )
        self.connection.execute("COMMIT")


def copy(database: Path, folder: Path) -> Path:
    """The files as they lie there."""
    folder.mkdir(parents=True)
    for path in database.parent.glob(database.name + "*"):
        if path.is_file() and not path.name.endswith("-shm"):
            shutil.copy(path, folder)
    return folder / database.name


def backup(database: Path, path: Path) -> Path:
    """An online backup."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


@pytest.fixture(scope="module", params=[FEW, MANY])
def evidence(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Evidence:
    return asyncio.run(gathered(tmp_path_factory.mktemp("evidence"), request.param))


async def gathered(folder: Path, voters: int) -> Evidence:
    (folder / "bot").mkdir()
    naive = Naive(folder / "naive.sqlite3")
    async with box_world(folder / "bot") as world:
        members = [f"m{number:03}" for number in range(voters)]
        asked = await world.election(voters=members, offices=(5,))
        # What is deleted is overwritten by some builds of SQLite only, and nothing is taken from the log yet.
        async with world.database.write() as tx:
            for pragma in ("secure_delete = OFF", "wal_autocheckpoint = 0"):
                await tx.all(f"PRAGMA {pragma}")
        await world.database.vacuum()
        random = Random(5)
        random.shuffle(members)
        rankings = random.sample(list(itertools.permutations(range(5))), voters)
        truth: dict[str, str] = {}
        receipts: dict[str, str] = {}

        async def vote(member: str, ranking: Sequence[int]) -> None:
            # A fifth of them change their minds.
            if random.random() < 0.2:
                await world.box.cast(asked.id, member, asked.ranked(*random.sample(range(5), 5)))
            answers = asked.ranked(*ranking)
            receipts[member] = await world.box.cast(asked.id, member, answers)
            truth[member] = text(answers[asked.questions[0]])
            naive.cast(member, truth[member], receipts[member], world.clock.advance(timedelta(minutes=1)))

        def taken(name: str, take: Callable[[Path, Path], Path]) -> list[Path]:
            return [take(path, folder / name / path.stem) for path in (world.path, naive.path)]

        for member, ranking in zip(members[:-1], rankings[:-1], strict=True):
            await vote(member, ranking)
        backups = taken("backup", backup)
        await vote(members[-1], rankings[-1])
        later = taken("later", backup)
        voting = taken("voting", copy)
        await world.close(asked.id)
        await world.open_box(asked)
        counted = taken("counted", copy)
        await world.box.destroy(asked.id)
        cleaned = taken("cleaned", copy)
    naive.connection.close()
    ours, theirs = (Files(*paths) for paths in zip(voting, backups, later, counted, cleaned, strict=True))
    return Evidence(ours, theirs, truth, receipts, members[-1])


def text(answer: Answer) -> str:
    return json.dumps(answer, separators=(",", ":"))


# --- the attacks -----------------------------------------------------------------------------------------


def as_laid_down(cells: Iterable[Cell]) -> list[Cell]:
    """Cells in the order in which they were written into their pages."""
    return sorted(cells, key=lambda cell: (cell.page, -cell.offset))


def orders_of(cells: Sequence[Cell]) -> tuple[list[Cell], ...]:
    """By key or row id, and by where they lie; forwards and backwards."""
    laid_down = as_laid_down(cells)
    return list(cells), laid_down, list(reversed(cells)), laid_down[::-1]


def in_step(who: Sequence[Cell], what: Sequence[Cell], answer: int) -> Guess:
    """Put the first of one to the first of the other, and so on."""
    return {one.values[1]: other.values[answer] for one, other in zip(who, what, strict=True)}


def came(before: Image, after: Image, table: str) -> list[tuple[object, ...]]:
    """The records of a table that were not there before."""
    known = {cell.values for cell in before.table(table)}
    return [cell.values for cell in after.table(table) if cell.values not in known]


def by_commit(images: Sequence[Image], who: str, what: str) -> dict[str, tuple[object, ...]]:
    """Put together the member and the ballot that came in the same commit."""
    together: dict[str, tuple[object, ...]] = {}
    for before, after in itertools.pairwise(images):
        members, ballots = came(before, after, who), came(before, after, what)
        if len(members) == len(ballots) == 1:
            together[str(members[0][1])] = ballots[0]
    return together


def everything(path: Path) -> bytes:
    """All bytes of a database and its log."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(path.name + "*")))


# --- while voting is open --------------------------------------------------------------------------------


def test_what_is_voted_cannot_be_read(evidence: Evidence) -> None:
    words = [*evidence.truth.values(), *evidence.receipts.values()]
    words += [word.replace('"', "") for word in words] + [word.replace("-", "") for word in words]
    for moment in ("voting", "backup", "one_vote_later"):
        naive, ours = (everything(getattr(files, moment)) for files in (evidence.naive, evidence.ours))
        assert sum(word.encode() in naive for word in words) > evidence.voters
        assert not any(word.encode() in ours for word in words)
        assert b"ranking" not in ours.replace(b"regulations", b"")


async def test_by_size(evidence: Evidence, tmp_path: Path) -> None:
    """A blank ballot and a long one are equally long; they would not be without padding."""
    sizes = {len(cell.values[2]) for cell in image(evidence.ours.backup).table("election_sealed_ballot")}
    assert len(sizes) == 1
    async with box_world(tmp_path) as world:
        asked = await world.election(offices=(5, 1), motions=2, receipts=Receipts.NONE)
        for count in range(5):
            await world.box.cast(asked.id, f"m{count + 1}", asked.ranked(*range(count)))
        cells = image(backup(world.path, tmp_path / "backup.sqlite3")).table("election_sealed_ballot")
        assert len(cells) == 5
        assert len({len(cell.values[2]) for cell in cells}) == 1
        paper = await PaperStore(world.database).get(asked.id)
        assert paper is not None
        seal = Seal(bytes(32), asked.id)
        plain = [packed(paper, asked.ranked(*range(count)), "").rstrip() for count in range(5)]
        assert len({len(seal.close(b"", each)) for each in plain}) == 5


def test_by_the_commits_of_the_log(evidence: Evidence) -> None:
    """The log tells which sealed ballot came with which voter. That opens nothing."""
    naive = by_commit(commits(evidence.naive.voting), "voted", "ballot")
    assert evidence.score({member: record[1] for member, record in naive.items()}) == evidence.voters
    ours = by_commit(commits(evidence.ours.voting), "election_voted", "election_sealed_ballot")
    assert len(ours) == evidence.voters
    # Neither keys nor contents come again, and no order of one is an order of the other.
    cleaned = everything(evidence.ours.cleaned)
    assert all(bytes(value) not in cleaned for record in ours.values() for value in record[1:])  # type: ignore[call-overload]
    sealed = [sorted(ours, key=lambda member: ours[member][column]) for column in (1, 2)]  # type: ignore[return-value]
    opened = commits(evidence.ours.counted)[-1].table("election_ballot")
    for members, ballots in itertools.product((list(ours), *sealed), orders_of(opened)):
        guess = {member: ballot.values[2] for member, ballot in zip(members, ballots, strict=True)}
        assert evidence.score(guess) < CHANCE


def test_by_two_backups_between_which_one_person_voted(evidence: Evidence) -> None:
    naive = [image(path) for path in (evidence.naive.backup, evidence.naive.one_vote_later)]
    ((_, answer, *_),) = came(*naive, "ballot")
    assert answer == evidence.truth[evidence.last_voter]
    ours = [image(path) for path in (evidence.ours.backup, evidence.ours.one_vote_later)]
    ((_, member, _),) = came(*ours, "election_voted")
    assert member == evidence.last_voter
    ((_, *sealed),) = came(*ours, "election_sealed_ballot")
    cleaned = everything(evidence.ours.cleaned)
    for value in sealed:
        assert isinstance(value, bytes)
        assert value not in cleaned


# --- after voting ----------------------------------------------------------------------------------------


def test_by_order_row_ids_and_places_within_pages(evidence: Evidence) -> None:
    now = commits(evidence.naive.counted)[-1]
    # The first two: by row id, and by place.
    for who, what in zip(orders_of(now.table("voted")), orders_of(now.table("ballot")), strict=True):
        assert evidence.score(in_step(who, what, 1)) == evidence.voters
    for path in (evidence.ours.counted, evidence.ours.cleaned):
        now = commits(path)[-1]
        whos, whats = orders_of(now.table("election_voted")), orders_of(now.table("election_ballot"))
        for who, what in itertools.product(whos, whats):
            assert evidence.score(in_step(who, what, 2)) < CHANCE


def test_by_receipts(evidence: Evidence) -> None:
    """Who knows somebody's receipt learns that their ballot is in, and nothing of what it says."""
    naive = {cell.values[2]: cell.values[1] for cell in commits(evidence.naive.counted)[-1].table("ballot")}
    assert (
        evidence.score({member: naive[receipt] for member, receipt in evidence.receipts.items()})
        == evidence.voters
    )
    now = commits(evidence.ours.counted)[-1]
    published, opened = now.table("election_receipt"), now.table("election_ballot")
    owner = {receipt: member for member, receipt in evidence.receipts.items()}
    assert {cell.values[1] for cell in published} == owner.keys()
    for receipts, ballots in itertools.product(orders_of(published), orders_of(opened)):
        pairs = zip(receipts, ballots, strict=True)
        guess = {owner[receipt.values[1]]: ballot.values[2] for receipt, ballot in pairs}
        assert evidence.score(guess) < CHANCE
    assert all(None is cell.values[3] is cell.values[4] for cell in opened)


def test_by_times(evidence: Evidence) -> None:
    now = commits(evidence.naive.counted)[-1]
    who = {cell.values[2]: cell.values[1] for cell in now.table("voted")}
    what = {cell.values[3]: cell.values[1] for cell in now.table("ballot")}
    assert evidence.score({who[at]: what[at] for at in who}) == evidence.voters
    moment = re.compile(r"\d{4}-\d\d-\d\d|\d{10}")
    for path in (evidence.ours.voting, evidence.ours.counted):
        for table in ("voted", "sealed_ballot", "ballot", "receipt", "proxy"):
            for cell in commits(path)[-1].table(f"election_{table}"):
                assert not any(isinstance(value, str) and moment.search(value) for value in cell.values)
                assert not any(isinstance(value, int) and value > MANY for value in cell.values)


def test_by_what_is_left_in_freed_pages(evidence: Evidence) -> None:
    sealed = [cell.values[2] for cell in commits(evidence.ours.voting)[-1].table("election_sealed_ballot")]
    # Once deleted they still lie there, sealed as they are, until the file is cleaned.
    counted, cleaned = (commits(path)[-1] for path in (evidence.ours.counted, evidence.ours.cleaned))
    assert any(each in counted.freed() for each in sealed)
    assert cleaned.freed() == b""
    assert not any(each in everything(evidence.ours.cleaned) for each in sealed)


async def test_with_the_key_everything_is_known(tmp_path: Path) -> None:
    """What a host can do who copies the key while voting is open: the documentation says so."""
    async with box_world(tmp_path) as world:
        asked = await world.election(voters=["m1"])
        await world.box.cast(asked.id, "m1", asked.ranked(2))
        (path,) = world.keys.path.iterdir()
        seal = Seal(path.read_bytes(), asked.id)
        (cell,) = image(backup(world.path, tmp_path / "backup.sqlite3")).table("election_sealed_ballot")
        assert cell.values[1] == seal.ballot_key("m1")
        assert asked.candidates[0][2].encode() in seal.open(cell.values[1], cell.values[2])
