"""Members who leave, or lose their roles, while a vote is open: the roll that was frozen decides."""

from __future__ import annotations

from tests.wire.elections.voters import BeginVote, Motion, begin_vote

__all__ = ["begin_vote"]


async def test_who_leaves_or_loses_a_role_in_mid_vote_is_counted_by_the_frozen_roll(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(Motion("Admit Ada?"))
    living = community.discord.people.living
    priya, leila, kofi = map(community.voter, ("priya_nair", "leila.haddad", "kofi.asante"))
    await priya.begin()
    await priya.press("Yes")
    await priya.confirm()
    living.leave(priya.id)
    # Whoever has lost every role votes all the same.
    member = community.discord.world.get_member(community.discord.guild_id, int(leila.id))
    for role in list(member.role_ids):
        living.role(leila.id, str(role), remove=True)
    await leila.begin()
    await leila.press("Yes")
    await leila.confirm()
    # Whoever leaves and comes back is the same voter.
    living.leave(kofi.id)
    living.join(rejoin=kofi.id, pending=False)
    await kofi.begin()
    await kofi.press("No")
    await kofi.confirm()
    await community.advance(community.seconds_left() + 60)
    result = await community.eventually(community.result, "the result")
    assert "3 of 6 members voted" in result
    assert "**Passed**" in result
