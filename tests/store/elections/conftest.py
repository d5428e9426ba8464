"""Elections that have just begun."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .course import Course, course_at


@pytest.fixture
async def course(tmp_path: Path) -> AsyncIterator[Course]:
    """Elections on an empty database, with ten members on the roll."""
    async with course_at(tmp_path / "community.sqlite3") as made:
        await made.roll(10)
        yield made
