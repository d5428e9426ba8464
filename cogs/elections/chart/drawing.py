"""Panels as PNG, for a phone: as wide as its screen, each name above its bar, text of a size that can be
read.

The ground is a light grey of its own, because Discord is dark for some and light for others. The colours are
those of Okabe and Ito (2008), which colour-blind people tell apart; whatever they say stands beside the bar
in words.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from cogs.elections.chart.fonts import Fonts

DPI = 100
WIDTH = 1000
MARGIN = 44
_GROUND, _INK, _QUIET, _TRACK = "#f2f3f5", "#1e2124", "#4a4f57", "#dfe1e5"
# Of each bar the first choices, and what came over later.
_COLOURS = {"won": ("#0072b2", "#56b4e9"), "tied": ("#b35100", "#e69f00"), "": ("#5c6270", "#a3a9b5")}
# In pixels: Discord shows the picture about 360 points wide on a phone, so that 34 are 12 points there.
_TITLE, _TEXT, _SMALL, _BAR = 44, 34, 30, 30
# No line has more characters.
_LONGEST = 200


def png(panel: Mapping[str, Any]) -> bytes:
    """Return a panel (`picture.panel`) drawn."""
    fonts = Fonts([panel["title"], panel["said"], *panel["notes"], *(row["name"] for row in panel["rows"])])
    mpl.rcParams["font.family"] = fonts.families
    # Once to see how high it becomes, once to draw.
    height = _Page(fonts, 100).draw(panel)
    page = _Page(fonts, height)
    page.draw(panel)
    out = io.BytesIO()
    page.figure.savefig(out, format="png", dpi=DPI, facecolor=_GROUND, metadata={"Software": None})
    return out.getvalue()


class _Page:
    """A sheet of so many pixels, filled from the top."""

    def __init__(self, fonts: Fonts, height: int) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._fonts = fonts
        self._renderer = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]
        self._y = 0.0

    def draw(self, panel: Mapping[str, Any]) -> int:
        """Draw everything and return the height it takes."""
        self._y = MARGIN
        title = self._fonts.drawable(panel["title"], "Result")
        self._paragraph(title, _TITLE, _INK, 2, "bold")
        self._y += 4
        said = self._fonts.drawable(panel["said"], "The outcome stands in the message.")
        self._paragraph(said, _SMALL, _QUIET, 6)
        self._y += 18
        longest = max(sum(row["parts"]) for row in panel["rows"])
        line = panel["line"]
        scale = (WIDTH - 2 * MARGIN) / (max(longest, line["at"] if line else 0) or 1)
        for place, row in enumerate(panel["rows"], 1):
            self._row(row, place, scale)
            if line and not (row["name"] != "yes" and line["label"].endswith("to pass")):
                x = MARGIN + line["at"] * scale
                self._box(min(x, WIDTH - MARGIN) - 2, self._y - _BAR - 26, 4, _BAR + 12, _INK)
        for note in self._below(panel):
            self._paragraph(self._fonts.drawable(note, ""), _SMALL, _QUIET, 4)
        return round(self._y + MARGIN)

    def _below(self, panel: Mapping[str, Any]) -> list[str]:
        notes = []
        if panel["line"]:
            notes.append(f"Black line: {panel['line']['label']}.")
        if panel["legend"]:
            notes.append("Dark: first choices. Light: what came over later, round by round.")
        return [*notes, *panel["notes"]]

    def _row(self, row: Mapping[str, Any], place: int, scale: float) -> None:
        amount = self._text(WIDTH - MARGIN, row["amount"], _TEXT, _INK, ha="right")
        room = WIDTH - 2 * MARGIN - self._width(amount) - 30
        weight = "bold" if row["role"] else "normal"
        top = self._y
        name = self._fonts.drawable(row["name"], f"Candidate {place} (see the description)")
        self._paragraph(name, _TEXT, _INK, 2, weight, room)
        amount.set_y(max(top, self._y - _line(_TEXT)))
        self._y += 6
        self._box(MARGIN, self._y, WIDTH - 2 * MARGIN, _BAR, _TRACK)
        dark, light = _COLOURS[row["role"]]
        x = float(MARGIN)
        for number, part in enumerate(row["parts"]):
            wide = part * scale
            self._box(x, self._y, max(wide - (2 if number else 0), 0), _BAR, light if number else dark)
            x += wide
        self._y += _BAR + 20

    def _paragraph(
        self, text: str, size: int, colour: str, lines: int, weight: str = "normal", room: float = 0
    ) -> None:
        for line in self._wrapped(text, size, weight, room or WIDTH - 2 * MARGIN, lines):
            self._text(MARGIN, line, size, colour, weight=weight)
            self._y += _line(size)

    def _wrapped(self, text: str, size: int, weight: str, room: float, lines: int) -> list[str]:
        """Return a text in lines that fit; what is left after the last is cut off."""
        done: list[str] = []
        rest = text
        while rest:
            fits = self._fitting(rest, size, weight, room)
            if fits < len(rest) and len(done) < lines - 1:
                # At a space, unless that would leave the line half empty (or there is none: many scripts).
                space = rest.rfind(" ", fits // 2, fits + 1)
                fits = space if space > 0 else fits
            elif fits < len(rest):
                done.append(rest[: max(fits - 1, 1)].rstrip() + "…")
                break
            done.append(rest[:fits].rstrip())
            rest = rest[fits:].lstrip()
        return done

    def _fitting(self, text: str, size: int, weight: str, room: float) -> int:
        """Return how many characters fit, at least one."""
        if self._takes(text[:_LONGEST], size, weight) <= room:
            return min(len(text), _LONGEST)
        low, high = 1, min(len(text), _LONGEST)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self._takes(text[:middle], size, weight) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return low

    def _takes(self, text: str, size: int, weight: str) -> float:
        probe = self._text(0, text, size, _INK, weight=weight)
        width = self._width(probe)
        probe.remove()
        return width

    def _text(
        self, x: float, text: str, size: int, colour: str, *, weight: str = "normal", ha: str = "left"
    ) -> Text:
        return self._axes.text(
            x, self._y, text, fontsize=size * 72 / DPI * 0.82, color=colour, fontweight=weight, ha=ha,
            va="top", parse_math=False,
        )  # fmt: skip

    def _width(self, text: Text) -> float:
        return float(text.get_window_extent(self._renderer).width)

    def _box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((x, y), wide, high, facecolor=colour, linewidth=0))


def _line(size: int) -> float:
    return size * 1.2
