"""The ballot box: takes ballots sealed, says who has voted, and opens once.

Who has voted and what was voted can be put together only with the election's key, which is in no database
and is destroyed when the election is over (docs/elections.md, "The secret ballot").
"""

from cogs.elections.box.ballot_box import BallotBox
from cogs.elections.box.keys import KeyFolder

__all__ = ["BallotBox", "KeyFolder"]
