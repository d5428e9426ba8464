"""What became of newcomers, counted by week without names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal, get_args

Step = Literal["joined", "screened", "greeted", "started", "introduced", "spoke"]
STEPS: tuple[Step, ...] = get_args(Step)
LABELS: Mapping[Step, str] = {
    "joined": "joined",
    "screened": "came through",
    "greeted": "greeted",
    "started": "pressed start",
    "introduced": "introduced",
    "spoke": "first message",
}
# As many columns as fit on a phone beside a label and two numbers.
SHOWN = 8
_LEVELS = "▁▂▃▄▅▆▇█"


def week_of(moment: datetime) -> date:
    """Return the Monday (UTC) of the week that `moment` counts for."""
    day = moment.date()
    return day - timedelta(days=day.weekday())


def chart(counts: Mapping[date, Mapping[Step, int]], now: datetime) -> str:
    """Return a line for each step, for a font of fixed width: the last weeks as a curve, then two numbers.

    >>> print(chart({date(2026, 11, 30): {"joined": 4, "greeted": 2}}, datetime(2026, 12, 1)).splitlines()[1])
    joined        ▁▁▁▁▁▁▁█    0    4
    """
    weeks = [week_of(now) - timedelta(weeks=back) for back in reversed(range(SHOWN))]
    rows = {step: [counts.get(week, {}).get(step, 0) for week in weeks] for step in STEPS}
    most = max(max(numbers) for numbers in rows.values())
    lines = [f"{'':14}{f'{SHOWN} weeks':8}{'last':>5}{'this':>5}"]
    for step, numbers in rows.items():
        curve = "".join(_LEVELS[round(number / most * 7) if most else 0] for number in numbers)
        lines.append(f"{LABELS[step]:14}{curve}{numbers[-2]:>5}{numbers[-1]:>5}")
    return "\n".join(lines)
