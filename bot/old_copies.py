"""The copies that upgrades and restores leave beside the database: kept for a time, then removed.

They hold what members have erased since, so they must not outlive the promise that `PRIVACY.md` makes.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.copying import remove

log = logging.getLogger(__name__)

# As long as the bot's own backups are kept by default.
KEPT = timedelta(weeks=4)
_ENDING = re.compile(r"\.(before-\d{4}|replaced-\d{8}T\d{6}Z)\.bak")


def remove_old_copies(database: Path, now: datetime) -> list[Path]:
    """Remove the copies beside `database` that are older than `KEPT` at `now` (UTC), and return their paths.

    How old one is tells the time at which its file was made or got its name. Other files are left alone.
    Raises `OSError` when the folder cannot be read or a file cannot be removed.
    """
    removed = []
    for path in sorted(database.parent.iterdir()):
        name = path.name
        if not name.startswith(database.name) or not _ENDING.fullmatch(name.removeprefix(database.name)):
            continue
        # A restore gives the file a second name: it changes then, and not what is in it.
        made_at = datetime.fromtimestamp(path.stat().st_ctime, UTC)
        if now - made_at > KEPT:
            remove(path)
            log.info("an old copy of the database was removed", extra={"fields": {"file": name}})
            removed.append(path)
    return removed
