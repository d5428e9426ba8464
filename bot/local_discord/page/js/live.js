/** Keeps the store in step with the server: the first state, live events, and a fresh state when in doubt. */

import { EventStream, api } from "./api.js";
import { debounce } from "./dom.js";
import { store } from "./store.js";

/** @type {EventStream|null} */
let stream = null;
let loading = null;
let held = [];

const sameEmoji = (a, b) => (a.id ?? a.name) === (b.id ?? b.name);

/** Acts as somebody else (null: looks on as the operator). Resolves when their state is there. */
export async function actAs(as) {
  stream?.close();
  store.become(as);
  return new Promise((resolve, reject) => {
    let first = true;
    const mine = (stream = new EventStream(as, {
      event: receive,
      open: () => {
        store.emit("connection", "open");
        const done = refresh();
        if (first) done.then(resolve, reject);
        else done.catch((error) => store.emit("error", error));
        first = false;
      },
      lost: () => {
        store.emit("connection", "lost");
        // A refused WebSocket does not say why; the state does. Without a status the server is merely away.
        if (first) {
          api.state(as ?? undefined).catch((error) => {
            if (!error.status || stream !== mine) return;
            mine.close();
            reject(error);
          });
        }
      },
    }));
  });
}

/** Fetches the state anew; events that arrive meanwhile are applied after it. */
export async function refresh() {
  const as = store.as;
  const mine = (loading = Symbol("state"));
  const state = await api.state(as ?? undefined).catch((error) => {
    if (loading === mine) loading = null;
    throw error;
  });
  if (loading !== mine || store.as !== as) return;
  loading = null;
  store.replace(state);
  for (const modal of state.modals ?? []) store.emit("modal:open", modal);
  const waiting = held;
  held = [];
  waiting.forEach(apply);
}

const refreshSoon = debounce(() => refresh().catch((error) => store.emit("error", error)), 120);

function receive(event) {
  store.emit("activity", event.type);
  if (loading) held.push(event);
  else apply(event);
}

const handlers = {
  MESSAGE_CREATE: (data) => store.put(data),
  MESSAGE_UPDATE: (data) => {
    if (store.find(data.channel_id, data.id)) store.put(data);
  },
  MESSAGE_DELETE: ({ channel_id, id }) => store.drop(channel_id, id),
  MESSAGE_DELETE_BULK: ({ channel_id, ids }) => ids.forEach((id) => store.drop(channel_id, id)),
  MESSAGE_REACTION_ADD: (data) => react(data, 1),
  MESSAGE_REACTION_REMOVE: (data) => react(data, -1),
  MESSAGE_REACTION_REMOVE_ALL: ({ channel_id, message_id }) =>
    change(channel_id, message_id, { reactions: [] }),
  MESSAGE_REACTION_REMOVE_EMOJI: ({ channel_id, message_id, emoji }) => {
    const message = store.find(channel_id, message_id);
    if (message)
      change(channel_id, message_id, {
        reactions: message.reactions.filter((r) => !sameEmoji(r.emoji, emoji)),
      });
  },
  MESSAGE_POLL_VOTE_ADD: (data) => vote(data, 1),
  MESSAGE_POLL_VOTE_REMOVE: (data) => vote(data, -1),
  // The note of a new thread comes next and leads into it; what one may do there comes with the state.
  THREAD_CREATE: (thread) => {
    const can = store.channels.get(thread.parent_id)?.can;
    if (!store.channels.has(thread.id)) store.channels.set(thread.id, { ...thread, can });
    refreshSoon();
  },
  GUILD_MEMBER_ADD: setMember,
  GUILD_MEMBER_UPDATE: setMember,
  GUILD_MEMBER_REMOVE: ({ user }) => {
    store.members.delete(user.id);
    store.emit("members");
  },
  TYPING_START: ({ channel_id, user_id }) => typing(channel_id, user_id),
  MODAL_OPEN: (data) => store.emit("modal:open", data),
  MODAL_CLOSE: (data) => store.emit("modal:close", data),
  CLOCK: ({ now }) => (now ? store.setNow(now) : refreshSoon()),
  BOT_STATUS: (data) => {
    if (!data?.bots_online) return refreshSoon();
    store.online = new Set(data.bots_online);
    store.emit("members");
  },
};

// Of these the page draws nothing; all others that have no handler may change who sees what.
const IGNORED = new Set([
  "PRESENCE_UPDATE",
  "INTERACTION_CREATE",
  "INTERACTION_SUCCESS",
  "INTERACTION_FAILED",
  "GUILD_MEMBERS_CHUNK",
  "RESUMED",
  "THREAD_MEMBER_UPDATE",
  "CHANNEL_PINS_UPDATE",
  "MESSAGE_ACK",
  "VOICE_STATE_UPDATE",
]);

function apply({ type, data }) {
  if (handlers[type]) handlers[type](data);
  else if (!IGNORED.has(type)) refreshSoon();
}

function change(channel, id, fields) {
  if (store.find(channel, id)) store.put({ id, channel_id: channel, ...fields });
}

function react({ channel_id, message_id, user_id, emoji }, step) {
  const message = store.find(channel_id, message_id);
  if (!message) return;
  const reactions = (message.reactions ?? []).map((reaction) => ({ ...reaction }));
  let reaction = reactions.find((candidate) => sameEmoji(candidate.emoji, emoji));
  if (!reaction) reactions.push((reaction = { emoji, count: 0, me: false }));
  // Our own reaction may be known already, from a state fetched while the event was on its way.
  if (user_id === store.as && reaction.me === step > 0) return;
  reaction.count += step;
  if (user_id === store.as) reaction.me = step > 0;
  change(channel_id, message_id, { reactions: reactions.filter((candidate) => candidate.count > 0) });
}

function vote({ channel_id, message_id, user_id, answer_id }, step) {
  const message = store.find(channel_id, message_id);
  if (!message?.poll) return;
  const counts = (message.poll.results?.answer_counts ?? []).map((count) => ({ ...count }));
  let count = counts.find((candidate) => String(candidate.id) === String(answer_id));
  if (!count) counts.push((count = { id: answer_id, count: 0, me_voted: false }));
  if (user_id === store.as && count.me_voted === step > 0) return;
  count.count += step;
  if (user_id === store.as) count.me_voted = step > 0;
  change(channel_id, message_id, {
    poll: { ...message.poll, results: { ...message.poll.results, answer_counts: counts } },
  });
}

function setMember(data) {
  const { guild_id: _, ...member } = data;
  const before = store.members.get(member.user.id);
  store.members.set(member.user.id, { ...before, ...member });
  store.users.set(member.user.id, member.user);
  store.emit("members");
  // Roles decide which channels and commands one sees.
  if (member.user.id === store.as) refreshSoon();
}

function typing(channel, user) {
  if (user === store.as) return;
  if (!store.typing.has(channel)) store.typing.set(channel, new Map());
  const shown = store.typing.get(channel);
  clearTimeout(shown.get(user));
  shown.set(
    user,
    setTimeout(() => {
      shown.delete(user);
      store.emit("typing", channel);
    }, 10_000),
  );
  store.emit("typing", channel);
}
