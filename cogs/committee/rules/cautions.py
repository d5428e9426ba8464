"""What a person should know before they confirm an act."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """What to know before an act counts; `words` says it in full."""

    VETO_WITHOUT_REQUEST = "veto without request"
    SIDES_DIFFER = "sides differ"
    MINOR_EDIT_STOPPED = "minor edit stopped"
    APPROVALS_BECOME_OLD = "approvals become old"
    SILENCE_BECOMES_FINAL = "silence becomes final"
    CONFLICT_IS_RECORDED = "conflict is recorded"
