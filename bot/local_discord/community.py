"""The community that the local Discord opens with. Every person in it is invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import discord

from .world import World, avatar_hash
from .world.records import Channel, ChannelType, Overwrite, OverwriteType, Role

GUILD_NAME = "Open Neuromorphic (local)"

_P = discord.Permissions
_MODERATOR = _P(
    kick_members=True, ban_members=True, manage_messages=True, manage_threads=True, manage_nicknames=True,
    moderate_members=True, manage_events=True, create_events=True, mention_everyone=True, pin_messages=True,
    view_audit_log=True, manage_guild=True, manage_channels=True, manage_roles=True,
).value  # fmt: skip
_EVERYONE = _P(
    view_channel=True, send_messages=True, send_messages_in_threads=True, create_public_threads=True,
    read_message_history=True, add_reactions=True, embed_links=True, attach_files=True,
    external_emojis=True, change_nickname=True, connect=True, speak=True, use_application_commands=True,
    send_polls=True,
).value  # fmt: skip
_VIEW = _P(view_channel=True).value
_SEND = _P(send_messages=True, create_public_threads=True).value


@dataclass(frozen=True)
class _Person:
    username: str
    name: str
    roles: tuple[str, ...] = ()


# Highest first.
_ROLES: tuple[tuple[str, int, int], ...] = (
    ("Executive Committee", 0xC27C0E, _MODERATOR),
    ("Moderator", 0x2E8B57, _MODERATOR),
    ("Fellow", 0x7A5FD0, 0),
    ("Hardware", 0xB5533C, 0),
    ("Student", 0x3B82C4, 0),
    ("Newcomer", 0x6B7280, 0),
)

# Roles that are no groups of the member list.
_INTERESTS = ("Welcomer", "Event cameras", "Theory")

_PEOPLE = (
    _Person("amara.okafor", "Amara Okafor", ("Executive Committee", "Fellow")),
    _Person("lukas.brandt", "Lukas Brandt", ("Executive Committee", "Hardware")),
    _Person("mei.tanaka", "Mei Tanaka", ("Executive Committee",)),
    _Person("sofia_reyes", "Sofía Reyes", ("Moderator",)),
    _Person("jonas.lindqvist", "Jonas Lindqvist", ("Moderator", "Hardware")),
    _Person("priya_nair", "Priya Nair", ("Fellow", "Welcomer")),
    _Person("tomasz.zielony", "Tomasz Zielony", ("Hardware",)),
    _Person("leila.haddad", "Leila Haddad", ("Student",)),
    _Person("kofi.asante", "Kofi Asante", ("Student",)),
    _Person("nguyen_thao", "Nguyễn Thảo", ("Fellow",)),
    _Person("hana_kovac", "Hana Kováč", ("Student", "Hardware")),
    _Person("diego_m", "Diego Marín"),
    _Person("ruth.ellison", "Ruth Ellison", ("Newcomer",)),
)

_GENERAL = (
    ("priya_nair", "Morning all. Our event-camera gesture demo survived its first day with visitors."),
    ("kofi.asante", "Congratulations! Did the latency hold up with people walking past?"),
    ("priya_nair", "Mostly. We filter by polarity and drop isolated events before the network sees them."),
    ("amara.okafor", "Would you show it at the next hacking hour? Twenty minutes, no slides needed."),
    ("priya_nair", "Gladly, put me down."),
    ("diego_m", "I'd love a recording too, that hour is the middle of the night here."),
)
_HELP = (
    (
        "leila.haddad",
        "My surrogate gradients vanish after three layers. Is that the slope, or my initialisation?",
    ),
    (
        "nguyen_thao",
        "Look at the firing rates first. If the deeper layers are silent, no slope will save you. "
        "Scale the weights until each layer fires a little, then tune the slope.",
    ),
    ("leila.haddad", "Layer 3 is completely silent. That explains a lot, thank you!"),
    ("hana_kovac", "And average the rate over the batch when you log it. One sample fooled me for a week."),
)
_PAPERS = (
    (
        "nguyen_thao",
        "Reading group this Thursday: delays as learnable parameters. "
        "The first two sections are enough to join.",
    ),
    ("tomasz.zielony", "I'll bring the energy numbers from our board, for the hardware side of it."),
)
_LEADERSHIP = (
    ("mei.tanaka", "Agenda for Thursday: the summer workshop, and who looks after the guide's new entries."),
    ("lukas.brandt", "I can take the guide until July."),
)
_RULES = (
    (
        "amara.okafor",
        "Welcome. Be kind, credit work that is not yours, keep questions in public where others can "
        "learn from the answers, and tell a moderator when something feels wrong.",
    ),
)


class _Builder:
    """Makes the guild piece by piece; the order is that of Discord's channel list."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.members = {person.username: self._user(person.username, person.name) for person in _PEOPLE}
        owner = self.members["amara.okafor"]
        guild = world.create_guild(GUILD_NAME, owner_id=owner)
        self.guild = world.local_guild(guild.id)
        self.guild.features = {
            "COMMUNITY",
            "NEWS",
            "MEMBER_VERIFICATION_GATE_ENABLED",
            "WELCOME_SCREEN_ENABLED",
        }
        self.guild.description = "Neuromorphic computing, in the open. A community for trying things out."
        self.guild.everyone_role.permissions = _EVERYONE
        self.roles: dict[str, Role] = {}

    def _user(self, username: str, name: str) -> int:
        user = self.world.make_user(username, global_name=name)
        user.avatar = avatar_hash(user.id)
        return user.id

    def people(self) -> None:
        """Roles and members."""
        for name, colour, permissions in _ROLES:
            self.roles[name] = self.world.create_role(
                self.guild.id, name, permissions=permissions, color=colour, hoist=True
            )
        for name in _INTERESTS:
            self.roles[name] = self.world.create_role(self.guild.id, name)
        # Each new role went in at the bottom; the bot's own stays on top.
        for person in _PEOPLE:
            roles = [self.roles[name].id for name in person.roles]
            self.world.enrol(self.guild.id, self.members[person.username], roles=roles)

    def channel(
        self,
        name: str,
        kind: ChannelType = ChannelType.TEXT,
        *,
        parent: Channel | None = None,
        topic: str | None = None,
        overwrites: Iterable[Overwrite] = (),
    ) -> Channel:
        """One channel at the end of the list."""
        return self.world.create_channel(
            self.guild.id,
            name,
            type=kind,
            parent_id=parent.id if parent is not None else None,
            topic=topic,
            overwrites=list(overwrites),
        )

    def read_only(self) -> list[Overwrite]:
        """Everybody reads, the committee, the moderators and the bot write."""
        return [Overwrite(self.guild.id, OverwriteType.ROLE, deny=_SEND), *self._insiders(_SEND)]

    def moderators(self, *others: str) -> list[Overwrite]:
        """The committee, the moderators, the bot and `others` see it."""
        bits = _VIEW | _SEND
        more = [Overwrite(self.roles[name].id, OverwriteType.ROLE, allow=bits) for name in others]
        return [Overwrite(self.guild.id, OverwriteType.ROLE, deny=_VIEW), *self._insiders(bits), *more]

    def private(self) -> list[Overwrite]:
        """Only the committee and the bot see it."""
        return [o for o in self.moderators() if o.target_id != self.roles["Moderator"].id]

    def _insiders(self, bits: int) -> list[Overwrite]:
        own = next(role for role in self.guild.roles.values() if role.managed)
        insiders = (self.roles["Executive Committee"], self.roles["Moderator"], own)
        return [Overwrite(role.id, OverwriteType.ROLE, allow=bits) for role in insiders]

    def talk(self, channel: Channel, lines: Iterable[tuple[str, str]]) -> None:
        """Messages that were written before anybody came."""
        for username, text in lines:
            self.world.create_message(channel.id, self.members[username], text)

    def post(self, forum: Channel, title: str, lines: list[tuple[str, str]]) -> None:
        """One forum post with its answers."""
        (author, text), *answers = lines
        starter = self.world.prepare_message(forum.id, self.members[author], text)
        tags = [int(forum.available_tags[0]["id"])]
        thread = self.world.open_forum_post(forum.id, title, starter, tags=tags)
        self.talk(thread, answers)


def build(world: World) -> int:
    """Build the community in a fresh world; the guild's id."""
    make = _Builder(world)
    make.people()
    guild = make.guild
    start = make.channel("Start here", ChannelType.CATEGORY)
    welcome = make.channel("welcome", parent=start, topic="Say hello, and what brings you here.")
    rules = make.channel("rules", parent=start, topic="How we treat each other.", overwrites=make.read_only())
    make.channel("introductions", parent=start, topic="Who is here: newcomers in their own words.")
    announcements = make.channel(
        "announcements",
        ChannelType.NEWS,
        parent=start,
        topic="News of the community. Follow it to get it in your own server.",
        overwrites=make.read_only(),
    )
    talk = make.channel("Talk", ChannelType.CATEGORY)
    general = make.channel("general", parent=talk, topic="Anything neuromorphic.")
    help_channel = make.channel("help", parent=talk, topic="Questions about software, hardware and theory.")
    forum = make.channel("help-forum", ChannelType.FORUM, parent=talk, topic="One post per question, please.")
    forum.available_tags = [
        {"id": str(world.snowflake()), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for name in ("software", "hardware", "theory")
    ]
    papers = make.channel("papers", parent=talk, topic="What we read, and the reading group.")
    make.channel("projects", parent=talk, topic="What we build together.")
    make.channel("jobs", parent=talk, topic="Positions, studentships, internships.")
    make.channel("off-topic", parent=talk)
    inside = make.channel("Committee", ChannelType.CATEGORY, overwrites=make.private())
    leadership = make.channel("leadership", parent=inside, overwrites=make.private())
    moderation = make.channel("Moderation", ChannelType.CATEGORY, overwrites=make.moderators())
    make.channel("bot-log", parent=moderation, overwrites=make.moderators())
    make.channel("welcomers", parent=moderation, overwrites=make.moderators("Welcomer"))
    voice = make.channel("Voice", ChannelType.CATEGORY)
    make.channel("hacking hour", ChannelType.VOICE, parent=voice)
    guild.rules_channel_id = rules.id
    guild.public_updates_channel_id = leadership.id
    guild.welcome_screen = {
        "description": "Software, hardware and theory of neuromorphic computing.",
        "welcome_channels": [
            {"channel_id": str(channel.id), "description": text, "emoji_id": None, "emoji_name": None}
            for channel, text in ((rules, "Read these first"), (welcome, "Say hello"), (help_channel, "Ask"))
        ],
    }
    make.talk(rules, _RULES)
    make.talk(
        welcome, [("ruth.ellison", "Hello! I come from signal processing and want to learn about spikes.")]
    )
    make.talk(
        announcements,
        [
            (
                "mei.tanaka",
                "The spring hacking hours begin on Tuesday. Bring a question or a half-built thing.",
            )
        ],
    )
    make.talk(general, _GENERAL)
    make.talk(help_channel, _HELP)
    make.talk(papers, _PAPERS)
    make.talk(leadership, _LEADERSHIP)
    make.post(
        forum,
        "Recording events to a file that others can read?",
        [
            ("diego_m", "Our camera writes its own format. What do you use so that others can open it?"),
            ("tomasz.zielony", "Convert once, right after recording, and keep the raw file beside it."),
        ],
    )
    return guild.id
