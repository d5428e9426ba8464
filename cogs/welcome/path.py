"""“Start here”: who somebody is and what they want, and what of the community fits that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to one of the two questions; `key` is its name in settings and in component ids."""

    key: str
    label: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Background(Choice):
    """Who somebody is; `suggest` is what the guide calls it."""

    suggest: str


_BACKGROUNDS = (
    Background("student", "Student", "🎓", "general"),
    Background("machine_learning", "Machine-learning researcher", "🤖", "machine learning"),
    Background("neuroscience", "Neuroscientist", "🧠", "neuroscience"),
    Background("hardware", "Hardware or event-camera engineer", "🔧", "hardware"),
    Background("industry", "From industry", "🏭", "general"),
    Background("curious", "Just curious", "✨", "general"),
)
_GOALS = (
    Choice("learn", "Learn", "📚"),
    Choice("library", "Find a library", "🔎"),
    Choice("project", "Join a project", "🤝"),
    Choice("people", "Meet people", "💬"),
    Choice("share", "Share my work", "📣"),
)
BACKGROUNDS: Mapping[str, Background] = {each.key: each for each in _BACKGROUNDS}
GOALS: Mapping[str, Choice] = {each.key: each for each in _GOALS}
# Pages of the site (below `site_base`) for each goal.
_PAGES: Mapping[str, Sequence[tuple[str, str]]] = {
    "learn": (
        ("Student talks", "/neuromorphic-computing/student-talks/"),
        ("Workshops", "/workshops/"),
    ),
    "library": (
        ("Software guide", "/neuromorphic-computing/software/"),
        ("Hardware guide", "/neuromorphic-computing/hardware/"),
    ),
    "project": (
        ("Initiatives", "/getting-involved/join-an-initiative/"),
        ("Where help is wanted", "/volunteer-opportunities/"),
    ),
    "people": (
        ("Town hall", "/getting-involved/town-hall/"),
        ("Hacking hours", "/neuromorphic-computing/software/hacking-hours/"),
    ),
    "share": (
        ("Share your work", "/getting-involved/share-your-work/"),
        ("Write a blog post", "/getting-involved/write-a-blog-post/"),
    ),
}
# Pages that everybody is shown.
_FOR_ALL = (("Getting involved", "/getting-involved/"), ("Code of Conduct", "/code-of-conduct/"))
# Who wants libraries: the guide's suggestions help those who learn as well.
SUGGESTING = ("learn", "library")


def channels(who: str, want: str, chosen: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Return the channels for somebody, of those chosen by key: those for what they want first, each once."""
    return tuple(dict.fromkeys([*chosen[want], *chosen[who]]))


def pages(want: str, site_base: str) -> tuple[tuple[str, str], ...]:
    """Return the site's pages for somebody, as label and address; none for an empty `site_base`."""
    if not site_base:
        return ()
    return tuple((label, f"{site_base}{path}") for label, path in (*_PAGES[want], *_FOR_ALL))
