"""What the developer portal would hold: the token and which privileged intents are switched on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PRIVILEGED_NAMES = ("members", "presences", "message_content")
#: The application flags of an unverified bot with the intent switched on (the ``_LIMITED`` ones).
_LIMITED_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}


@dataclass
class Portal:
    """The bot's settings that it cannot change itself."""

    token: str
    intents: set[str] = field(default_factory=lambda: set(PRIVILEGED_NAMES))

    def allow(self, intents: Iterable[Any]) -> None:
        """Switch exactly these privileged intents on; an unknown name raises ``ValueError``."""
        wanted = list(intents)
        for name in wanted:
            if name not in PRIVILEGED_NAMES:
                known = ", ".join(PRIVILEGED_NAMES)
                raise ValueError(f"unknown privileged intent {name!r}; known: {known}")
        self.intents = set(wanted)

    def application_flags(self) -> int:
        """The flags ``GET /oauth2/applications/@me`` shows for the intents."""
        return sum(_LIMITED_FLAGS[name] for name in self.intents)
