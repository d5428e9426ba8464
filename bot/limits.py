"""Discord's documented limits, by name, and the two functions that keep us inside them.

discord.py 2.7.1 checks few of these itself; the rest would come back from Discord as error 50035.
Sources: Discord docs, resources/message (content, embeds), components/reference (components, modals),
interactions/application-commands (commands), resources/poll (polls).
"""

from __future__ import annotations

# Messages
CONTENT = 2000
NONCE = 25
FILES = 10

# Components V2: text counted over the whole message, components counted with their children.
MESSAGE_TEXT = 4000
COMPONENTS = 40
CUSTOM_ID = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
SELECT_OPTIONS = 25
OPTION_LABEL = 100
OPTION_VALUE = 100
OPTION_DESCRIPTION = 100
PLACEHOLDER = 150
ALT_TEXT = 1024

# Modals
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
TEXT_INPUT = 4000
RADIO_OPTIONS = 10
CHECKBOX_OPTIONS = 10

# Embeds
EMBED_TOTAL = 6000

# Discord's own polls
POLL_QUESTION = 300
POLL_ANSWER = 55
POLL_ANSWERS = 10
POLL_HOURS = 32 * 24

# Application commands
AUTOCOMPLETE_CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100

_ELLIPSIS = "…"


def fit(text: str, limit: int) -> str:
    """Return `text` cut to at most `limit` characters, at a word's end where there is one, ending in `…`.

    Text that fits is returned as it is.

    >>> fit("spiking neural networks", 16)
    'spiking neural…'
    """
    if len(text) <= limit:
        return text
    if limit <= len(_ELLIPSIS):
        return _ELLIPSIS[:limit]
    cut = text[: limit - len(_ELLIPSIS)]
    words = cut.split()
    inside_a_word = words and not text[len(cut)].isspace()
    at_word = (cut.removesuffix(words[-1]) if inside_a_word else cut).rstrip()
    # A single very long word is cut inside rather than dropped.
    if len(at_word) < limit // 2:
        at_word = cut.rstrip()
    return at_word + _ELLIPSIS


def custom_id(prefix: str, *parts: str | int) -> str:
    """Return a component's id made of `prefix` and the row's key, joined by `:`.

    Raises `ValueError` above Discord's 100 characters and for a part that contains the separator: a cut or
    ambiguous id would act on the wrong row.
    """
    words = [prefix, *(str(part) for part in parts)]
    for word in words[1:]:
        if ":" in word:
            raise ValueError(f"custom_id part {word!r} contains ':'")
    joined = ":".join(words)
    if len(joined) > CUSTOM_ID:
        raise ValueError(f"custom_id {joined!r} has {len(joined)} characters; Discord allows {CUSTOM_ID}")
    return joined
