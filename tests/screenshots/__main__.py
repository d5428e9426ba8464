"""Makes the pictures: `python -m tests.screenshots [FOLDER]`, by default into docs/images."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from . import deciding, everyday, moderating, polling
from .studio import studio

# In this order: the community's clock goes on.
SCENES = (
    everyday.newcomer,
    everyday.guide,
    moderating.setting_up,
    moderating.report,
    deciding.motion,
    polling.native_poll,
    polling.secret_poll,
    polling.date_poll,
    everyday.news,
    deciding.election,
)
IMAGES = Path(__file__).resolve().parents[2] / "docs/images"


async def pictures(out: Path) -> None:
    """Make every picture in `out`."""
    with tempfile.TemporaryDirectory() as folder:
        async with studio(Path(folder), out) as made:
            for scene in SCENES:
                await scene(made)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(pictures(folder))
    except LookupError as error:
        sys.exit(str(error))
