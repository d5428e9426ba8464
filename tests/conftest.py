"""What holds for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
# What waits longest comes first: no worker is left with a slow file when the others are done.
ORDER = ("wire", "page", "store", "rules", "docs")
PROCESSES = {"wire", "page"}

# A busy machine is slow, not wrong: no example fails for the time it takes.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each core: tests on the wire wait for their bot half of the time."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order of `ORDER`, others after them; within each part as they were found.

    What runs processes and a browser is tried once more if it fails: a busy machine may stop any of them for longer than
    any patience. The closing lines name it (RERUN), and somebody has to look at what is named there twice.
    """
    place = {part: number for number, part in enumerate(ORDER)}
    items.sort(key=lambda item: place.get(item.path.relative_to(HERE).parts[0], len(place)))
    for item in items:
        if item.path.relative_to(HERE).parts[0] in PROCESSES:
            item.add_marker(pytest.mark.flaky(reruns=1))
