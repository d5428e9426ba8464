"""The documents that list all there is list all there is."""

from __future__ import annotations

import pytest

from tests.docs.reference import PARTS, ROOT, split


@pytest.mark.parametrize("document", PARTS)
def test_it_is_what_the_program_says(document: str) -> None:
    mark, written = PARTS[document]
    _, shown, _ = split((ROOT / document).read_text(encoding="utf-8"), mark)

    assert shown.strip() == written(), "`python -m tests.docs.reference` writes it anew"
