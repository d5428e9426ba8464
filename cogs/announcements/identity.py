"""What makes two items the same, whatever happened to their links.

A link's canonical form forgets what changes while the page stays: http or https, case of the host, default
ports, a slash at the end, what marks where a reader came from, and fragments, except those that name an entry
of a changelog (`#v1.2`) or a page by themselves (`#/post/1`). YouTube's many addresses of a video are one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from cogs.announcements.model import Item

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|"
    r"igsh|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|trk|trackingid|lipi|rcm|li_fat_id|ref_src|ref_url|ncid|cmpid|icid|"
    r"ocid|s_cid|wt_mc|at_medium|at_campaign|spm|vero_id|oly_anon_id|oly_enc_id|__s|_ga|_gl",
    re.IGNORECASE,
)
# These mean something else elsewhere; on these hosts they are tracking.
_YOUTUBE_ONLY = frozenset(("feature", "si", "pp"))
_PORTS = {"http": 80, "https": 443}
_VIDEO_HOSTS = frozenset(
    ("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com")
)
_VIDEO_PATH = re.compile(r"/(?:shorts|live|embed|v|e)/(?P<id>[A-Za-z0-9_-]{11})(?:[/?#]|$)")
VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# No digits and no slash: a place on the page. An `=`: a mark like `#xtor=RSS-1`.
_NAMES_AN_ENTRY = re.compile(r"(?=[^=]*[\d/])(?!:~:)[^=]+")
_LONGEST_LINK = 2_000


def absolute_link(link: str, *bases: str | None) -> str | None:
    """Return `link` as an absolute http(s) address, resolved against the first of `bases` that is one.

    `None` for what leads nowhere: another scheme, no host, white space or control characters inside, or more
    than 2,000 characters.
    """
    link = link.strip()
    if not link or len(link) > _LONGEST_LINK:
        return None
    for base in (None, *bases):
        joined = link if base is None else _joined(base, link)
        parts = _split(joined)
        if parts and parts.scheme in _PORTS and parts.hostname:
            return re.sub(r"\s", "%20", joined) if joined.isprintable() else None
        if parts and parts.scheme:
            # `mailto:`, `javascript:`: no base makes it better.
            return None
    return None


def canonical_link(link: str) -> str:
    """Return the form of an http(s) address that its variants share; anything else comes back stripped.

    >>> canonical_link("HTTP://Example.org:80/a/?utm_source=x&b=2&a=1#top")
    'https://example.org/a?a=1&b=2'
    """
    link = link.strip()
    parts = _split(link)
    if parts is None or parts.scheme not in _PORTS:
        return link
    host = (parts.hostname or "").rstrip(".")
    if not host or not host.isprintable() or " " in host:
        return link
    if video := video_id(link):
        return f"https://www.youtube.com/watch?v={video}"
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port not in _PORTS.values():
        host = f"{host}:{parts.port}"
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in query if not _is_tracking(name, value, host))
    path = re.sub(r"(?:[/\s]|/index\.html?)+$", "", parts.path)
    query_string = f"?{urlencode(kept)}" if kept else ""
    fragment = f"#{parts.fragment}" if _NAMES_AN_ENTRY.fullmatch(parts.fragment) else ""
    return f"https://{host}{path}{query_string}{fragment}"


def video_id(link: str) -> str | None:
    """Return the id of the YouTube video that an address shows, if it shows one."""
    parts = _split(link)
    if parts is None or parts.scheme not in _PORTS:
        return None
    host = parts.hostname or ""
    if host == "youtu.be":
        candidate = parts.path[1:].partition("/")[0]
    elif host not in _VIDEO_HOSTS:
        return None
    elif found := _VIDEO_PATH.match(parts.path):
        candidate = found["id"]
    elif parts.path in ("/watch", "/watch/"):
        candidate = dict(parse_qsl(parts.query)).get("v", "")
    else:
        return None
    return candidate if VIDEO_ID.fullmatch(candidate) else None


def keys(item: Item) -> frozenset[str]:
    """Return every key an item is known by: identity, aliases and the canonical forms of those."""
    return known_as((item.identity, *item.aliases))


def known_as(names: Iterable[str]) -> frozenset[str]:
    """Return the canonical forms of identities and aliases, as `same` compares them."""
    return frozenset(canonical_link(name) for name in names if name)


def same(item: Item, known: Iterable[str]) -> bool:
    """Tell whether `item` is one of those whose identities and aliases are `known` (as `keys` gives them)."""
    mine = keys(item)
    return any(key in mine for key in known)


def aliases(identity: str, *names: str | None) -> tuple[str, ...]:
    """Return the canonical forms of `names` that say something `identity` does not, without repetition."""
    forms = (canonical_link(name) for name in dict.fromkeys((identity, *names)) if name)
    return tuple(dict.fromkeys(form for form in forms if form and form != identity))


def from_words(*texts: str) -> str:
    """Return an identity for an item that has neither guid nor link: a digest of what it says."""
    digest = hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()
    return f"text:{digest[:32]}"


def _is_tracking(name: str, value: str, host: str) -> bool:
    if name.lower() in _YOUTUBE_ONLY:
        return host in _VIDEO_HOSTS or host == "youtu.be"
    # Medium marks every link of its feeds with `source=rss----…`.
    return _TRACKING.fullmatch(name) is not None or (name == "source" and value.startswith("rss"))


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link
