"""What is published of an election, and its recount. The standard library alone.

python3 -m cogs.elections.record EXPORT.json
"""
