"""What may be a reaction: an emoji of Unicode, or a custom one that exists."""

from __future__ import annotations

import re

from ..world import World

_CUSTOM = re.compile(r"(?:a:)?\w{2,32}:(?P<id>\d{15,20})", re.ASCII)
#: A keycap is a digit (or # or *) with this behind it.
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
#: The one letter among the emojis: the information sign.
_INFORMATION = "\u2139"


def is_emoji(world: World, text: str) -> bool:
    """Whether Discord would take ``text`` (an emoji, or ``name:id``) as a reaction."""
    custom = _CUSTOM.fullmatch(text)
    if custom is not None:
        known = (world.application_emojis, *(guild.emojis for guild in world.guilds.values()))
        return any(int(custom["id"]) in emojis for emojis in known)
    if _KEYCAP.fullmatch(text):
        return True
    return bool(text) and not any(
        character.isascii() or (character.isalpha() and character != _INFORMATION) for character in text
    )
