"""`make bench`: speed beside a bare bot and a bare feed parser, then the quality of the guide's answers."""

from __future__ import annotations

import sys

from tests.benchmarks import feeds, guide_quality, speed

sys.exit(speed.main([]) or feeds.main([]) or guide_quality.main([]))
