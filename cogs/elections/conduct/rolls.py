"""The members' roll, the frozen roll of an election, and who votes for whom at a meeting."""

from __future__ import annotations

from bot.errors import NotAllowed, UserError
from bot.texts import listing, plain
from cogs.elections.conduct.desk import Act, Desk, answered
from cogs.elections.conduct.entitled import KEEP_ROLL
from cogs.elections.conduct.facts import Actor, Imported
from cogs.elections.model import Member, Regulations, Stage, Turnout, Voter
from cogs.elections.record import commitments
from cogs.elections.rules.powers import Power
from cogs.elections.rules.proxies import refuse_giving, refuse_taking_back
from cogs.elections.rules.roll import Differences, differences, voters
from cogs.elections.rules.roll_file import read_roll
from cogs.elections.rules.stages import Step

_VOTER = frozenset({Power.VOTER})
# So many differences are named; of more, how many there are.
_NAMED = 15


class Rolls:
    """What is done with the rolls."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def import_roll(self, actor: Actor, text: str) -> Imported:
        """Replace the members' roll by the Secretary's list."""
        _require_secretary(actor)
        stores = self._desk.stores
        with answered():
            members = read_roll(text, self._desk.clock.now().date())
        async with self._desk.database.write() as tx:
            changes = differences(await stores.roll.all(tx), members)
            if changes:
                await stores.roll.replace(tx, members)
        return Imported(_said(changes), len(members), len(voters(members, Regulations())))

    async def add_late(self, actor: Actor, election_id: int, voter: Voter, reason: str) -> Turnout:
        """Add somebody who was left out to an election's roll, before voting closes."""
        stores = self._desk.stores
        async with self._desk.step(actor, election_id, Step.ADD_LATE) as act:
            _refuse_closed(act)
            if not reason.strip():
                raise UserError("Somebody is added for a reason.", "Say why they were left out.")
            if await stores.voters.get(election_id, voter.member_id, act.tx) is not None:
                raise UserError(f"{voter.member_id} is on the roll of this election already.")
            await self._refuse_taken(act, voter.user_id)
            added = Voter(voter.member_id, voter.name, voter.user_id, voter.standing, reason.strip())
            await stores.voters.add(act.tx, election_id, added)
            everybody = await stores.voters.all(election_id, act.tx)
            # Before voting opens the roll is not published: it is frozen then, with whoever was added.
            promised = commitments.roll(everybody) if act.election.stage is Stage.OPEN else {}
            await act.done({"member": voter.member_id, "reason": reason.strip(), **promised})
            await self._desk.show(act)
            return await stores.voters.turnout(election_id, act.tx)

    async def relink(
        self, actor: Actor, member_id: str, user_id: int | None, election_id: int | None
    ) -> None:
        """Give a member another Discord account, on the roll and on a frozen one."""
        stores = self._desk.stores
        if election_id is None:
            _require_secretary(actor)
            async with self._desk.database.write() as tx:
                there = await stores.roll.by_user(user_id, tx) if user_id is not None else None
                if there is not None and there.member_id != member_id:
                    raise UserError(f"That account belongs to {plain(there.member_id)} already.")
                if not await stores.roll.relink(tx, member_id, user_id):
                    raise UserError(f"Nobody on the roll has the member id {plain(member_id)}.")
            return
        async with self._desk.step(actor, election_id, Step.RELINK) as act:
            _refuse_closed(act)
            if (await stores.voters.get(election_id, member_id, act.tx)) is None:
                raise UserError(f"Nobody on this election's roll has the member id {plain(member_id)}.")
            await self._refuse_taken(act, user_id, besides=member_id)
            await stores.voters.relink(act.tx, election_id, member_id, user_id)
            there = await stores.roll.by_user(user_id, act.tx) if user_id is not None else None
            if there is None:
                await stores.roll.relink(act.tx, member_id, user_id)
            await act.done({"member": member_id})

    async def _refuse_taken(self, act: Act, user_id: int | None, besides: str = "") -> None:
        if user_id is None:
            return
        there = await self._desk.stores.voters.by_user(act.election.id, user_id, act.tx)
        if there is not None and there.member_id != besides:
            raise UserError(f"That account belongs to {there.member_id} on this election's roll.")

    # --- proxies -----------------------------------------------------------------------------------------

    async def give_proxy(self, actor: Actor, election_id: int, holder_user_id: int) -> None:
        """Let another member cast one's ballot at a meeting."""
        stores = self._desk.stores
        async with self._desk.step(actor, election_id, Step.GIVE_PROXY, also=_VOTER) as act:
            _refuse_closed(act)
            principal = await self._voter(act, actor.user_id, "You are")
            holder = await self._voter(act, holder_user_id, "They are")
            refuse_giving(
                principal.member_id,
                holder.member_id,
                given=await stores.proxies.all(election_id, act.tx),
                roll={each.member_id for each in await stores.voters.all(election_id, act.tx)},
                voted=await stores.voters.votes(election_id, act.tx),
                regulations=act.election.regulations,
            )
            await stores.proxies.give(act.tx, election_id, principal.member_id, holder.member_id)
            await act.done({"principal": principal.member_id, "holder": holder.member_id})

    async def take_back_proxy(self, actor: Actor, election_id: int) -> None:
        """Take one's proxy back, until it is used."""
        stores = self._desk.stores
        async with self._desk.step(actor, election_id, Step.GIVE_PROXY, also=_VOTER) as act:
            principal = await self._voter(act, actor.user_id, "You are")
            refuse_taking_back(
                principal.member_id,
                given=await stores.proxies.all(election_id, act.tx),
                voted=await stores.voters.votes(election_id, act.tx),
            )
            await stores.proxies.end(act.tx, election_id, principal.member_id)
            await act.done({"principal": principal.member_id, "holder": None})

    async def roll(self) -> tuple[Voter, ...]:
        """Return who could vote now, by the members' roll as it is."""
        return voters(await self._desk.stores.roll.all(), Regulations())

    async def _voter(self, act: Act, user_id: int, who: str) -> Voter:
        found = await self._desk.stores.voters.by_user(act.election.id, user_id, act.tx)
        if found is None:
            raise UserError(f"{who} not on the roll of this election.", "The returns officer can tell why.")
        return found


def _require_secretary(actor: Actor) -> None:
    if not actor.powers & KEEP_ROLL:
        raise NotAllowed(
            "The Secretary keeps the roll.",
            "That is whoever has one of the roles in cogs.elections.returns_officer_roles, or the committee.",
        )


def _refuse_closed(act: Act) -> None:
    if act.now >= act.election.closes_at:
        raise UserError("Voting has closed.")


def _said(changes: Differences) -> tuple[str, ...]:
    """Return what an import changed, in sentences."""
    said = [f"{plain(each.name)} ({plain(each.member_id)}) is new." for each in changes.added]
    said += [
        f"{plain(each.name)} ({plain(each.member_id)}) is not on the roll any more."
        for each in changes.removed
    ]
    for before, now in changes.changed:
        what = [
            name
            for name, differs in (
                ("name", before.name != now.name),
                ("account", before.user_id != now.user_id),
                ("standing", before.standing is not now.standing),
                ("last meeting or contribution", _active(before) != _active(now)),
            )
            if differs
        ]
        said.append(f"{plain(now.name)} ({plain(now.member_id)}): {listing(what)} changed.")
    if len(said) > _NAMED:
        said = [*said[:_NAMED], f"… and {len(said) - _NAMED} more changes."]
    return tuple(said)


def _active(member: Member) -> tuple[object, object]:
    return member.last_meeting, member.last_contribution
