/** One message as an element. */

import { renderAttachments } from "./attachments.js";
import { avatar, botTag } from "./avatar.js";
import { textColour } from "./colour.js";
import { renderComponents } from "./components/index.js";
import { h } from "./dom.js";
import { renderEmbed } from "./embeds.js";
import { messageTime } from "./format.js";
import { icon } from "./icons.js";
import { renderInline, renderMarkdown } from "./markdown_view.js";
import { pollResult, renderPoll } from "./poll.js";
import { renderReactions } from "./reactions.js";
import { store } from "./store.js";
import { renderThread, threadName } from "./threads.js";
import { MessageFlag, isEphemeral } from "./types.js";

/** @typedef {import("./types.js").Message} Message */

// Discord folds messages of one author within this span into one group.
const GROUP_MS = 7 * 60_000;

/** Events that Discord tells as a sentence. */
const SYSTEM = {
  4: (name, message) => [name, ` changed the channel name: ${message.content}`],
  6: (name) => [name, " pinned a message to this channel."],
  7: (name) => [name, " has joined. Welcome!"],
  8: (name) => [name, " boosted the server."],
  18: (name, message) => [name, " started a thread: ", threadName(message)],
  21: (name) => [name, " started this thread."],
  46: (name, message) => [name, "’s poll ", ...pollResult(message)],
};

/** Whether a message can go without its own head. @param {Message|undefined} before */
export function continues(message, before) {
  return (
    Boolean(before) &&
    !before.local &&
    !message.local &&
    !SYSTEM[message.type] &&
    !SYSTEM[before.type] &&
    before.author.id === message.author.id &&
    isEphemeral(before) === isEphemeral(message) &&
    !message.interaction_metadata &&
    !message.message_reference &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < GROUP_MS &&
    new Date(before.timestamp).toDateString() === new Date(message.timestamp).toDateString()
  );
}

/** @param {Message} message @param {Message|undefined} before the message above it */
export function renderMessage(message, before) {
  if (message.local) return renderNote(message);
  const system = SYSTEM[message.type];
  if (system) return renderSystem(message, system);
  const compact = continues(message, before);
  const ephemeral = isEphemeral(message);
  const classes = [
    "message",
    compact && "is-compact",
    ephemeral && "is-ephemeral",
    store.mentionsMe(message) && "is-mention",
  ];
  return h(
    "li",
    { ...frame(message), class: classes.filter(Boolean).join(" ") },
    context(message),
    compact ? h("span", { class: "message-when" }, messageTime(message.timestamp)) : avatar(message.author),
    h(
      "div",
      { class: "message-main" },
      !compact && head(message),
      body(message),
      ephemeral && renderEphemeralNote(message),
    ),
  );
}

const frame = (message) => ({ id: `m-${message.id}`, tabindex: "-1", dataset: { id: message.id } });

function authorButton(user) {
  return h(
    "button",
    {
      type: "button",
      class: "author",
      style: { color: textColour(store.colourOf(user.id)) },
      onclick: (event) => store.emit("member:open", { id: user.id, anchor: event.currentTarget }),
    },
    store.nameOf(user),
  );
}

function head(message) {
  return h(
    "div",
    { class: "message-head" },
    authorButton(message.author),
    message.author.bot && botTag(),
    messageTime(message.timestamp),
  );
}

/** The line above: which message is answered, or who used which command. */
function context(message) {
  const used = message.interaction_metadata ?? message.interaction;
  // A follow-up of a button has metadata too, but only commands are announced.
  if (used && (message.type === 20 || message.type === 23) && used.user) {
    const name = used.name ? (message.type === 20 ? `/${used.name}` : used.name) : "a command";
    return h(
      "p",
      { class: "message-context" },
      icon("slash"),
      h(
        "span",
        {},
        h("strong", {}, store.nameOf(used.user)),
        " used ",
        h("span", { class: "mention" }, name),
      ),
    );
  }
  if (message.type !== 19) return null;
  const answered = message.referenced_message;
  if (!answered)
    return h(
      "p",
      { class: "message-context" },
      icon("reply"),
      h("em", {}, "The original message was deleted"),
    );
  return h(
    "p",
    { class: "message-context" },
    icon("reply"),
    h(
      "button",
      { type: "button", class: "context-jump", onclick: () => store.emit("message:show", answered.id) },
      h("strong", {}, store.nameOf(answered.author)),
      " ",
      answered.content
        ? renderInline(answered.content.split("\n")[0].slice(0, 160)).map(flat)
        : h("em", {}, "an attachment or card"),
    ),
  );
}

// A preview sits inside a button, where nothing else may be interactive.
const flat = (node) => document.createTextNode(node.textContent);

function body(message) {
  if (
    (message.flags ?? 0) & MessageFlag.LOADING &&
    !message.content &&
    !message.components?.length &&
    !message.embeds?.length
  ) {
    return h(
      "p",
      { class: "thinking" },
      h("span", { class: "charge", "aria-hidden": "true" }),
      `${store.nameOf(message.author)} is thinking…`,
    );
  }
  const v2 = Boolean((message.flags ?? 0) & MessageFlag.COMPONENTS_V2);
  const edited =
    message.edited_timestamp &&
    !(message.flags & MessageFlag.LOADING) &&
    h("span", { class: "edited", title: new Date(message.edited_timestamp).toLocaleString() }, "(edited)");
  return h(
    "div",
    { class: "message-body" },
    message.content && [renderMarkdown(message.content), edited],
    message.poll && renderPoll(message),
    !v2 && renderAttachments(message.attachments ?? []),
    (message.embeds ?? []).map(renderEmbed),
    message.components?.length ? renderComponents(message.components, { message }) : null,
    !message.content && edited,
    h("p", { class: "failure", role: "alert", hidden: true }),
    renderReactions(message),
    renderThread(message),
  );
}

function renderEphemeralNote(message) {
  return h(
    "p",
    { class: "only-you" },
    icon("eye"),
    "Only you can see this",
    h("span", { "aria-hidden": "true" }, "·"),
    h(
      "button",
      { type: "button", class: "text-button", onclick: () => store.dismiss(message) },
      "Dismiss message",
    ),
  );
}

function renderSystem(message, sentence) {
  return h(
    "li",
    { ...frame(message), class: "message is-system" },
    h("span", { class: "system-mark", "aria-hidden": "true" }, icon(message.type === 7 ? "bolt" : "thread")),
    h(
      "div",
      { class: "message-main" },
      h(
        "p",
        { class: "system-text" },
        sentence(authorButton(message.author), message),
        " ",
        messageTime(message.timestamp),
      ),
      renderReactions(message),
    ),
  );
}

function renderNote(message) {
  const { kind, text, hint, title } = message.local;
  const failed = kind === "failed";
  return h(
    "li",
    { ...frame(message), class: `message is-note ${failed ? "is-ephemeral is-failed" : ""}` },
    h(
      "p",
      { class: "message-context" },
      icon("slash"),
      h("span", {}, h("strong", {}, "You"), " used ", h("span", { class: "mention" }, title)),
    ),
    h(
      "span",
      { class: "system-mark", "aria-hidden": "true" },
      failed ? icon("warn") : h("span", { class: "charge" }),
    ),
    h(
      "div",
      { class: "message-main" },
      h("p", failed ? { class: "note-failed", role: "alert" } : { class: "thinking" }, text),
      hint && h("p", { class: "note-hint" }, hint),
      failed && renderEphemeralNote(message),
    ),
  );
}
