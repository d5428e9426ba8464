"""What moderators see of a refresh and of the counts reads well on a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cogs.guide.face.moderation import insights_view, refresh_view
from cogs.guide.model import Defect, Guide
from cogs.guide.source.provenance import Provenance, RefreshReport
from cogs.guide.storage.memory import Insights, Unanswered

from .limits import check, text_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_remark_names_the_entry_by_its_folder() -> None:
    file = "content/neuromorphic-computing/hardware/loihi-intel/index.md"
    report = RefreshReport(
        outcome="failed",
        message="GitHub does not answer",
        started_at=NOW,
        defects=(Defect(file, "product.software", "'nxSDK' has no page"),),
        retry_at=NOW,
        duration=timedelta(seconds=1),
    )
    view = refresh_view(report, Provenance("example", ""))
    check(view)
    shown = text_of(view)
    assert "- **hardware/loihi-intel**: product.software: 'nxSDK' has no page" in shown
    assert "The next try is <t:1772323200:R>." in shown


def test_needs_that_met_nothing_are_counted_in_words() -> None:
    insights = Insights(
        unknown_names=(Unanswered("excel", 2), Unanswered("arbor", 1)),
        unanswered_needs=(),
        libraries=(),
        needs=(),
        since=NOW,
    )
    shown = text_of(insights_view(insights, Guide((), (), source="a test")))
    assert "- excel: 2 times\n- arbor: once" in shown
