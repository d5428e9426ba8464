"""From joining to the greeting: after the rules, together, once in each stay, also when nobody told."""

from __future__ import annotations

import pytest

from bot.local_discord import LocalDiscord
from bot.local_discord.world import shapes
from tests.wire.harness import labels

from .conftest import DAY, WINDOW, Begin


def with_three_thousand(discord: LocalDiscord) -> None:
    discord.people.populate(3_000)
    discord.people.join("always-pending", pending=True)


async def test_on_a_server_with_three_thousand_only_newcomers_are_greeted(begin: Begin) -> None:
    community = await begin(prepare=with_three_thousand)
    ada = community.joins("ada", pending=True)
    ben = community.joins("ben")
    await community.known(ada, "pending")
    await community.known(ben)
    await community.greets(ben)
    community.accepts(ada)
    await community.known(ada)
    await community.greets(ada)
    # One of those who were there, and had not accepted the rules.
    late = community.person("always-pending").id
    community.accepts(late)
    await community.known(late)
    await community.greets(late)
    await community.nothing_more()
    assert community.greeted() == [[ben], [ada], [late]]
    assert community.told() == []
    (message, *_) = community.messages_of_the_bot("welcome")
    assert labels(message) == ["Start here"]
    posts = [
        each for each in community.requests() if each["method"] == "POST" and "/messages" in each["path"]
    ]
    assert [each["body"]["allowed_mentions"]["users"] for each in posts] == [[ben], [ada], [late]]
    assert all(each["body"]["allowed_mentions"]["parse"] == [] for each in posts)
    assert community.bot.errors() == []


async def test_several_share_a_greeting_and_who_left_is_not_in_it(begin: Begin) -> None:
    community = await begin()
    ada, ben, cai, dan = (community.joins(name) for name in ("ada", "ben", "cai", "dan"))
    community.leaves(ben)
    community.discord.world.emit(
        "GUILD_BAN_ADD", {"guild_id": str(community.discord.guild_id), "user": {"id": cai, "username": "cai"}}
    )
    community.leaves(cai)
    await community.gone(cai)
    await community.known(dan)
    await community.greets(ada, dan)
    await community.nothing_more()
    assert community.greeted() == [[ada, dan]]
    status = "SELECT user_id FROM welcome_newcomer WHERE state = 'waiting' AND left_at IS NOT NULL ORDER BY 1"
    assert community.stored(status) == [(int(ben),), (int(cai),)]


@pytest.mark.parametrize("days", [2.9, 3.1])
async def test_who_came_while_the_bot_was_away(begin: Begin, days: float) -> None:
    community = await begin()
    eva = community.joins("eva", pending=True)
    fay = community.joins("fay")
    await community.known(eva, "pending")
    await community.known(fay)
    await community.greets(fay)
    await community.bot.stop()
    ada, ben = community.joins("ada"), community.joins("ben", pending=True)
    for user in (ben, eva):
        community.accepts(user)
    community.leaves(fay)
    await community.advance(days * DAY)
    await community.starts()
    await community.nothing_more()
    if days < 3:
        assert sorted(community.greeted()[1]) == sorted([ada, ben, eva])
        assert len(community.greeted()) == 2
    else:
        assert community.greeted() == [[fay]]
        late = (
            "SELECT count(*) FROM welcome_newcomer WHERE state = 'silent' AND reason LIKE 'came through too%'"
        )
        assert community.stored(late) == [(3,)]
        said = await community.person("sofia_reyes").command("welcome status")
        assert str(said).count("came through too long before") == 3
    await community.gone(fay)


async def test_an_update_that_discord_never_sent_is_found_within_the_hour(begin: Begin) -> None:
    community = await begin()
    ada, ben = community.joins("ada", pending=True), community.joins("ben", pending=True)
    await community.known(ada, "pending")
    await community.known(ben, "pending")
    community.accepts_untold(ada)
    await community.looks()
    await community.known(ada)
    await community.greets(ada)
    assert community.state_of(ben) == "pending"
    await community.nothing_more()
    assert community.greeted() == [[ada]]


async def test_a_list_that_breaks_off_takes_nobody_for_gone(begin: Begin) -> None:
    community = await begin(prepare=with_three_thousand)
    # The newest is on the last page.
    ada = community.joins("ada")
    await community.known(ada)
    page = {"method": "GET", "path": "/guilds/*/members", "count": 1}
    refusal = {"status": 403, "body": {"message": "Missing Access", "code": 50001}}
    community.discord.faults.order([{**page, "delay": 0}, {**page, **refusal}])
    seen = len(community.bot.lines)
    await community.advance(30)
    await community.bot.logged("sweep welcome.compare failed", after=seen)
    left = "SELECT count(*) FROM welcome_newcomer WHERE left_at IS NOT NULL"
    assert community.stored(left) == [(0,)]
    await community.greets(ada)
    await community.nothing_more()
    assert community.stored(left) == [(0,)]
    assert community.greeted() == [[ada]]


@pytest.mark.parametrize("welcome_back", [True, False])
async def test_coming_back(begin: Begin, welcome_back: bool) -> None:
    community = await begin(welcome_back=welcome_back, back_texts=["Back again, {names}"])
    ada = community.joins("ada")
    await community.known(ada)
    await community.greets(ada)
    # One of old, whom only Discord knows to have been here.
    old = community.person("diego_m").id
    community.leaves(old)
    community.leaves(ada)
    await community.gone(ada)
    community.returns(ada)
    community.returns(old)
    if welcome_back:
        await community.known(ada)
        await community.known(old)
        await community.greets(old)
        await community.nothing_more()
        assert community.greeted() == [[ada], [ada, old]]
        assert "Back again" in str(community.messages_of_the_bot("welcome")[1])
    else:
        await community.known(ada, "silent")
        await community.known(old, "silent")
        await community.nothing_more()
        assert community.greeted() == [[ada]]


async def test_ten_joins_are_one_greeting(begin: Begin) -> None:
    community = await begin()
    ada = community.joins("ada")
    for _ in range(9):
        community.leaves(ada)
        community.returns(ada)
    joined = community.discord.world.get_member(community.discord.guild_id, int(ada)).joined_at
    last = "SELECT 1 FROM welcome_newcomer WHERE user_id = ? AND joined_at = ? AND left_at IS NULL"
    await community.eventually(
        lambda: community.stored(last, int(ada), joined.replace("+00:00", "Z")), "the tenth join"
    )
    await community.greets(ada)
    await community.nothing_more()
    assert community.greeted() == [[ada]]


async def test_discords_own_sentence_that_somebody_joined_is_not_their_first_message(begin: Begin) -> None:
    community = await begin()
    ada = community.joins("ada")
    await community.known(ada)
    world = community.discord.world
    member = world.get_member(community.discord.guild_id, int(ada))
    told = {
        "type": 7,
        "id": str(world.snowflake()),
        "channel_id": community.channel("general"),
        "guild_id": str(community.discord.guild_id),
        "author": shapes.member(world, world.get_guild(community.discord.guild_id), member)["user"],
        "content": "",
        "timestamp": world.now_iso(),
    }
    some = world.create_message(int(told["channel_id"]), int(community.person("diego_m").id), "Look!")
    world.emit("MESSAGE_CREATE", {**shapes.message(world, some), **told})
    ben = community.joins("ben")
    await community.known(ben)
    await community.person("ben").say("Hello!")
    spoke = "SELECT user_id FROM welcome_newcomer WHERE spoke_at IS NOT NULL"
    await community.eventually(lambda: community.stored(spoke), "the first message")
    assert community.stored(spoke) == [(int(ben),)]


async def test_a_start_with_nothing_to_do_says_and_asks_nothing(begin: Begin) -> None:
    community = await begin()
    ada = community.joins("ada")
    await community.known(ada)
    await community.greets(ada)
    await community.quiet()
    before = community.stored("SELECT * FROM welcome_newcomer"), community.stored("SELECT * FROM outbox")
    await community.bot.stop()
    asked = community.last_request()
    await community.starts()
    # The sweep of greetings comes every few seconds: this is when nothing would come of it.
    await community.bot.logged("ready")
    assert (
        community.stored("SELECT * FROM welcome_newcomer"),
        community.stored("SELECT * FROM outbox"),
    ) == before
    paths = [f"{each['method']} {each['path']}" for each in community.requests(since=asked)]
    assert not [path for path in paths if "/messages" in path or path.endswith("/members")], paths


async def test_a_cog_that_is_switched_off_and_on_again_knows_who_is_new(begin: Begin) -> None:
    community = await begin()
    moderator = community.person("sofia_reyes")
    ada = community.joins("ada")
    await community.known(ada)
    await community.greets(ada)
    await moderator.command("admin cogs disable", name="welcome")
    ben = community.joins("ben")
    await community.advance(WINDOW)
    await moderator.command("admin cogs enable", name="welcome")
    await community.known(ben)
    await community.greets(ben)
    await community.nothing_more()
    assert community.greeted() == [[ada], [ben]]
