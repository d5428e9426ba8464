"""What is published of an election, and its recount, on the standard library alone.

    python3 -m cogs.elections.record EXPORT.json

`commitments` say what the log promises, `chain` chains it, `tally` counts, `form` writes and reads the file,
and `recount` checks it and counts again.
"""
