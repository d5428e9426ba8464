"""What people do without the bot: join, leave, write, react, vote, accept the rules."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..validation.emojis import is_emoji
from ..world import World, avatar_hash, shapes
from ..world.channels import REQUIRE_TAG
from ..world.errors import ApiError
from ..world.records import Channel, ChannelType, Message
from ..world.visibility import may, may_moderate
from .errors import LocalError
from .lookup import Lookup, number
from .options import read_file

#: The guild feature that makes newcomers accept the rules first.
SCREENING = "MEMBER_VERIFICATION_GATE_ENABLED"
MAX_CONTENT = 2000
MAX_FILES = 10
MAX_TAGS = 5
#: Where threads are opened.
_THREADED = (ChannelType.TEXT, ChannelType.NEWS)
#: Messages that are written, replies, and answers to commands; the rest is Discord's own sentences.
_ORDINARY = (0, 19, 20, 23)


class Living:
    """The actions; each names who acts, as the page does with ``as``."""

    def __init__(self, world: World, lookup: Lookup) -> None:
        self._world = world
        self._lookup = lookup

    # ------------------------------------------------------------ members

    def join(
        self,
        username: Any = None,
        *,
        global_name: Any = None,
        pending: bool | None = None,
        rejoin: Any = None,
        bot: bool = False,
    ) -> Json:
        """A newcomer joins, or somebody who left comes back; the member as Discord shows them."""
        world, guild = self._world, self._lookup.guild
        if rejoin is not None:
            user = world.users.get(number(rejoin, "rejoin"))
            if user is None:
                raise LocalError(
                    f"there is no user {rejoin}", "leave 'rejoin' away for somebody new", status=404
                )
            if user.id in guild.members:
                raise LocalError(f"{user.name} is a member already", "let them leave first")
            if user.id in guild.bans:
                raise LocalError(f"{user.name} is banned here", "lift the ban first", status=403)
        else:
            name = username.strip() if isinstance(username, str) else ""
            if not 1 <= len(name) <= 32:
                raise LocalError("a username has 1 to 32 characters", "give 'username'")
            shown = global_name.strip() if isinstance(global_name, str) else ""
            if len(shown) > 32:
                raise LocalError("a display name has at most 32 characters", "shorten 'global_name'")
            user = world.make_user(name, global_name=shown or None, bot=bot)
            user.avatar = avatar_hash(user.id)
        if pending is None:
            pending = SCREENING in world.local_guild(guild.id).features
        member = world.enrol(guild.id, user.id, pending=pending, announce=True)
        return shapes.member(world, guild, member)

    def leave(self, user: Any) -> None:
        """A member leaves."""
        member = self._lookup.person(user)
        if member.user_id == self._lookup.guild.owner_id:
            raise LocalError("the owner cannot leave", "choose another member")
        self._world.remove_member(self._lookup.guild_id, member.user_id)

    def accept_rules(self, user: Any) -> Json:
        """A newcomer in screening accepts the rules."""
        member = self._lookup.person(user)
        if not member.pending:
            raise LocalError("this member is not in screening", "only pending members accept the rules")
        self._world.accept_rules(self._lookup.guild_id, member.user_id)
        return shapes.member(self._world, self._lookup.guild, member)

    def role(self, member: Any, role: Any, *, remove: bool = False) -> Json:
        """An administrator gives or takes a role."""
        found = self._lookup.member(member, "member")
        guild = self._lookup.guild
        role_id = number(role, "role")
        if role_id not in guild.roles or role_id == guild.id:
            raise LocalError(f"there is no role {role}", "take an id from /local/state", status=404)
        change = self._world.remove_member_role if remove else self._world.add_member_role
        change(guild.id, found.user_id, role_id)
        return shapes.member(self._world, guild, found)

    # ------------------------------------------------------------ messages

    def message(
        self,
        user: Any,
        channel: Any,
        content: str | None = None,
        *,
        reply_to: Any = None,
        files: Any = None,
        title: str | None = None,
        tags: Any = None,
    ) -> tuple[Message, int | None]:
        """Write a message, or with ``title`` (and tags) open a forum post; the message, and the post's id."""
        user_id = self._lookup.person(user).user_id
        where = self._lookup.channel(user_id, channel)
        text = self._text(content)
        if files is not None and not isinstance(files, list):
            raise LocalError("'files' is not a list", 'each file is {"filename", "content_base64"}')
        uploads = [read_file(item, "a file") for item in files or ()]
        if len(uploads) > MAX_FILES:
            raise LocalError(f"{len(uploads)} files", f"a message has at most {MAX_FILES}")
        if not text.strip() and not uploads:
            raise LocalError("the message is empty", "give 'content' or 'files'")
        self._may_write(user_id, where.id, forum=where.type == ChannelType.FORUM)
        forum = where.type == ChannelType.FORUM
        if forum != (title is not None):
            raise LocalError(
                "a forum takes posts" if forum else "only a forum takes posts",
                "give 'title'" if forum else "leave 'title' away",
            )
        reference = None
        if reply_to is not None:
            target = self._lookup.message(user_id, where.id, reply_to)
            if target.is_ephemeral:
                raise LocalError("nobody replies to an ephemeral message", "choose another message")
            reference = {"type": 0, "channel_id": str(where.id), "message_id": str(target.id)}
        attachments = self._world.store_attachments(where.id, uploads)
        if forum and title is not None:
            if not 1 <= len(title.strip()) <= 100:
                raise LocalError("a post's title has 1 to 100 characters", "shorten 'title'")
            starter = self._world.prepare_message(where.id, user_id, text, attachments=attachments)
            chosen = _tags(where, tags)
            if not chosen and self._world.channel_flags(where.id) & REQUIRE_TAG:
                raise LocalError("a post here needs a tag", "give 'tags' of the forum's available_tags")
            thread = self._world.open_forum_post(where.id, title.strip(), starter, tags=chosen)
            return starter, thread.id
        if where.guild_id is None:
            return self._world.create_message(
                where.id, user_id, text, attachments=attachments, reference=reference
            ), None
        if where.is_thread:
            self._world.add_thread_member(where.id, user_id)
        return self._world.create_message(
            where.id, user_id, text, attachments=attachments, reference=reference
        ), None

    def thread(self, user: Any, channel: Any, name: Any, *, message: Any = None) -> Channel:
        """Open a public thread in a text channel, or on a message of it."""
        user_id = self._lookup.person(user).user_id
        where = self._lookup.channel(user_id, channel)
        title = name.strip() if isinstance(name, str) else ""
        if not 1 <= len(title) <= 100:
            raise LocalError("a thread's name has 1 to 100 characters", "change 'name'")
        if where.type not in _THREADED:
            raise LocalError(
                "threads are opened in text and announcement channels",
                "in a forum, POST /local/message with 'title'",
            )
        self._accepted_the_rules(user_id)
        if not may(self._world, user_id, where.id, "create_public_threads"):
            raise LocalError("this member may not open threads here", "act as somebody who may", status=403)
        starter = None if message is None else self._lookup.message(user_id, where.id, message)
        if starter is None and where.type == ChannelType.NEWS:
            raise LocalError("threads of an announcement channel start from a message", "give 'message'")
        if starter is not None and (starter.is_ephemeral or starter.type not in _ORDINARY):
            raise LocalError("no thread starts from this message", "choose one that somebody wrote")
        if starter is not None and starter.id in self._world.channels:
            raise LocalError("the message has a thread already", "write there")
        return self._world.create_thread(
            where.id,
            title,
            user_id,
            message_id=None if starter is None else starter.id,
        )

    def edit(self, user: Any, channel: Any, message: Any, content: str) -> Message:
        """Change one's own message."""
        user_id = self._lookup.person(user).user_id
        found = self._lookup.message(user_id, channel, message)
        if found.author_id != user_id:
            raise LocalError("only its author edits a message", "act as its author", status=403)
        text = self._text(content)
        if not text.strip() and not found.attachments:
            raise LocalError("the message would be empty", "delete it instead")
        return self._world.edit_message(found.channel_id, found.id, {"content": text})

    def delete(self, user: Any, channel: Any, message: Any) -> None:
        """Delete one's own message, or another's with the permission; dismiss an ephemeral one."""
        user_id = self._lookup.person(user).user_id
        found = self._lookup.message(user_id, channel, message)
        own = found.author_id == user_id or found.is_ephemeral
        if not own and not may_moderate(self._world, user_id, found.channel_id):
            raise LocalError("this member may not delete others' messages", "act as a moderator", status=403)
        self._world.delete_message(found.channel_id, found.id)

    def react(self, user: Any, channel: Any, message: Any, emoji: str, *, remove: bool = False) -> None:
        """Put a reaction on a message or take one's own away."""
        user_id = self._lookup.person(user).user_id
        found = self._lookup.message(user_id, channel, message)
        if found.is_ephemeral:
            raise LocalError("an ephemeral message takes no reactions", "choose another message")
        emoji = emoji.strip("<>").removeprefix("a:").removeprefix(":") if isinstance(emoji, str) else ""
        if not remove and not is_emoji(self._world, emoji):
            raise LocalError("'emoji' is an emoji or name:id of one that exists", 'for example "👍"')
        new = found.reaction_for(emoji) is None
        if not remove and new and not may(self._world, user_id, found.channel_id, "add_reactions"):
            raise LocalError("this member may not add reactions here", "act as somebody who may", status=403)
        self._world.set_reaction(found.channel_id, found.id, emoji, user_id, not remove)

    def vote(self, user: Any, channel: Any, message: Any, answers: list[Any]) -> Message:
        """Vote in a native poll; an empty list takes the vote back."""
        user_id = self._lookup.person(user).user_id
        found = self._lookup.message(user_id, channel, message)
        if found.poll is None:
            raise LocalError("the message is no poll", "choose a message with a poll")
        if not isinstance(answers, list):
            raise LocalError("'answers' is not a list", "give a list of answer ids")
        try:
            self._world.set_poll_votes(found.channel_id, found.id, [int(a) for a in answers], user_id)
        except ApiError as error:
            raise LocalError(
                error.message.removeprefix("Invalid Form Body: "), "see the poll's answers"
            ) from error
        return found

    def interest(self, user: Any, event: Any, *, remove: bool = False) -> None:
        """Be interested in a scheduled event, or no longer."""
        world, user_id = self._world, self._lookup.person(user).user_id
        found = world.get_scheduled_event(self._lookup.guild_id, number(event, "event"))
        if (user_id in found.user_ids) == remove:
            world.set_scheduled_event_subscription(found.guild_id, found.id, user_id, not remove)

    def open_dm(self, user: Any, *, closed: bool | None = None) -> int:
        """The direct conversation between a member and the bot, made when there is none.

        ``closed`` is the member's setting to take no direct messages (the bot's fail with 50007).
        """
        user_id = self._lookup.person(user).user_id
        if closed is not None:
            change = self._world.closed_dms.add if closed else self._world.closed_dms.discard
            change(user_id)
        return self._world.get_dm_channel(user_id).id

    def _text(self, content: Any) -> str:
        if content is not None and not isinstance(content, str):
            raise LocalError("'content' is not text", "give a string")
        text = content or ""
        if len(text) > MAX_CONTENT:
            raise LocalError(f"the message has {len(text)} characters", f"at most {MAX_CONTENT}")
        return text

    def _accepted_the_rules(self, user_id: int) -> None:
        if self._lookup.guild.members[user_id].pending:
            raise LocalError(
                "this member has not accepted the rules", "POST /local/screening first", status=403
            )

    def _may_write(self, user_id: int, channel_id: int, *, forum: bool) -> None:
        channel = self._world.get_channel(channel_id)
        if channel.type == ChannelType.CATEGORY:
            raise LocalError("a category holds no messages", "choose a channel in it")
        if channel.guild_id is not None:
            self._accepted_the_rules(user_id)
        needed = "send_messages_in_threads" if channel.is_thread else "send_messages"
        if not may(self._world, user_id, channel_id, needed):
            raise LocalError("this member may not write here", "choose another channel", status=403)
        if channel.thread_metadata is not None and channel.thread_metadata.archived and not forum:
            if channel.thread_metadata.locked:
                raise LocalError("the thread is locked", "choose another one", status=403)
            self._world.edit_channel(channel_id, {}, thread_metadata={"archived": False})


def _tags(forum: Channel, tags: Any) -> list[int]:
    if tags is not None and not isinstance(tags, list):
        raise LocalError("'tags' is not a list", "give ids of the forum's available_tags")
    chosen = [number(tag, "tag") for tag in tags or ()]
    known = {int(tag["id"]) for tag in forum.available_tags}
    if len(chosen) > MAX_TAGS or not set(chosen) <= known:
        raise LocalError(f"a post has at most {MAX_TAGS} tags of its forum", "see its available_tags")
    return chosen
