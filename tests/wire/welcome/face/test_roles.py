"""Interests: roles that members give themselves, within what the server allows."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.wire.harness import Json, components, is_private, labels, said

from .conftest import Start
from .newcomers import Welcoming, choose, chosen

pytestmark = pytest.mark.asyncio(loop_scope="module")

MENU = "welcome:roles:choose"


def offered(message: Json) -> list[str]:
    (menu,) = [each for each in components(message) if each.get("custom_id") == MENU]
    return [option["label"] for option in menu["options"]]


async def test_roles_are_given_and_taken_off_any_time(community: Welcoming) -> None:
    ada = community.joins("ada.roles")
    student, theory = community.role("Student"), community.role("Theory")
    menu = (await ada.command("welcome roles"))["message"]
    assert is_private(menu)
    assert offered(menu) == ["Student", "Hardware", "Theory"]
    assert chosen(menu, MENU) == []
    assert f"You have <@&{student}> and <@&{theory}>" in said(await choose(ada, menu, MENU, student, theory))
    assert community.roles_of(ada) == {"Student", "Theory"}
    menu = (await ada.command("welcome roles"))["message"]
    assert chosen(menu, MENU) == ["Student", "Theory"]
    assert f"You have <@&{theory}>." in said(await choose(ada, menu, MENU, theory))
    assert community.roles_of(ada) == {"Theory"}
    menu = (await ada.command("welcome roles"))["message"]
    assert "none of these roles" in said(await choose(ada, menu, MENU))
    assert community.roles_of(ada) == set()


async def test_roles_of_other_kinds_are_left_alone(community: Welcoming) -> None:
    nguyen = community.person("nguyen_thao")
    assert community.roles_of(nguyen) == {"Fellow"}
    menu = (await nguyen.command("welcome roles"))["message"]
    await choose(nguyen, menu, MENU, community.role("Hardware"))
    assert community.roles_of(nguyen) == {"Fellow", "Hardware"}
    menu = (await nguyen.command("welcome roles"))["message"]
    await choose(nguyen, menu, MENU)
    assert community.roles_of(nguyen) == {"Fellow"}


async def test_two_presses_at_once_end_as_one_of_them(community: Welcoming) -> None:
    ben = community.joins("ben.roles")
    student = community.role("Student")
    menus = [(await ben.command("welcome roles"))["message"] for _ in range(2)]
    outcomes = await asyncio.gather(*(choose(ben, menu, MENU, student) for menu in menus))
    assert all(f"You have <@&{student}>." in said(outcome) for outcome in outcomes)
    assert community.roles_of(ben) == {"Student"}


async def test_nobody_gets_past_the_rules(community: Welcoming) -> None:
    eve = community.joins("eve.roles", pending=True)
    told = said(await eve.command("welcome roles"))
    assert "You have not accepted the server's rules yet" in told
    assert "not accepted" in said(await eve.command("welcome introduce"))
    assert community.roles_of(eve) == set()


async def test_a_menu_from_before_a_change_takes_only_what_it_showed(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    old = (await ada.command("welcome roles"))["message"]
    theory, cameras = community.role("Theory"), community.role("Event cameras")
    moderator = community.person("sofia_reyes")
    ids = [community.role(name) for name in ("Student", "Hardware", "Event cameras")]
    await moderator.command("admin config set", cog="welcome", key="roles", value=f"[{', '.join(ids)}]")
    community.discord.people.living.role(ada.id, cameras)
    told = said(await choose(ada, old, MENU, community.role("Student"), theory))
    assert f"You have <@&{community.role('Student')}>." in told
    # Theory is not offered any more; Event cameras was not in that menu.
    assert community.roles_of(ada) == {"Student", "Event cameras"}


async def test_a_role_that_members_must_not_give_themselves_is_not_offered(begin: Start) -> None:
    community = await begin()
    guild = int(community.discord.guild_id)
    world = community.discord.world
    kicks = world.create_role(guild, "Kicks", permissions=discord.Permissions(kick_members=True).value)
    pings = world.create_role(guild, "Pings", permissions=discord.Permissions(mention_everyone=True).value)
    managed = next(r for r in world.guilds[guild].roles.values() if r.managed)
    above = community.role("Executive Committee")
    chosen_roles = [community.role("Student"), kicks.id, pings.id, managed.id, above, guild, 123456]
    sofia = community.person("sofia_reyes")
    value = "[" + ", ".join(map(str, chosen_roles)) + "]"
    await sofia.command("admin config set", cog="welcome", key="roles", value=value)
    ada = community.joins("ada")
    menu = (await ada.command("welcome roles"))["message"]
    assert offered(menu) == ["Student"]
    status = said(await sofia.command("welcome status"))
    for role, why in ((kicks.id, "moderate others"), (managed.id, "Discord itself"), (123456, "gone")):
        (line,) = [line for line in status.splitlines() if f"<@&{role}>" in line]
        assert why in line
    # A role that becomes powerful while a menu stands is not given.
    world.edit_role(guild, int(community.role("Student")), {"permissions": kicks.permissions})
    assert "none of these" in said(await choose(ada, menu, MENU, community.role("Student")))
    assert "no roles to choose" in said(await ada.command("welcome roles"))
    assert community.roles_of(ada) == set()


async def test_roles_above_the_bot_s_or_without_its_permission_are_not_offered(begin: Start) -> None:
    community = await begin()
    guild = int(community.discord.guild_id)
    world = community.discord.world
    own = next(r for r in world.guilds[guild].roles.values() if r.managed)
    sofia, ada = community.person("sofia_reyes"), community.joins("ada")
    menu = (await ada.command("welcome roles"))["message"]
    world.reorder_roles(guild, [{"id": str(own.id), "position": 1}])
    assert "above the bot's own role" in said(await sofia.command("welcome status"))
    assert offered((await ada.command("welcome roles"))["message"]) == ["Theory"]
    assert "none of these" in said(await choose(ada, menu, MENU, community.role("Hardware")))

    community.let_the_bot(manage_roles=False)
    status = said(await sofia.command("welcome status"))
    assert "the bot lacks Manage Roles" in status
    assert "no roles to choose" in said(await ada.command("welcome roles"))
    started = (await ada.command("welcome start"))["message"]
    card = await ada.click((await ada.click(started, "Student"))["message"], "Learn")
    assert "Choose your interests" not in labels(card["message"])
    assert community.bot.errors() == []


async def test_what_discord_refuses_all_the_same_is_told(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    menu = (await ada.command("welcome roles"))["message"]
    refusal = {"status": 403, "body": {"code": 50013, "message": "Missing Permissions"}}
    community.discord.faults.order([{"method": "PUT", "path": "/guilds/*/members/*/roles/*", **refusal}])
    told = said(await choose(ada, menu, MENU, community.role("Student")))
    assert "Discord does not let the bot change these roles" in told
    assert community.roles_of(ada) == set()
    menu = (await ada.command("welcome roles"))["message"]
    assert "You have" in said(await choose(ada, menu, MENU, community.role("Student")))
    assert community.bot.errors() == []
