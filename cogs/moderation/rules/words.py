"""What two messages have in common: their words and links, put into one form.

Nothing here keeps a text: what the guard remembers of a message for some seconds are digests.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import urlsplit

from bot.texts import UNSEEN

# Shorter texts are what people say to each other in several channels: "Hello everybody!".
SHORTEST = 20

_LINK = re.compile(r"https?://[^\s<>]+")
# What may stand behind a link and is none of it, the bracket of a masked one included.
_BEHIND = ".,:;!?\"'()[]{}*_~|`"
_INVITE = re.compile(r"\b(?:discord(?:app)?\.com/invite|discord\.gg)/+[\w-]+")
# User, role and channel mentions and custom emojis, which tools for spam vary.
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w+:)\d+>|@everyone|@here")


def marks(text: str) -> frozenset[str]:
    """Return a digest of each link in a message, and one of its words if they are not few.

    Case, kinds of spaces and letters (NFKC), characters that nobody sees, mentions, and what stands around
    words change nothing.
    """
    text = _plain(text)
    found = {f"link {_link(each)}" for each in _LINK.findall(text)}
    words = " ".join(re.findall(r"\w+", _MENTION.sub(" ", _LINK.sub(" ", text))))
    if len(words) >= SHORTEST:
        found.add(f"words {words}")
    return frozenset(hashlib.blake2b(each.encode(), digest_size=16).hexdigest() for each in found)


def has_invite(text: str) -> bool:
    """Tell whether a message invites to a Discord server, by an address that Discord gives invitations."""
    return _INVITE.search(_plain(text)) is not None


def _plain(text: str) -> str:
    shown = "".join(
        each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf"
    )
    # Once more: what was taken out may have kept letters apart that belong together.
    return unicodedata.normalize("NFKC", UNSEEN.sub("", shown).casefold())


def _link(found: str) -> str:
    """Return where a link leads: scheme, "www.", fragment and a slash at the end make no difference."""
    found = found.rstrip(_BEHIND)
    try:
        parts = urlsplit(found)
    except ValueError:
        # Not an address at all, but the same characters again are the same.
        return found
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{query}"
