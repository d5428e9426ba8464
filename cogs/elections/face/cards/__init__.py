"""Every message of an election: what `conduct.cards.Cards` asks for, as a module.

Each function turns facts into what stands in the channel. What members wrote is shown as typed, and every
text stays within Discord's limits however many stand and however long their names are.
"""

from cogs.elections.face.cards.after import cancelled, confirmation, lot, result, scrutiny
from cogs.elections.face.cards.before import (
    ballot_published,
    nominations_extended,
    nominations_open,
    nominee_asked,
)
from cogs.elections.face.cards.during import closing, extension, opening, reminder, withdrawal
from cogs.elections.face.cards.officers import note, term_ending, term_overdue

__all__ = [
    "ballot_published",
    "cancelled",
    "closing",
    "confirmation",
    "extension",
    "lot",
    "nominations_extended",
    "nominations_open",
    "nominee_asked",
    "note",
    "opening",
    "reminder",
    "result",
    "scrutiny",
    "term_ending",
    "term_overdue",
    "withdrawal",
]
