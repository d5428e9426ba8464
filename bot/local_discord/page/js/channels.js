/** The channel list: categories, channels, threads below their channel, direct messages. */

import { channelIcon } from "./components/choices.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { ChannelType, isForum, isThread, isVoice } from "./types.js";

/** @typedef {import("./types.js").Channel} Channel */

const folded = new Set(JSON.parse(sessionStorage.getItem("local-discord:folded") ?? "[]"));

// Voice channels come after the others of their category, as in Discord.
const order = (a, b) =>
  Number(isVoice(a)) - Number(isVoice(b)) ||
  (a.position ?? 0) - (b.position ?? 0) ||
  a.id.length - b.id.length ||
  (a.id < b.id ? -1 : 1);

/** The list as groups: direct messages, channels without a category, then each category. */
function groups() {
  const all = [...store.channels.values()];
  const plain = all
    .filter(
      (channel) =>
        !isThread(channel) && channel.type !== ChannelType.CATEGORY && channel.type !== ChannelType.DM,
    )
    .sort(order);
  const below = (id) => plain.filter((channel) => (channel.parent_id ?? null) === id);
  const categories = all.filter((channel) => channel.type === ChannelType.CATEGORY).sort(order);
  return [
    { id: "dm", name: "Direct messages", channels: all.filter((channel) => channel.type === ChannelType.DM) },
    {
      id: "none",
      name: "",
      channels: plain.filter((channel) => !channel.parent_id || !store.channels.has(channel.parent_id)),
    },
    ...categories.map((category) => ({ id: category.id, name: category.name, channels: below(category.id) })),
  ].filter((group) => group.channels.length);
}

const threadsOf = (channel) =>
  [...store.channels.values()]
    .filter(
      (thread) => isThread(thread) && thread.parent_id === channel.id && !thread.thread_metadata?.archived,
    )
    .sort((a, b) => (BigInt(b.id) > BigInt(a.id) ? 1 : -1));

/** The first channel worth opening for the acting person. */
export function firstChannel() {
  const all = groups()
    .filter((group) => group.id !== "dm")
    .flatMap((group) => group.channels);
  return (
    (all.find((channel) => channel.name === "general") ?? all.find((channel) => !isVoice(channel)))?.id ??
    null
  );
}

/** Draws the list; the focus stays on the channel that had it. */
export function showChannels() {
  byId("guild-name").textContent = store.guild?.name ?? "Local Discord";
  const tree = byId("channel-tree");
  const focused = tree.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  tree.replaceChildren(...groups().map(group));
  if (focused) tree.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  if (!tree.childElementCount)
    tree.append(h("p", { class: "option-none" }, "There is no channel to see here."));
}

function group({ id, name, channels }) {
  const list = h("ul", { class: "channel-list", id: `group-${id}` }, channels.map(entry));
  if (!name) return h("section", { class: "channel-group" }, list);
  const open = !folded.has(id);
  // A folded category still shows where something is new.
  if (!open)
    for (const item of [...list.children]) item.hidden = !item.querySelector(".is-unread, [aria-current]");
  return h(
    "section",
    { class: "channel-group" },
    h(
      "h2",
      { class: "side-heading" },
      h(
        "button",
        {
          type: "button",
          class: "fold",
          "aria-expanded": String(open),
          "aria-controls": `group-${id}`,
          dataset: { key: `fold-${id}` },
          onclick: () => {
            if (open) folded.add(id);
            else folded.delete(id);
            sessionStorage.setItem("local-discord:folded", JSON.stringify([...folded]));
            showChannels();
          },
        },
        icon("down"),
        name,
      ),
    ),
    list,
  );
}

/** @param {Channel} channel */
function entry(channel) {
  const threads = threadsOf(channel);
  return h(
    "li",
    {},
    link(channel),
    threads.length > 0 &&
      h(
        "ul",
        { class: "thread-list", "aria-label": `Threads of ${store.channelName(channel)}` },
        threads.map((thread) => h("li", {}, link(thread))),
      ),
  );
}

const KIND = {
  1: "direct message",
  2: "voice channel",
  5: "announcement channel",
  10: "thread",
  11: "thread",
  12: "private thread",
  13: "stage",
  15: "forum",
  16: "media channel",
};

/** @param {Channel} channel */
function link(channel) {
  const name = store.channelName(channel);
  const kind = KIND[channel.type];
  if (isVoice(channel)) {
    return h(
      "span",
      { class: "channel is-voice", title: "Voice is not part of the local Discord" },
      icon("voice"),
      h("span", { class: "channel-name" }, name),
      h("span", { class: "visually-hidden" }, ", voice channel, cannot be entered here"),
    );
  }
  const { count, mentions } = store.unread(channel.id);
  const isPrivate = everyoneMayNotSee(channel);
  const label = [
    name,
    kind,
    isPrivate && "private",
    count && `${count} unread`,
    mentions && `${mentions} ${mentions === 1 ? "mention" : "mentions"}`,
  ]
    .filter(Boolean)
    .join(", ");
  return h(
    "a",
    {
      class: `channel ${count ? "is-unread" : ""}`,
      href: `#${new URLSearchParams({ ...(store.as ? { as: store.as } : {}), channel: channel.id })}`,
      "aria-current": channel.id === store.channel ? "page" : null,
      "aria-label": label,
      dataset: { key: channel.id, channel: channel.id },
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        store.emit("channel:go", channel.id);
      },
    },
    icon(isPrivate && !isThread(channel) && !isForum(channel) ? "lock" : channelIcon(channel)),
    h("span", { class: "channel-name" }, name),
    mentions > 0 && h("span", { class: "badge", "aria-hidden": "true" }, mentions > 99 ? "99+" : mentions),
  );
}

const VIEW_CHANNEL = 1n << 10n;

function everyoneMayNotSee(channel) {
  const own = channel.permission_overwrites?.find((overwrite) => overwrite.id === store.guild?.id);
  return Boolean(own && BigInt(own.deny ?? 0) & VIEW_CHANNEL);
}
