"""`make bench`: speed beside a bare bot, then the quality of the guide's answers."""

from __future__ import annotations

import sys

from tests.benchmarks import guide_quality, speed

sys.exit(speed.main([]) or guide_quality.main([]))
