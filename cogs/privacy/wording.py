"""What is held about a person, in words and as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.clock import discord_time, from_text, to_text
from bot.limits import fit
from bot.texts import plain, plural

# A greater number loses its last digits where JSON's numbers are floating point (RFC 8259, section 6).
_EXACT = 2**53
_LONGEST_VALUE = 100
# Of each kind of thing so many are shown; the file has all of them.
_SHOWN = 3


def lines(held: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each kind of thing that is held; a `channel` is its id.

    >>> list(lines({"event_reminders": [{"event": "workshop/spikes"}]}))
    ['event reminders: event workshop/spikes']
    """
    for key, value in held.items():
        yield f"{_name(key)}: {_in_words(value)}"


def kinds(held: Mapping[str, Any]) -> list[str]:
    """Return what is held by name, and how many of it.

    >>> kinds({"introduction": {"about": "…"}, "sources_added": [1, 2]})
    ['introduction', 'sources added (2)']
    """
    return [
        f"{_name(key)} ({len(value)})" if isinstance(value, (list, tuple)) else _name(key)
        for key, value in held.items()
    ]


def as_file(
    held: Mapping[str, Mapping[str, Any]],
    unread: Mapping[str, str],
    *,
    user_id: int,
    server_id: int,
    at: datetime,
) -> bytes:
    """Return what is held about a person, by cog, as JSON that people can read.

    `unread` names the cogs that could not be asked, with their references. Ids are text.
    """
    document = {
        "exported_at": to_text(at),
        "server": server_id,
        "person": user_id,
        "held": held,
        **({"could_not_be_read": unread} if unread else {}),
    }
    return (json.dumps(_exact(document), ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _exact(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(inner) for inner in value]
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    return value


def _name(key: str) -> str:
    return key.replace("_", " ")


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{_name(key)} {f'<#{inner}>' if key == 'channel' else _in_words(inner)}"
            for key, inner in value.items()
            # A count of nothing says nothing; that something is off does.
            if inner != "" and (inner != 0 or isinstance(inner, bool))
        )
    if isinstance(value, (list, tuple)):
        more = [plural(len(value) - _SHOWN, "more", "more")] if len(value) > _SHOWN else []
        return "; ".join([*map(_in_words, value[:_SHOWN]), *more])
    if isinstance(value, bool):
        return "yes" if value else "no"
    # Most texts are no moments; what somebody typed may look like one.
    with suppress(ValueError):
        return discord_time(from_text(str(value)))
    words = plain(fit(str(value), _LONGEST_VALUE))
    return f"“{words}”" if " " in words else words
