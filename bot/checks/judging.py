"""From facts to findings: token, intents, clock, server, channels, roles, commands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.checks.commands import compare
from bot.checks.facts import Application, Refusal, RoleFacts, Server, Snapshot
from bot.checks.findings import Finding, advice, bad, good
from bot.checks.wanted import Wanted
from bot.references import NEWS, NEWS_THREAD, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Kind, Referenced
from bot.texts import listing, plural

# Application flags (resources/application), for many servers and for few.
_PRESENCES = 1 << 12 | 1 << 13
_MEMBERS = 1 << 14 | 1 << 15
_CONTENT = 1 << 18 | 1 << 19
_SWITCH = "developer portal → your application → Bot → Privileged Gateway Intents → switch it {}"
_TOLD = "discord.moderator_channel"
# Discord's header is cut to whole seconds, and an answer may take a second or two.
TOLERATED_SECONDS = 3.0
# From here on moments that people read are wrong, and so is the time of votes.
WRONG_SECONDS = 60.0


def judge(snapshot: Snapshot, wanted: Wanted, code: Iterable[Mapping[str, object]]) -> Iterator[Finding]:
    """Yield what is to be said of everything but permissions; `code` are the bot's own commands."""
    yield from wanted.troubles
    application = snapshot.application
    if isinstance(application, Refusal):
        yield _token(application)
        return
    yield good("discord.token", f"is that of “{application.name}” (application {application.id})")
    yield from _intents(application, wanted)
    yield from _clock(snapshot.clock_ahead)
    server = snapshot.server
    if isinstance(server, Refusal):
        yield _unreached(server, snapshot, wanted.guild_id)
        return
    yield good("discord.guild_id", f"is “{server.name}”, and the bot is in it as “{application.bot_name}”")
    yield from of_settings(server, wanted.references)
    yield from _moderators(wanted.references)
    yield from compare(snapshot.commands, code)


def of_settings(server: Server, references: Sequence[Referenced]) -> Iterator[Finding]:
    """Yield whether channels and roles that settings name are there, of the right kind, and can be given."""
    yield from _references(server, references)
    yield from _hierarchy(server, references)


def _refused(what: str, refusal: Refusal) -> Finding:
    """Return the finding for what Discord did not answer."""
    if refusal.status is None:
        fix = "check this machine's network and discord.api_url, then try again"
        return bad(what, f"Discord does not answer: {refusal.message}", fix)
    if refusal.status == 429:
        return bad(what, "Discord asks to wait (429)", "try again in some minutes")
    if refusal.status >= 500:
        return bad(what, f"Discord has a problem ({refusal.status})", "try again later: discordstatus.com")
    return bad(what, f"Discord refuses it ({refusal.status}): {refusal.message}", "see what it says")


def _token(refusal: Refusal) -> Finding:
    if refusal.status == 401:
        return bad(
            "discord.token",
            "Discord refuses the token",
            "developer portal → your application → Bot → Reset Token, and put the new one in its place",
        )
    return _refused("discord.token", refusal)


def _intents(application: Application, wanted: Wanted) -> Iterator[Finding]:
    readers = [name for name, intents in wanted.intents.items() if intents.message_content]
    if application.flags & _MEMBERS:
        yield good("discord.intents", "Server Members Intent is on")
    else:
        yield bad(
            "discord.intents", "Server Members Intent is off, and the bot needs it", _SWITCH.format("on")
        )
    if readers and not application.flags & _CONTENT:
        said = f"Message Content Intent is off, and {listing(readers)} needs it with these settings"
        yield bad("discord.intents", said, _SWITCH.format("on"))
    elif readers:
        yield good("discord.intents", f"Message Content Intent is on, for {listing(readers)}")
    elif application.flags & _CONTENT:
        said = "Message Content Intent is on, and nothing that is configured needs it"
        yield advice("discord.intents", said, _SWITCH.format("off"))
    if application.flags & _PRESENCES:
        said = "Presence Intent is on, and the bot never needs it"
        yield advice("discord.intents", said, _SWITCH.format("off"))


def _clock(ahead: float | None) -> Iterator[Finding]:
    if ahead is None:
        return
    if abs(ahead) <= TOLERATED_SECONDS:
        yield good("clock", "this machine's clock agrees with Discord's")
        return
    said = f"this machine's clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} Discord's"
    fix = "let it follow a time server (timedatectl set-ntp true)"
    yield bad("clock", said, fix) if abs(ahead) >= WRONG_SECONDS else advice("clock", said, fix)


def _unreached(refusal: Refusal, snapshot: Snapshot, guild_id: int) -> Finding:
    # 403 and 404: it is not in that server, or there is none (opcodes and status codes: 10004, 50001).
    if refusal.status not in (403, 404):
        return _refused("discord.guild_id", refusal)
    others = listing(f"“{name}” ({number})" for number, name in snapshot.elsewhere.items())
    where = f"it is in {others}" if others else "it is in no server yet"
    return bad(
        "discord.guild_id",
        f"the bot is not in the server {guild_id}; {where}",
        "invite it with the address below, or set the id of the server that is meant",
    )


def _references(server: Server, references: Iterable[Referenced]) -> Iterator[Finding]:
    right = 0
    for found in references:
        for each in found.ids:
            if (trouble := _amiss(server, found, each)) is None:
                right += 1
            else:
                yield bad(found.key, *trouble)
    if right:
        yield good(
            "settings", f"{plural(right, 'channel or role', 'channels and roles')} found, of the right kind"
        )


def _amiss(server: Server, found: Referenced, each: int) -> tuple[str, str] | None:
    """Return what is wrong with an id, and the fix; None when it is what it has to be."""
    change = "choose another one: /admin setup, or the configuration"
    channel, role = server.channels.get(each), server.roles.get(each)
    match found.reference.kind:
        case Kind.CHANNEL if channel is not None:
            if channel.type in found.reference.types:
                return None
            return f"#{channel.name} is of another kind: it has to be {_kinds(found.reference.types)}", change
        case Kind.CHANNEL:
            instead = f": it is the role “{role.name}”" if role else ""
            return f"there is no channel {each}{instead or ', or the bot may not see it'}", change
        case Kind.ROLE if role is not None and each != server.id:
            return None
        case Kind.ROLE:
            instead = f": it is the channel #{channel.name}" if channel else ""
            if each == server.id:
                return "@everyone is no role that somebody is given", change
            return f"there is no role {each}{instead}", change
    if role is not None or each in server.members:
        return None
    return f"there is neither a role nor a member {each}", change


def _moderators(references: Iterable[Referenced]) -> Iterator[Finding]:
    if any(found.key == _TOLD and not found.ids for found in references):
        said = "is not set: moderators hear of what does not work only when they ask /admin status"
        yield advice(_TOLD, said, "set it to the id of a channel that moderators read")


def _kinds(types: tuple[int, ...]) -> str:
    words = {TEXT: "a text channel", NEWS: "an announcement channel", 15: "a forum", 16: "a media channel"}
    threads = {NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD}
    named = [words[each] for each in types if each in words]
    return listing([*named, *(["a thread"] if threads & set(types) else [])], "or")


def _hierarchy(server: Server, references: Iterable[Referenced]) -> Iterator[Finding]:
    """Yield the roles that the bot is to give and cannot (topics/permissions: permission hierarchy)."""
    given = [
        (found.key, server.roles[each])
        for found in references
        if found.reference.given
        for each in found.ids
        if each in server.roles and each != server.id
    ]
    wrong = [finding for key, role in given if (finding := _not_given(server, key, role)) is not None]
    yield from wrong
    if given and not wrong:
        yield good("roles", f"{plural(len(given), 'role')} to give, below the bot's own")


def _not_given(server: Server, key: str, role: RoleFacts) -> Finding | None:
    if role.managed:
        fix = "choose a role that people are given by hand"
        return bad(key, f"“{role.name}” belongs to Discord or to a bot, and nobody can give it", fix)
    if not server.below_me(role):
        top = f"“{server.top.name}”" if server.top else "the bot's own role"
        fix = f"Server Settings → Roles → drag {top} above “{role.name}”"
        return bad(key, f"“{role.name}” is not below the bot's highest role, so it cannot give it", fix)
    return None
