"""The roll of an election: who may vote, taken from the members' roll."""

from __future__ import annotations

from bot.errors import UserError
from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.model import Voter
from cogs.elections.rules.roll import voters as may_vote


async def freeze_roll(desk: Desk, act: Act) -> list[Voter]:
    """Write who may vote, as the members' roll is now; return them by member id.

    Whoever was added by hand before stays, and so do proxies of and for those who are on it.
    """
    stores, election_id = desk.stores, act.election.id
    members = await stores.roll.all(act.tx)
    voters = {each.member_id: each for each in may_vote(members, act.election.regulations)}
    for there in await stores.voters.all(election_id, act.tx):
        if there.late_reason is not None:
            voters.setdefault(there.member_id, there)
    if not voters:
        raise UserError("Nobody is on the roll.", "Import the Secretary's list with /election roll import.")
    proxies = await stores.proxies.all(election_id, act.tx)
    for principal_id in proxies:
        await stores.proxies.end(act.tx, election_id, principal_id)
    await stores.voters.freeze(act.tx, election_id, voters.values())
    for principal_id, holder_id in proxies.items():
        if principal_id in voters and holder_id in voters:
            await stores.proxies.give(act.tx, election_id, principal_id, holder_id)
    return [voters[member_id] for member_id in sorted(voters)]
