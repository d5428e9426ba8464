"""What becomes of a finding when Discord, moderators and time do as they like."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.moderation.holding import NotTaken
from cogs.moderation.model import Decision
from cogs.moderation.rules.holding import Known

from .conftest import DAY, HERE, MINUTE, MODERATOR, NOVA, SECOND, World

BUSY = NotTaken("Discord did not answer", again=True)


async def test_discord_is_asked_again_for_a_minute_then_moderators_are_told(world: World) -> None:
    world.discord.failures = [BUSY, BUSY, BUSY]
    await world.holding.found(world.finding())
    world.clock.advance(30 * SECOND)
    await world.holding.sweep()
    assert world.cards() == []
    world.clock.advance(30 * SECOND)
    await world.holding.sweep()
    (card,) = world.cards()
    assert "Not held: Discord did not answer" in card
    await world.holding.sweep()
    assert world.discord.asked == []
    # It was no hold, but the burst is one all the same.
    await world.holding.found(world.finding())
    assert len(world.cards()) == 1
    world.clock.advance(10 * MINUTE)
    await world.holding.found(world.finding())
    assert len(world.cards()) == 2


async def test_a_refusal_is_told_at_once(world: World) -> None:
    world.discord.failures = [NotTaken("Discord does not let the bot time them out", again=False)]
    await world.holding.found(world.finding())
    assert "Not held: Discord does not let" in world.cards()[0]
    done = await world.holding.decide(1, MODERATOR, Decision.RELEASE)
    assert (done.new, done.trouble) == (True, "")
    assert world.discord.asked == []


async def test_what_a_moderator_set_stays(world: World) -> None:
    longer = world.clock.now() + DAY
    world.discord.members[NOVA] = Known(timed_out_until=longer)
    await world.holding.found(world.finding())
    assert world.rows("SELECT state FROM moderation_hold") == [("held",)]
    await world.holding.decide(1, MODERATOR, Decision.RELEASE)
    assert world.discord.asked == []
    assert world.discord.members[NOVA] == Known(timed_out_until=longer)


@pytest.mark.parametrize("again", [True, False])
async def test_a_release_that_discord_does_not_take_is_told(world: World, again: bool) -> None:
    await world.holding.found(world.finding())
    world.discord.failures = [NotTaken("no", again=again)]
    done = await world.holding.decide(1, MODERATOR, Decision.RELEASE)
    assert done.trouble == ("no; it is tried again" if again else "no")
    await world.holding.sweep()
    await world.holding.sweep()
    assert [each is None for each in world.discord.asked] == ([False, True] if again else [False])
    again_pressed = await world.holding.decide(1, MODERATOR, Decision.KEEP)
    assert again_pressed.new is False
    assert again_pressed.hold.decision is Decision.RELEASE


async def test_a_hold_that_is_over_is_not_lifted_and_is_forgotten_in_time(world: World) -> None:
    await world.holding.found(world.finding())
    world.clock.advance(11 * MINUTE)
    await world.holding.decide(1, MODERATOR, Decision.RELEASE)
    assert len(world.discord.asked) == 1
    await world.report()
    await world.reports.close(1, MODERATOR, "")
    await world.report()
    world.clock.advance(90 * DAY - SECOND)
    await world.holding.tidy()
    await world.reports.tidy()
    assert len(world.rows("SELECT 1 FROM moderation_hold")) == 1
    assert len(world.rows("SELECT 1 FROM moderation_report")) == 2
    world.clock.advance(2 * SECOND)
    await world.holding.tidy()
    await world.reports.tidy()
    assert world.rows("SELECT 1 FROM moderation_hold, moderation_hold_message") == []
    # What is open stays.
    assert world.rows("SELECT id, place_id FROM moderation_report") == [(2, HERE)]
    with pytest.raises(UserError, match="forgotten by now"):
        await world.holding.decide(1, MODERATOR, Decision.KEEP)
    with pytest.raises(UserError, match="forgotten by now"):
        await world.reports.close(1, MODERATOR, "")


async def test_while_discord_has_told_nothing_yet_nothing_is_decided(world: World) -> None:
    world.discord.failures = [BUSY]
    await world.holding.found(world.finding())
    world.discord.reachable, known = False, world.discord.members.pop(NOVA)
    await world.holding.sweep()
    assert world.rows("SELECT state FROM moderation_hold") == [("wanted",)]
    world.discord.reachable, world.discord.members[NOVA] = True, known
    await world.holding.sweep()
    assert world.rows("SELECT state FROM moderation_hold") == [("held",)]
