"""The charter as code: what an election needs, which step may follow, who may take it, and what comes of it.

Everything here is decided from what is handed in: no clock, no Discord, no database, the standard library
alone, so that a recount comes to the same as the bot. The numbers of rules (A11, row 16) are those of the
table "Where each rule is decided" in docs/elections.md.
"""
