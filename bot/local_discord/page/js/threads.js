/** Threads: opening one in a channel or on a message, and the way into one. */

import { api } from "./api.js";
import { openDialog } from "./dialog.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { ChannelType, MessageFlag, isEphemeral } from "./types.js";

/** @typedef {import("./types.js").Channel} Channel */
/** @typedef {import("./types.js").Message} Message */

// Messages somebody wrote, replies, and answers to commands.
const ORDINARY = new Set([0, 19, 20, 23]);
const CREATED = 18;

/** Whether the acting person may open a thread here without a message. @param {Channel|undefined} channel */
export const mayOpenThread = (channel) =>
  Boolean(store.as && channel?.type === ChannelType.TEXT && channel.can?.threads);

/** Whether the acting person may open a thread on this message. @param {Message} message */
export function mayOpenThreadOn(message) {
  const channel = store.channels.get(message.channel_id);
  return Boolean(
    store.as &&
      (channel?.type === ChannelType.TEXT || channel?.type === ChannelType.NEWS) &&
      channel.can?.threads &&
      ORDINARY.has(message.type) &&
      !isEphemeral(message) &&
      !((message.flags ?? 0) & MessageFlag.HAS_THREAD),
  );
}

const wayIn = (id, className, ...content) =>
  h("button", { type: "button", class: className, onclick: () => store.emit("channel:go", id) }, content);

/** The name of a new thread in the note that tells of it, as the way into it. @param {Message} message */
export function threadName(message) {
  const id = message.message_reference?.channel_id;
  return id ? wayIn(id, "text-button", message.content) : message.content;
}

/** The thread that hangs on a message. @param {Message} message */
export function renderThread(message) {
  const thread = store.channels.get(message.id) ?? message.thread;
  if (!thread || message.type === CREATED) return null;
  const count = thread.message_count ?? 0;
  return wayIn(
    thread.id,
    "thread-link",
    icon("thread"),
    h("span", { class: "thread-link-name" }, thread.name),
    h("span", { class: "thread-link-count" }, `${count} ${count === 1 ? "message" : "messages"} ›`),
  );
}

/** Opens the form of a new thread. @param {Channel} channel @param {Message} [message] the one it starts from */
export function openThread(channel, message) {
  const ids = { name: freshId("name"), text: freshId("text") };
  const name = h("input", {
    type: "text",
    class: "field",
    id: ids.name,
    maxlength: "100",
    autocomplete: "off",
    value: message?.content.split("\n")[0].slice(0, 60) ?? "",
  });
  const text = h("textarea", { class: "field", id: ids.text, rows: "3", maxlength: "2000" });
  const error = h("p", { class: "field-error", role: "alert" });
  let opened = null;
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        error.textContent = "";
        if (!name.value.trim()) {
          error.textContent = "A thread needs a name.";
          return name.focus();
        }
        try {
          // Tried again after its first message was refused, the thread is there already.
          opened ??= (await api.thread(store.as, channel.id, name.value.trim(), message?.id)).thread;
          if (text.value.trim())
            await api.message({ as: store.as, channel: opened.id, content: text.value.trim() });
          // Its own event may have told of it, and its first message, already.
          if (!store.channels.has(opened.id)) store.channels.set(opened.id, { can: channel.can, ...opened });
          dialog.close();
          store.emit("channel:go", opened.id);
        } catch (problem) {
          error.textContent = [problem.message, problem.hint].filter(Boolean).join(" ");
        }
        return undefined;
      },
    },
    h("div", { class: "modal-field" }, h("label", { class: "field-label", for: ids.name }, "Name"), name),
    h(
      "div",
      { class: "modal-field" },
      h("label", { class: "field-label", for: ids.text }, "First message"),
      h("p", { class: "field-hint" }, "May be left empty."),
      text,
    ),
    error,
    h(
      "div",
      { class: "dialog-foot" },
      h("button", { type: "submit", class: "button button-primary" }, "Create thread"),
    ),
  );
  const dialog = openDialog(`New thread in ${store.channelName(channel)}`, [
    message && h("p", { class: "dialog-lead" }, `From a message of ${store.nameOf(message.author)}.`),
    form,
  ]);
  name.focus();
  name.select();
}
