"""Discord's own polls, as the outbox keeps them (Discord docs, resources/poll: poll create request).

Discord counts the votes, shows everybody who chose what, and ends the poll by itself. Nobody can change such
a message, and the bot cannot vote. It holds no components, so delivery finds it by its words again: they and
the question together must be this poll's alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from bot.limits import CONTENT, POLL_ANSWER, POLL_ANSWERS, POLL_HOURS, POLL_QUESTION


@dataclass(frozen=True, slots=True)
class NativePoll:
    """A question with answers to choose from; `several`: whether one person may choose more than one.

    `words` (markdown) stand above it. `hours` count from the moment at which Discord has it. Raises
    `ValueError` beyond Discord's limits.
    """

    question: str
    answers: tuple[str, ...]
    hours: int
    words: str
    several: bool = False

    def __post_init__(self) -> None:
        texts = {"question": (self.question, POLL_QUESTION), "words": (self.words, CONTENT)}
        texts |= {f"answer {at}": (answer, POLL_ANSWER) for at, answer in enumerate(self.answers, 1)}
        for name, (text, most) in texts.items():
            if not text.strip() or text != text.strip() or len(text) > most:
                raise ValueError(f"a poll's {name} has 1 to {most} characters, without space around them")
        if not 1 <= len(self.answers) <= POLL_ANSWERS:
            raise ValueError(f"a poll has 1 to {POLL_ANSWERS} answers")
        if not 1 <= self.hours <= POLL_HOURS:
            raise ValueError(f"a poll is open for 1 to {POLL_HOURS} hours")

    @property
    def open_for(self) -> timedelta:
        """How long it is open."""
        return timedelta(hours=self.hours)

    def to_stored(self) -> dict[str, Any]:
        """Return it as the outbox stores it."""
        return asdict(self)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> NativePoll:
        """Return what `to_stored` gave."""
        return cls(**{**stored, "answers": tuple(stored["answers"])})

    def to_discord(self) -> dict[str, Any]:
        """Return the fields of the message for Discord."""
        return {
            "content": self.words,
            "poll": {
                "question": {"text": self.question},
                "answers": [{"poll_media": {"text": answer}} for answer in self.answers],
                "duration": self.hours,
                "allow_multiselect": self.several,
                "layout_type": 1,
            },
        }

    def is_in(self, message: Mapping[str, Any]) -> bool:
        """Tell whether a message of Discord's is the one that holds this poll."""
        asked = ((message.get("poll") or {}).get("question") or {}).get("text")
        return asked == self.question and str(message.get("content", "")).strip() == self.words
