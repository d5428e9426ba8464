"""The words of the greeting: variants with placeholders, as shipped or as moderators wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from bot import templates
from bot.templates import TemplateError

PLACEHOLDERS = ("names", "server")
# Beside twenty-five names and the button this fits a message of 4,000 characters many times.
LONGEST = 1_000
# As many fields as a form has.
VARIANTS = 5

WELCOME = (
    "👋 Welcome, {names}! Glad you found us. Press **Start here**: two questions, and you know where to go.",
    "👋 Hello {names}, and welcome to {server}! **Start here** shows you around in two presses.",
    "👋 {names}, welcome! Whatever brings you to neuromorphic computing: **Start here** leads the way.",
)
WELCOME_BACK = (
    "👋 Welcome back, {names}! **Start here** shows what there is by now.",
    "👋 Good to see you again, {names}!",
)


def check(text: str) -> str:
    """Return a text that can be used. Raises `TemplateError`, which says why not."""
    text = text.strip()
    names = templates.check(text, PLACEHOLDERS, LONGEST)
    if names.count("names") != 1:
        raise TemplateError("a greeting needs {names} once, where the newcomers' names are to stand")
    if names.count("server") > 1:
        raise TemplateError("{server} can stand in a greeting once")
    return text


def pick(texts: Sequence[str], number: int) -> str:
    """Return the text of greeting number `number`: the variants take turns."""
    return texts[number % len(texts)]
