"""From facts to findings, as tables: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.checks import permission_table
from bot.checks.commands import commands_of, compare
from bot.checks.facts import Application, ChannelFacts, Refusal, RoleFacts, Server, Snapshot
from bot.checks.findings import Finding
from bot.checks.judging import judge
from bot.checks.report import Report
from bot.checks.wanted import Wanted
from bot.cog import Intents, available
from bot.permissions import POSTING, PermissionNeed, combined
from bot.references import Kind, Reference, Referenced

GUILD, BOT, MINE, LOW, HIGH, MANAGED = 1, 2, 10, 11, 12, 13
TEXT, VOICE, FORUM = 20, 21, 22
ALL_INTENTS = 1 << 15 | 1 << 19

SERVER = Server(
    id=GUILD, name="Spikes", owner_id=99, me=BOT, my_roles=frozenset({MINE}),
    roles={
        GUILD: RoleFacts(GUILD, "@everyone", discord.Permissions(view_channel=True).value, 0),
        MINE: RoleFacts(MINE, "Community Bot", POSTING.value, 5, managed=True),
        LOW: RoleFacts(LOW, "Student", 0, 1),
        HIGH: RoleFacts(HIGH, "Committee", 0, 6),
        MANAGED: RoleFacts(MANAGED, "Another Bot", 0, 2, managed=True),
    },
    channels={
        TEXT: ChannelFacts(TEXT, "general", 0), VOICE: ChannelFacts(VOICE, "talk", 2),
        FORUM: ChannelFacts(FORUM, "help", 15),
    },
    members=frozenset({77}),
)  # fmt: skip
APPLICATION = Application(5, "Community Bot", ALL_INTENTS, BOT, "community-bot")
SNAPSHOT = Snapshot(APPLICATION, SERVER, (), clock_ahead=0.0)
WANTED = Wanted(GUILD, {"guide": Intents(message_content=True)}, (), (), ())


def judged(snapshot: Snapshot = SNAPSHOT, wanted: Wanted = WANTED) -> list[Finding]:
    return list(judge(snapshot, wanted, ()))


def bad(findings: Sequence[Finding]) -> dict[str, str]:
    return {finding.name: f"{finding.message} → {finding.fix}" for finding in findings if not finding.ok}


def test_nothing_is_wrong_where_everything_is_right() -> None:
    findings = judged()
    assert bad(findings) == {}
    assert not any(finding.advice for finding in findings)


@pytest.mark.parametrize(
    ("flags", "content", "complaint", "advised"),
    [
        (1 << 15 | 1 << 19, True, "", ""),
        # The flags of an application in many servers are others.
        (1 << 14 | 1 << 18, True, "", ""),
        (1 << 19, True, "Server Members Intent is off", ""),
        (1 << 15, True, "Message Content Intent is off, and guide needs it", ""),
        (1 << 15, False, "", ""),
        (1 << 15 | 1 << 19, False, "", "Message Content Intent is on, and nothing"),
        (1 << 15 | 1 << 13, False, "", "Presence Intent is on"),
    ],
)
def test_intents(flags: int, content: bool, complaint: str, advised: str) -> None:
    wanted = replace(WANTED, intents={"guide": Intents(message_content=content)})
    findings = judged(replace(SNAPSHOT, application=replace(APPLICATION, flags=flags)), wanted)
    assert complaint in bad(findings).get("discord.intents", "")
    assert bool(complaint) == ("discord.intents" in bad(findings))
    said = [finding.message for finding in findings if finding.advice]
    assert bool(advised) == bool(said)
    assert all(advised in each for each in said)


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Refusal(401, "401: Unauthorized"), "Discord refuses the token → developer portal"),
        (Refusal(None, "connection refused"), "Discord does not answer: connection refused"),
        (Refusal(503, ""), "Discord has a problem (503)"),
        (Refusal(429, ""), "Discord asks to wait"),
    ],
)
def test_without_an_application_nothing_else_is_said(refusal: Refusal, said: str) -> None:
    (finding,) = judged(Snapshot(refusal, refusal, refusal))
    assert finding.name == "discord.token"
    assert said in bad([finding])["discord.token"]


@pytest.mark.parametrize("status", [403, 404])
def test_a_bot_that_is_elsewhere_is_told_where(status: int) -> None:
    away = replace(SNAPSHOT, server=Refusal(status, "Unknown Guild"), elsewhere={8: "Rates"})
    said = bad(judged(away))["discord.guild_id"]
    assert "not in the server 1; it is in “Rates” (8)" in said
    assert "in no server yet" in bad(judged(replace(away, elsewhere={})))["discord.guild_id"]


def test_a_server_that_cannot_be_asked_for_is_no_missing_one() -> None:
    said = bad(judged(replace(SNAPSHOT, server=Refusal(502, ""))))["discord.guild_id"]
    assert "Discord has a problem (502)" in said


@pytest.mark.parametrize(
    ("seconds", "ok", "advised", "said"),
    [
        (0.0, True, False, "agrees"), (-2.9, True, False, "agrees"), (10, True, True, "10 s ahead of"),
        (-59, True, True, "59 s behind"), (-3600, False, False, "3600 s behind"),
    ],
)  # fmt: skip
def test_the_clock(seconds: float, ok: bool, advised: bool, said: str) -> None:
    (finding,) = (each for each in judged(replace(SNAPSHOT, clock_ahead=seconds)) if each.name == "clock")
    assert (finding.ok, finding.advice) == (ok, advised)
    assert said in finding.message


CHANNEL = Reference(Kind.CHANNEL, (0, 5))
ROLE, GIVEN, HOLDER = Reference(Kind.ROLE), Reference(Kind.ROLE, given=True), Reference(Kind.HOLDER)


@pytest.mark.parametrize(
    ("reference", "each", "said"),
    [
        (CHANNEL, TEXT, None),
        (CHANNEL, FORUM, "#help is of another kind: it has to be a text channel or an announcement channel"),
        (CHANNEL, VOICE, "#talk is of another kind"),
        (CHANNEL, 404, "there is no channel 404, or the bot may not see it"),
        (CHANNEL, LOW, "there is no channel 11: it is the role “Student”"),
        (ROLE, HIGH, None),
        (ROLE, 404, "there is no role 404"),
        (ROLE, TEXT, "it is the channel #general"),
        (ROLE, GUILD, "@everyone"),
        (HOLDER, HIGH, None),
        (HOLDER, 77, None),
        (HOLDER, 78, "neither a role nor a member 78"),
        (GIVEN, LOW, None),
        (GIVEN, HIGH, "“Committee” is not below the bot's highest role"),
        (GIVEN, MANAGED, "nobody can give it"),
        (GIVEN, MINE, "nobody can give it"),
    ],
)
def test_what_an_id_names(reference: Reference, each: int, said: str | None) -> None:
    wanted = replace(WANTED, references=(Referenced("cogs.x.key", reference, (each,)),))
    found = bad(judged(wanted=wanted))
    assert list(found) == ([] if said is None else ["cogs.x.key"])
    assert (said or "") in found.get("cogs.x.key", "")


def test_at_the_same_position_the_older_role_is_higher() -> None:
    roles = {**SERVER.roles, 9: RoleFacts(9, "Older", 0, 5), 14: RoleFacts(14, "Younger", 0, 5)}
    server = replace(SERVER, roles=roles)
    assert not server.below_me(roles[9])
    assert server.below_me(roles[14])


# --- permissions --------------------------------------------------------------------------------------------


def test_the_table_names_what_is_missing_where_and_the_way_to_it() -> None:
    closed = ChannelFacts(TEXT, "general", 0, {MINE: (0, discord.Permissions(send_messages=True).value)})
    server = replace(SERVER, channels={TEXT: closed})
    needs = [
        PermissionNeed("greetings", POSTING, (TEXT,)),
        PermissionNeed("roles", discord.Permissions(manage_roles=True)),
        PermissionNeed("news", POSTING, (404,)),
    ]
    rows = permission_table.table(server, needs)
    assert [(row.where, row.missing) for row in rows] == [
        ("#general", ("Send Messages",)), ("the whole server", ("Manage Roles",)),
    ]  # fmt: skip
    said = [f"{each.message} → {each.fix}" for each in permission_table.findings(rows, server, needs)]
    assert said == [
        "greetings, #general: lacks Send Messages → #general → Edit Channel → Permissions → the bot's role → "
        "allow Send Messages",
        "roles, the whole server: lacks Manage Roles → Server Settings → Roles → the bot's role → switch on "
        "Manage Roles",
        "news: the bot does not find the channel 404 → choose another channel, or allow the bot View Channel there",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (discord.Permissions.none(), None),
        (discord.Permissions(administrator=True), "the bot has Administrator"),
        (discord.Permissions(ban_members=True, manage_guild=True), "Ban Members and Manage Server"),
        # Everybody has it.
        (discord.Permissions(view_channel=True), None),
    ],
)
def test_what_is_there_without_need_is_advice(more: discord.Permissions, said: str | None) -> None:
    mine = RoleFacts(MINE, "Community Bot", POSTING.value | more.value, 5)
    server = replace(SERVER, roles={**SERVER.roles, MINE: mine})
    needs = [PermissionNeed("sharing", POSTING)]
    found = list(permission_table.findings(permission_table.table(server, needs), server, needs))
    advised = [each.message for each in found if each.advice]
    assert [each for each in found if not each.ok] == []
    assert len(advised) == (said is not None)
    assert all(str(said) in each for each in advised)


def test_whoever_follows_the_invitation_is_told_of_nothing_missing_or_more() -> None:
    needs = [
        PermissionNeed("a", POSTING, (TEXT,)),
        PermissionNeed("b", discord.Permissions(create_events=True)),
    ]
    mine = RoleFacts(MINE, "Community Bot", combined(needs).value, 5)
    server = replace(SERVER, roles={**SERVER.roles, MINE: mine})
    found = permission_table.findings(permission_table.table(server, needs), server, needs)
    assert [each.advice or not each.ok for each in found] == [False]


# --- commands -----------------------------------------------------------------------------------------------


def registered(payloads: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """As Discord gives them back: with its own keys, and its defaults filled in."""
    return [{**payload, "id": "1", "version": "2", "nsfw": False} for payload in payloads]


def test_the_commands_of_all_cogs_are_compared_without_starting_one() -> None:
    code = commands_of(available())
    assert {"admin", "guide", "Ask the guide"} <= {payload["name"] for payload in code}
    (same,) = compare(registered(code), code)
    assert (same.ok, same.advice) == (True, False)
    changed = [{**code[0], "description": "As it was before."}, *code[1:]]
    (outdated,) = compare(registered(changed), code)
    assert (outdated.advice, outdated.message) == (True, f"outdated: /{code[0]['name']}")
    assert [each.message for each in compare(registered([*code[1:], {"type": 1, "name": "old"}]), code)] == [
        f"missing: /{code[0]['name']}", "not the code's: /old",
    ]  # fmt: skip


def test_a_bot_without_the_scope_is_told_to_be_invited_again() -> None:
    (finding,) = compare(Refusal(403, "Missing Access", 50001), ())
    assert not finding.ok
    assert "applications.commands" in finding.fix


# --- the report ---------------------------------------------------------------------------------------------


def test_no_secret_is_in_a_report_wherever_it_came_from() -> None:
    secret = "local-token-that-nobody-may-see"
    report = Report([Finding("a", False, f"failed with Bot {secret}", f"not {secret}")]).without([secret])
    assert secret not in str(report.as_json()) + "\n".join(report.lines())
    assert "1 thing has to be mended." in list(report.lines())
