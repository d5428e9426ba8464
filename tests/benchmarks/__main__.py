"""`make bench`: speed beside a bare bot and a bare feed parser, following many sources, greeting many newcomers, then
the quality of the guide's answers."""

from __future__ import annotations

import sys

from tests.benchmarks import feeds, guide_quality, polling, speed, welcome

sys.exit(speed.main([]) or feeds.main([]) or polling.main([]) or welcome.main([]) or guide_quality.main([]))
