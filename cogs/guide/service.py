"""The guide as a service: the copy in force, its refresh, and what is remembered about answers.

Answers come from memory and never wait for the network: `start` takes the last good copy (or the shipped
example), and a refresh replaces it in one step when a newer one is complete.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from bot.clock import Clock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import HealthBoard
from cogs.guide.matching.answer import Answer, Filters
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.memory import Insights, RememberedQuestion
from cogs.guide.model import Defect, Guide, Hardware, Library
from cogs.guide.provenance import Provenance, RefreshReport
from cogs.guide.settings import GuideSettings

EXAMPLE = Path(__file__).parent / "example"
# How often `refresh_if_due` and `sweep` want to be woken.
REFRESH_SWEEP = timedelta(minutes=5)
RETENTION_SWEEP = timedelta(hours=6)


class GuideService:
    """Everything that the guide's commands stand on.

    `base` is the folder that relative paths in `settings` start from (the one of config.toml).
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        clock: Clock,
        health: HealthBoard,
        settings: GuideSettings,
        *,
        base: Path = Path(),
        example: Path = EXAMPLE,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        raise NotImplementedError

    # --- coming and going ---------------------------------------------------------------------------------

    async def start(self) -> None:
        """Put the last good copy in force, or the example; never waits for the network."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End a running refresh; what it has fetched is kept."""
        raise NotImplementedError

    async def apply(self, settings: GuideSettings) -> None:
        """Take new settings over."""
        raise NotImplementedError

    # --- the guide in force (memory only: no waiting, no errors) ------------------------------------------

    @property
    def index(self) -> GuideIndex:
        """The index in force. A caller that asks it twice in one answer keeps it in a variable."""
        raise NotImplementedError

    @property
    def guide(self) -> Guide:
        """The guide in force."""
        raise NotImplementedError

    @property
    def provenance(self) -> Provenance:
        """Where the guide in force comes from, and its age now."""
        raise NotImplementedError

    @property
    def defects(self) -> tuple[Defect, ...]:
        """What the pages in force should say differently; fatal ones are left out."""
        raise NotImplementedError

    def ask(self, question: str, filters: Filters | None = None) -> Answer:
        """Return the answer to an explicit question."""
        raise NotImplementedError

    def listen(self, message: str) -> Answer:
        """Return the answer to a message in a channel; its kind is `not_a_question` unless it surely asks."""
        raise NotImplementedError

    def find_library(self, name: str) -> Library | None:
        """Return a library by any of its names."""
        raise NotImplementedError

    def find_hardware(self, name: str) -> Hardware | None:
        """Return a chip by any of its names."""
        raise NotImplementedError

    def complete(
        self, prefix: str, kind: Literal["library", "hardware"], limit: int = 25
    ) -> list[tuple[str, str]]:
        """Return (name, slug) for a menu that is being typed in."""
        raise NotImplementedError

    def similar(self, slug: str) -> list[str]:
        """Return the slugs of the libraries most like one."""
        raise NotImplementedError

    def browse(self, filters: Filters) -> list[Library]:
        """Return the libraries that meet every filter, by title."""
        raise NotImplementedError

    # --- refreshing ---------------------------------------------------------------------------------------

    async def refresh(self, *, force: bool = False) -> RefreshReport:
        """Look at the source now; concurrent calls share one run. Does not raise for a bad source.

        `force` puts a copy in force although more than half of the entries vanished with it. A pause that
        GitHub asked for is kept in any case.
        """
        raise NotImplementedError

    async def refresh_if_due(self) -> None:
        """Refresh when it is time; for `Sweeps.every(REFRESH_SWEEP, …)`."""
        raise NotImplementedError

    async def sweep(self) -> None:
        """Erase what has outlived its purpose; for `Sweeps.every(RETENTION_SWEEP, …)`."""
        raise NotImplementedError

    # --- answers and their buttons ------------------------------------------------------------------------

    def remember_question(
        self,
        answer: Answer,
        *,
        asker_id: int | None,
        filters: Filters | None = None,
        question: str | None = None,
    ) -> RememberedQuestion:
        """Give an answer a key for its buttons; in memory, at once.

        `keep_question` makes it outlive a restart. `asker_id` None: anybody may press. `question` is kept in
        memory only.
        """
        raise NotImplementedError

    async def keep_question(self, remembered: RememberedQuestion) -> None:
        """Store what the buttons of an answer need for `QUESTION_LIFETIME`; call it after answering."""
        raise NotImplementedError

    async def recall_question(self, key: str) -> RememberedQuestion | None:
        """Return what was remembered under `key`; None when it has expired or was erased."""
        raise NotImplementedError

    async def refine(self, key: str, filters: Filters) -> RememberedQuestion | None:
        """Ask the question of `key` again with other filters; the result has a key of its own, not yet kept.

        After a restart the text is gone: the needs understood from it are asked instead. None when expired.
        """
        raise NotImplementedError

    async def record_feedback(self, key: str, *, helpful: bool) -> bool:
        """Count one verdict per answer, the last one given. Return False when `key` has expired."""
        raise NotImplementedError

    async def record_unanswered(self, answer: Answer) -> None:
        """Count the needs and unknown names of an answer of kind `not_in_guide`; others are not counted."""
        raise NotImplementedError

    async def insights(self) -> Insights:
        """Return what curators want to know about questions and answers."""
        raise NotImplementedError

    # --- listening ----------------------------------------------------------------------------------------

    async def claim_conversation(self, conversation: int, channel_id: int) -> bool:
        """Return True once per conversation, and only when the channel's cool-down has passed.

        `conversation` is the id of the thread, forum post, or message that opened it; `channel_id` the
        channel listened in (a thread's parent). Claim right before answering.
        """
        raise NotImplementedError

    async def release_conversation(self, conversation: int) -> None:
        """Give a claim back when the answer could not be sent."""
        raise NotImplementedError

    # --- privacy (`stores = memory.STORES`) ---------------------------------------------------------------

    async def export_member(self, user_id: int) -> dict[str, Any]:
        """Return everything stored about a person as plain JSON values."""
        raise NotImplementedError

    async def erase_member(self, user_id: int) -> int:
        """Erase everything stored about a person and return how many rows went."""
        raise NotImplementedError
