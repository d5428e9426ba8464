/** What the page knows, for the person it acts as. Topics tell the views what changed; nothing here draws. */

import { ChannelType, isEphemeral, isThread } from "./types.js";

/** @typedef {import("./types.js").Message} Message */

const READ_KEY = "local-discord:read";

const compareIds = (a, b) => (a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length);

/** Whether a whole message is an earlier version of the one that is known. */
const isOlder = (message, known) =>
  message.edited_timestamp !== undefined &&
  Boolean(known.edited_timestamp) &&
  (!message.edited_timestamp || Date.parse(message.edited_timestamp) < Date.parse(known.edited_timestamp));

class Store {
  constructor() {
    /** @type {Map<string, Set<Function>>} */
    this.listeners = new Map();
    this.as = null;
    this.channel = null;
    this.me = null;
    this.guild = null;
    /** Milliseconds the community's clock is ahead of this machine's. */
    this.ahead = 0;
    this.roles = new Map();
    this.channels = new Map();
    this.members = new Map();
    this.users = new Map();
    this.online = new Set();
    this.commands = [];
    /** @type {Map<string, Map<string, Message>>} */
    this.messages = new Map();
    this.typing = new Map();
    this.dismissed = new Set();
    /** Ids of messages that were deleted while the page was open. */
    this.gone = new Set();
    this.replyTo = null;
    this.read = JSON.parse(sessionStorage.getItem(READ_KEY) ?? "{}");
  }

  /** Calls `listener` at each change of `topic`. */
  on(topic, listener) {
    if (!this.listeners.has(topic)) this.listeners.set(topic, new Set());
    this.listeners.get(topic).add(listener);
  }

  emit(topic, detail) {
    for (const listener of this.listeners.get(topic) ?? []) listener(detail);
  }

  /** Now by the community's clock, in milliseconds. */
  now() {
    return Date.now() + this.ahead;
  }

  setNow(iso) {
    this.ahead = Date.parse(iso) - Date.now();
    this.emit("clock");
  }

  /** Takes a whole answer of /local/state; older messages that were loaded stay. */
  replace(state) {
    this.setNow(state.now);
    this.me = state.me;
    this.guild = state.guild;
    this.roles = new Map(state.roles.map((role) => [role.id, role]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.members = new Map(state.members.map((member) => [member.user.id, member]));
    this.users = new Map(state.members.map((member) => [member.user.id, member.user]));
    this.online = new Set(state.bots_online);
    this.commands = state.commands;
    const known = this.messages;
    this.messages = new Map();
    for (const [channel, list] of Object.entries(state.messages)) {
      const older = [...(known.get(channel)?.values() ?? [])].filter(
        (message) => message.local || (list.length && compareIds(message.id, list[0].id) < 0),
      );
      const merged = [...older.filter((m) => !m.local), ...list, ...older.filter((m) => m.local)];
      this.messages.set(channel, new Map(merged.map((message) => [message.id, message])));
      for (const message of list)
        this.users.set(message.author.id, this.users.get(message.author.id) ?? message.author);
    }
    if (this.as && !this.read[this.as]) this.markAllRead();
    this.emit("state");
  }

  /** Forgets everything seen with somebody else's eyes. */
  become(as) {
    this.as = as;
    this.messages = new Map();
    this.typing = new Map();
    this.replyTo = null;
  }

  /** The messages of a channel that are to be shown, oldest first. @returns {Message[]} */
  list(channel) {
    return [...(this.messages.get(channel)?.values() ?? [])].filter(
      (message) => !this.dismissed.has(message.id),
    );
  }

  find(channel, id) {
    return this.messages.get(channel)?.get(id);
  }

  /** Adds or renews a message. */
  put(message) {
    let list = this.messages.get(message.channel_id);
    if (!list) this.messages.set(message.channel_id, (list = new Map()));
    const before = list.get(message.id);
    // The answer to one's own request can come after the events that tell what happened next.
    if (this.gone.has(message.id) || (before && isOlder(message, before))) return undefined;
    const merged = before ? { ...before, ...message } : message;
    list.set(message.id, merged);
    if (message.author)
      this.users.set(message.author.id, this.users.get(message.author.id) ?? message.author);
    if (before) return this.emit("message:changed", merged);
    this.typing.get(message.channel_id)?.delete(message.author.id);
    const channel = this.channels.get(message.channel_id);
    if (channel && !message.local && !isEphemeral(message)) {
      channel.last_message_id = message.id;
      // The first message of a post has its id, and was counted when it was opened.
      if (isThread(channel) && message.id !== channel.id) channel.message_count = (channel.message_count ?? 0) + 1;
    }
    this.emit("message:new", merged);
    if (message.channel_id === this.channel && !document.hidden) this.markRead(message.channel_id);
    else this.emit("unread");
  }

  /** Adds older messages in front. @param {Message[]} older oldest first */
  prepend(channel, older) {
    const list = this.messages.get(channel) ?? new Map();
    this.messages.set(channel, new Map([...older.map((message) => [message.id, message]), ...list]));
  }

  drop(channel, id) {
    this.gone.add(id);
    if (this.messages.get(channel)?.delete(id)) this.emit("message:gone", { channel, id });
  }

  /** Takes an ephemeral message or a note of the page away from this view. */
  dismiss(message) {
    this.dismissed.add(message.id);
    this.emit("message:gone", { channel: message.channel_id, id: message.id });
  }

  markRead(channel) {
    const list = [...(this.messages.get(channel)?.values() ?? [])].filter((message) => !message.local);
    const last = list.at(-1)?.id ?? this.channels.get(channel)?.last_message_id;
    if (!this.as || !last) return;
    (this.read[this.as] ??= {})[channel] = last;
    sessionStorage.setItem(READ_KEY, JSON.stringify(this.read));
    this.emit("unread");
  }

  markAllRead() {
    this.read[this.as] = {};
    for (const [channel, list] of this.messages) {
      const last = [...list.keys()].at(-1);
      if (last) this.read[this.as][channel] = last;
    }
    sessionStorage.setItem(READ_KEY, JSON.stringify(this.read));
  }

  /** How many messages of a channel the acting person has not seen, and how many of them name them. */
  unread(channel) {
    if (!this.as || channel === this.channel) return { count: 0, mentions: 0 };
    const seen = this.read[this.as]?.[channel];
    const isDm = this.channels.get(channel)?.type === ChannelType.DM;
    const fresh = this.list(channel).filter(
      (message) =>
        !message.local && message.author.id !== this.as && (!seen || compareIds(message.id, seen) > 0),
    );
    return {
      count: fresh.length,
      mentions: fresh.filter((message) => isDm || this.mentionsMe(message)).length,
    };
  }

  /** @param {Message} message */
  mentionsMe(message) {
    if (!this.as || isEphemeral(message)) return false;
    return (
      Boolean(message.mention_everyone) ||
      (message.mentions ?? []).some((user) => user.id === this.as) ||
      (message.mention_roles ?? []).some((role) => this.me?.roles.includes(role))
    );
  }

  // -- names ------------------------------------------------------------------------------------

  /** How a user is called here. @param {import("./types.js").User} user */
  nameOf(user) {
    return this.members.get(user.id)?.nick || user.global_name || user.username;
  }

  /** @param {string} id */
  nameOfId(id) {
    const user = this.members.get(id)?.user ?? this.users.get(id);
    return user ? this.nameOf(user) : null;
  }

  channelName(channel) {
    if (channel.type === ChannelType.DM) {
      // The channel may be told as the bot sees it: then the only recipient is oneself.
      const other = channel.recipients?.find((user) => user.id !== this.as) ?? this.bot();
      return other ? this.nameOf(other) : "Direct message";
    }
    return channel.name ?? "unnamed";
  }

  /** The bot of this server, an online one first. @returns {import("./types.js").User|undefined} */
  bot() {
    const bots = [...this.members.values()].map((member) => member.user).filter((user) => user.bot);
    return bots.find((user) => this.online.has(user.id)) ?? bots[0];
  }

  /** The highest coloured role decides the colour of a name, as in Discord; 0 for none. */
  colourOf(userId) {
    const roles = (this.members.get(userId)?.roles ?? []).map((id) => this.roles.get(id)).filter(Boolean);
    roles.sort((a, b) => b.position - a.position);
    return roles.find((role) => role.color)?.color ?? 0;
  }

  rolesOf(member) {
    return member.roles
      .map((id) => this.roles.get(id))
      .filter(Boolean)
      .sort((a, b) => b.position - a.position);
  }
}

export const store = new Store();
