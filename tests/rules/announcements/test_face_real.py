"""What real feeds say fits into what members and moderators see; skipped where they are not at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cogs.announcements.face import adding, cards, posting
from cogs.announcements.looking import Found, newest_first
from cogs.announcements.model import Unreadable
from cogs.announcements.readers import read_any
from cogs.announcements.storage.records import Choices
from cogs.announcements.templates import LONGEST_TEMPLATE
from tests.benchmarks.feeds import real_data, real_feeds
from tests.rules.announcements.test_face import assert_fits, said

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FEEDS = real_feeds(real_data() or Path("no real data"))
EVERYTHING = "{title} {link} {author} {summary} {source} {date} {tags} "
CHOICES = Choices(
    title="The longest name of a source that there may be, " * 2,
    channel_id=1_575_266_611_433_046_044,
    role_id=1_575_266_611_433_046_044,
    template=EVERYTHING + "x" * (LONGEST_TEMPLATE - len(EVERYTHING)),
)

pytestmark = pytest.mark.skipif(
    not FEEDS, reason="the real feeds are not on this machine (ONM_SITE names their folder)"
)


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_cards_and_previews_of_every_real_item_fit(path: Path) -> None:
    try:
        found = read_any(path.read_bytes(), url="", content_type=None, now=NOW)
    except Unreadable:
        pytest.skip("no feed; the readers' tests say why")
    plain = Choices(title=CHOICES.title, channel_id=CHOICES.channel_id, role_id=CHOICES.role_id)
    for item in found.items:
        assert_fits(cards.item_card(item, plain))
        assert_fits(posting.page_view(item, CHOICES))
        assert "\n## " in said(cards.item_card(item, plain))
    if found.items:
        assert_fits(cards.summary_card(found.items, plain, mention=True))
    newest = next(iter(newest_first(found.items, lambda item: item)), None)
    shown = Found("https://example.org/feed", "feed", found.title or "", found, newest)
    assert_fits(adding.found_view(shown, plain))
