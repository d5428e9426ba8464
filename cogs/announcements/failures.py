"""Why a source could not be read, in words for moderators."""

from __future__ import annotations

from cogs.announcements.model import SourceKind

_SAID = {
    400: "the server does not understand the request; check the address",
    401: "it wants a password; the bot has none",
    403: "the server refuses the bot",
    404: "there is nothing at this address",
    410: "it was taken away for good; remove the source, or give its new address",
    429: "the server was asked too often; the bot waits longer",
    451: "it is withheld for legal reasons",
}
_SERVER_ERROR = 500


def in_words(status: int, kind: SourceKind) -> str:
    """Return what an HTTP status that is no success means."""
    if kind == "youtube" and (status in (403, 404, 429) or status >= _SERVER_ERROR):
        return (
            f"YouTube answers {status}. It does so for hours or days with good channels too, and that "
            "passes by itself; if the channel is gone, remove the source"
        )
    if status >= _SERVER_ERROR:
        return f"the server answers {status}: something is wrong on its side"
    return f"the server answers {status}: {_SAID.get(status, 'no feed comes back')}"
