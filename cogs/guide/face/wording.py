"""What the cards say, as lines of markdown: titles, facts, reasons, links, and where the data comes from.

Everything from the guide or from a member is escaped and cut here. A line is never longer than the limit
given with it, so that a card made of a known number of lines is known to fit a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.clock import discord_time
from bot.limits import BUTTON_URL, fit
from bot.texts import link, listing, plain
from cogs.guide.face.filters import category_name
from cogs.guide.matching.answer import Reason
from cogs.guide.model import Hardware, Library, LicenceFamily
from cogs.guide.source.provenance import Provenance

NOT_STATED = "not stated"
# Stands between things side by side; where the line breaks it ends the upper one.
BETWEEN = "\u00a0· "
TITLE = 80
ONE_LINE = 180
WHY = 200
REMARKS = 100
# Longer addresses are left out of texts; the guide page is always there.
LINK = 250
_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WORD = re.compile(r"\w+")
_DESCRIBED = "its description"
_START = "start here: "
ANY_BACKGROUND = "any background"
# Reasons that read as a sentence when their field is said in words.
_FIELDS = {"dependencies": "builds on", "dependency": "builds on", "language": "written in"}
_RECOMMENDED = "recommended by the community for a start"
_ZERO_WIDTH = "\u200b"
_DRAWN = re.compile(r"<(@[!&]?\d+|#\d+|a?:\w+:\d+|/[^:<>]+:\d+|t:-?\d+(:\w)?|id:\w+)>")


def _ago(moment: datetime) -> str:
    return discord_time(moment, "R")


def shown(text: str, limit: int) -> str:
    """Return `text` so that Discord shows it as typed, in at most `limit` characters with the escapes."""
    room = limit
    escaped = plain(fit(text, room))
    while len(escaped) > limit:
        room -= max(1, (len(escaped) - limit) // 2)
        escaped = plain(fit(text, room))
    return escaped


def as_typed(markdown: str) -> str:
    """Return what `shown` was given, as far as it was shown."""
    return _ESCAPE.sub(r"\1", markdown.replace(_ZERO_WIDTH, ""))


def spoken(text: str) -> str:
    """Return what a message says without what Discord draws: mentions, custom emoji, timestamps."""
    return _DRAWN.sub(" ", text)


def title(entry: Library | Hardware, limit: int = TITLE) -> str:
    """Return the name of an entry."""
    name = entry.name if isinstance(entry, Hardware) and entry.name else entry.title
    return shown(name, limit) or shown(entry.slug, limit)


def one_line(entry: Library | Hardware, limit: int = ONE_LINE) -> str:
    """Return one sentence about an entry."""
    summary = entry.summary if isinstance(entry, Hardware) else None
    return shown(entry.description or summary or "The guide does not describe it yet.", limit)


def facts(library: Library, chips: Sequence[Hardware] = ()) -> tuple[str, str]:
    """Return two lines: the licence; language, NIR and hardware. What the guide leaves open is said so."""
    hardware = yes_no(library.supports_hardware)
    if chips:
        names = [title(chip, 25) for chip in chips[:3]]
        named = listing([*names, "more"] if len(chips) > 3 else names)
        # A chip's page may name software whose own page says no, or nothing.
        hardware += f" ({named})" if library.supports_hardware else f", but see {named}"
    return (
        f"**Licence:** {licence(library, 40)}",
        BETWEEN.join(
            (
                f"**Language:** {listed(library.languages, 40)}",
                f"**NIR:** {yes_no(library.supports_nir)}",
                f"**Hardware:** {hardware}",
            )
        ),
    )


def start_reason(background: str | None) -> Reason:
    """Return why a library of the lists for beginners is shown, in the matcher's words."""
    return Reason("default", "curated", f"{_START}{background or ANY_BACKGROUND}")


def yes_no(flag: bool | None) -> str:
    """Return a flag in words."""
    return NOT_STATED if flag is None else "yes" if flag else "no"


def licence(library: Library, limit: int = 80) -> str:
    """Return the licence with its family, which is what people ask for."""
    if library.licence is None:
        return NOT_STATED
    name = shown(str(library.licence), limit)
    if library.licence.family in (LicenceFamily.UNKNOWN, LicenceFamily.CUSTOM):
        return name
    return f"{name} ({library.licence.family})"


def listed(values: Iterable[str] | None, limit: int) -> str:
    """Return values with commas between them."""
    return shown(", ".join(values or ()), limit) or NOT_STATED


def category(library: Library) -> str:
    """Return the category as people read it."""
    return shown(category_name(library.category), 60) if library.category else NOT_STATED


def install(library: Library) -> str | None:
    """Return the command that installs the library, or None when the guide names no package."""
    if library.pypi_id is None or not _PACKAGE.fullmatch(library.pypi_id):
        return None
    return f"`pip install {library.pypi_id}`"


def why(reasons: Sequence[Reason], description: str = "") -> str:
    """Return what speaks for a library, each thing once, as many whole reasons as there is room for.

    Title and `description` stand right above; what is read there is not repeated.
    """
    above = fit(description, ONE_LINE).casefold()
    said: list[str] = []
    for reason in reasons:
        text = _in_favour(reason, above)
        if text is None or any(_adds_nothing(text, known) for known in said):
            continue
        # A fact in full takes the place of its part. A quote never does: the field is the surer source.
        quoted = text.startswith("“")
        parts = [at for at, known in enumerate(said) if not quoted and _adds_nothing(known, text)]
        if parts:
            said[parts[0]] = text
        else:
            said.append(text)
    # The description stands right above: it is a reason to name only where there is no other.
    said = [text for text in said if text != _DESCRIBED] or said
    first, *others = map(_in_words, said or ["nearest to your words among the guide's pages"])
    line = shown(first, WHY)
    for other in others:
        longer = f"{line}; {shown(other, WHY)}"
        if len(longer) <= WHY:
            line = longer
    return f"**Why:** {line}"


def _in_favour(reason: Reason, above: str) -> str | None:
    """Return a reason as it is shown below a description, None for one that speaks against the library."""
    if reason.kind == "names":
        return "you name it"
    if reason.kind not in ("matches", "default"):
        return None
    if reason.kind == "default" and reason.text.startswith(_START):
        background = reason.text.removeprefix(_START)
        # Where beginners start is the community's list, whichever command shows it.
        return _RECOMMENDED if background == ANY_BACKGROUND else f"{_RECOMMENDED} from {background}"
    if reason.text.startswith("title: "):
        return "its name"
    if reason.text.startswith("category: "):
        return f"category: {category_name(reason.text.removeprefix('category: '))}"
    if reason.text.startswith("“") and reason.text.strip("“”… ").casefold() in above:
        return _DESCRIBED
    return reason.text


def _in_words(text: str) -> str:
    """Return a reason without the guide's names for its fields, where there are words for them."""
    label, _, value = text.partition(": ")
    if value == "yes":
        return label
    return f"{_FIELDS[label]} {value}" if value and label in _FIELDS else text


def _adds_nothing(text: str, known: str) -> bool:
    """Tell whether a reason says no more than another: ``dependency: JAX``, ``dependencies: JAX, Haiku``."""
    if text == known or (text, known) == ("its name", "you name it"):
        return True
    if text.startswith("“"):
        # Two quotes may be cut from the same sentence.
        words = set(_WORD.findall(text.casefold()))
        return len(words.intersection(_WORD.findall(known.casefold()))) > 0.6 * len(words)
    label, colon, value = text.partition(": ")
    if not colon:
        return False
    if known.startswith("“"):
        return value not in ("yes", "no") and value.casefold() in known.casefold()
    known_label, _, known_value = known.partition(": ")
    # A topic's fact and a need name this field differently.
    same_field = label == known_label or {label, known_label} == {"dependency", "dependencies"}
    return same_field and set(value.casefold().split(", ")) <= set(known_value.casefold().split(", "))


def remarks(reasons: Sequence[Reason]) -> list[str]:
    """Return what does not fit and what the guide leaves open, each on a line, none when there is neither."""
    against = "; ".join(reason.text for reason in reasons if reason.kind == "violates")
    unknown = "; ".join(reason.text for reason in reasons if reason.kind == "not_stated")
    lines = []
    if against:
        lines.append(f"**Does not fit:** {shown(against, REMARKS)}")
    if unknown:
        lines.append(f"**Not stated:** {shown(unknown, REMARKS)}")
    return lines


def addresses(entry: Library | Hardware) -> list[tuple[str, str]]:
    """Return (label, address) of every link that a button can hold; the guide page comes last."""
    if isinstance(entry, Library):
        known = [("Docs", entry.website), ("Source", entry.source_code)]
        if entry.website and entry.website == entry.source_code:
            known = [("Docs and source", entry.website)]
    else:
        known = [("Product page", entry.product_page), ("Maker", entry.website)]
        if entry.product_page == entry.website:
            known = known[:1]
    known.append(("Guide page", entry.url))
    return [(label, url) for label, url in known if url and is_address(url)]


def is_address(url: str) -> bool:
    """Tell whether `url` can be a link: http(s), without blanks, short enough for a button."""
    return len(url) <= BUTTON_URL and re.fullmatch(r"https?://[^\s<>\"]+", url) is not None


def links(entry: Library | Hardware) -> tuple[str, ...]:
    """Return an entry's links for a text, most useful first."""
    return tuple(link(label, url) for label, url in addresses(entry) if len(url) <= LINK)


def beside(parts: Iterable[str], room: int) -> str:
    """Return the parts that fit into `room` characters side by side, the first ones first."""
    line = ""
    for part in parts:
        longer = f"{line}{BETWEEN}{part}" if line else part
        if len(longer) <= room:
            line = longer
    return line


def origin(provenance: Provenance, moment: Callable[[datetime], str] = _ago) -> str:
    """Return where the answer's data comes from and how old it is, in one small line.

    `moment` words a time; as it is, Discord does, for each reader.
    """
    name = shown(provenance.source, 100)
    when = provenance.confirmed_at or provenance.fetched_at
    as_of = f", as of {moment(when)}" if when else ""
    match provenance.origin:
        case "example":
            return "-# Example data that ships with the bot, not the live guide: check the linked pages."
        case "folder":
            said = f"From a folder with the software guide{as_of}"
        case "copy":
            said = f"From the last good copy of the software guide ({name}){as_of}"
        case "github":
            said = f"From the software guide ({name}){as_of}"
    if provenance.stale:
        said += ". This copy is old: the source has not been reached for a while"
    return f"-# {said}."


def within(lines: Iterable[str], room: int) -> str:
    """Return the lines, as many from the first on as fit into `room` characters, joined."""
    kept: list[str] = []
    for line in lines:
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
        room -= 1
    return "\n".join(kept)
