"""What a person should know before they confirm an act, and its words."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """What to know before an act counts."""

    VETO_WITHOUT_REQUEST = "veto without request"
    SIDES_DIFFER = "sides differ"
    MINOR_EDIT_STOPPED = "minor edit stopped"
    APPROVALS_BECOME_OLD = "approvals become old"
    SILENCE_BECOMES_FINAL = "silence becomes final"
    CONFLICT_IS_RECORDED = "conflict is recorded"
    OLD_APPROVALS_COUNT = "old approvals count"
    ELECTION_IS_DRAFTED = "election is drafted"


CAUTIONS = {
    Caution.VETO_WITHOUT_REQUEST: (
        "You have not requested changes before. The policy means a veto for when changes did not help. It "
        "is accepted all the same, and the voting members will decide."
    ),
    Caution.SIDES_DIFFER: (
        "Your answer on Discord and your review of the pull request differ. The newer one counts, and both "
        "are shown until you answer alike in both places."
    ),
    Caution.MINOR_EDIT_STOPPED: "A minor edit needs no review. Your objection stops it all the same.",
    Caution.APPROVALS_BECOME_OLD: (
        "The fourteen days begin anew. Approvals are kept, and shown as given before the last change."
    ),
    Caution.SILENCE_BECOMES_FINAL: (
        "Somebody has not answered and counts as abstaining. Once this is recorded, a late answer changes "
        "nothing."
    ),
    Caution.CONFLICT_IS_RECORDED: (
        "Somebody's answers on Discord and on the pull request differ. The record will show both."
    ),
    Caution.OLD_APPROVALS_COUNT: (
        "Without approvals from before the last change it would not have passed: who gave them has not said "
        "that they approve of the text as it is now."
    ),
    Caution.ELECTION_IS_DRAFTED: (
        "An election with this bot was drafted for it: when it opens and what comes of it is noted without "
        "you. With a link you say that they vote elsewhere. What is noted by hand stands; should that "
        "election come to something else, everybody is told."
    ),
}
