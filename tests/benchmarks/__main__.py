"""`make bench`: speed beside a bare bot, a bare feed parser and others' counts, following many sources, greeting many
newcomers, then the quality of the guide's answers."""

from __future__ import annotations

import sys

from tests.benchmarks import elections, feeds, guide_quality, polling, speed, welcome

sys.exit(
    speed.main([])
    or feeds.main([])
    or polling.main([])
    or welcome.main([])
    or elections.main([])
    or guide_quality.main([])
)
