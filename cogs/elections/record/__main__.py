"""`python3 -m cogs.elections.record EXPORT.json`, or `python3 cogs/elections/record EXPORT.json`."""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run by its path: the folder is on the search path, and what it belongs to is not.
    sys.path[0] = str(Path(__file__).resolve().parents[3])

from cogs.elections.record.command import main

for stream in (sys.stdout, sys.stderr):
    # Names of any script, on terminals that know few.
    stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
sys.exit(main())
