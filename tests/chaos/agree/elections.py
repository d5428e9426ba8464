"""Elections: the file that was posted is recounted as anybody would, and holds everybody's receipt once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import cogs.elections.record
from tests.chaos.agree.chains import broken, entries
from tests.chaos.world import VOTERS, World
from tests.wire.elections.voters import CHANNEL

OVER = {"elected", "reopened", "tie", "confirmed", "archived"}
_RECORD = Path(cogs.elections.record.__file__).parent
# The command that the result names, and the folder that a voter copies: the standard library alone.
RECOUNTS = (
    (sys.executable, "-m", "bot", "election", "recount"),
    (sys.executable, "-I", "-S", str(_RECORD)),
)


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    known = {election for (election,) in world.stored("SELECT id FROM election")}
    if known != world.known.receipts.keys():
        yield f"there are the elections {known}, and people voted in {set(world.known.receipts)}"
    for election, receipts in world.known.receipts.items():
        yield from (f"election {election}: {each}" for each in _one(world, election, receipts))


def _one(world: World, election: int, receipts: dict[str, str]) -> Iterator[str]:
    ((stage,),) = world.stored("SELECT stage FROM election WHERE id = ?", election)
    if stage not in OVER:
        yield f"it is {stage}"
    yield from broken(entries(world, "election_log", "election_id", election))
    posted = _posted(world, f"election-{election}.json")
    if not posted:
        yield "no file was posted"
        return
    ((stored,),) = world.stored(
        "SELECT content FROM election_file WHERE election_id = ? AND name = 'public'", election
    )
    if set(posted) != {stored}:
        yield f"of {len(posted)} files that were posted one is not the one that is kept"
    yield from _holds(json.loads(posted[-1]), receipts)
    yield from _recounted(posted[-1], receipts)


def _posted(world: World, name: str) -> list[bytes]:
    """The content of every file of this name that stands in the channel, oldest first."""
    discord = world.discord.world
    found = []
    for message in discord.messages[int(world.channel(CHANNEL))].values():
        for each in message.attachments:
            if each["filename"] == name:
                data = discord.uploads.get(urlsplit(each["url"]).path.removeprefix("/cdn/"))
                found.append(bytes(data or b""))
    return found


def _holds(published: dict, receipts: dict[str, str]) -> Iterator[str]:
    """Everybody voted, each has a receipt of their own, and it is in the file once."""
    if receipts.keys() != set(VOTERS):
        yield f"{len(receipts)} of {len(VOTERS)} were shown a receipt"
    if Counter(published["receipts"]) != Counter(receipts.values()):
        yield "the receipts in the file are not those that voters were shown, each once"
    if published["turnout"]["voted"] != len(VOTERS):
        yield f"the turnout is {published['turnout']}"


def _recounted(content: bytes, receipts: dict[str, str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "posted.json"
        file.write_bytes(content)
        mine = [part for receipt in receipts.values() for part in ("--receipt", receipt)]
        for command in RECOUNTS:
            done = subprocess.run((*command, str(file), *mine), capture_output=True, text=True, check=False)
            if done.returncode:
                yield f"{' '.join(command)} ends with {done.returncode}: {(done.stdout + done.stderr)[-500:]}"
