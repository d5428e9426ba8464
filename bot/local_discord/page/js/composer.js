/** The message box: writing, replying, files, and the way into slash commands. */

import { api, encodeFile } from "./api.js";
import { commandForm } from "./command_form.js";
import { CommandPicker, leafOf } from "./commands.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { MentionPicker, encodeMentions } from "./mentions.js";
import { attempt, notify } from "./notices.js";
import { store } from "./store.js";
import { isThread, isVoice } from "./types.js";

const LONGEST = 2000;
const MOST_FILES = 10;

let files = [];
/** Texts begun in other channels, by person and channel. */
const drafts = new Map();
let box = null;

const draftKey = () => `${store.as}/${store.channel}`;

/** Draws the box for the person and channel at hand. @param {{forum?: boolean}} [view] */
export function showComposer(view = {}) {
  const root = byId("composer");
  files = [];
  box = null;
  root.classList.remove("has-form");
  const reason = whyNot(view);
  if (reason) root.replaceChildren(...(view.forum ? [] : [h("p", { class: "composer-closed" }, reason)]));
  else plain(root);
}

function whyNot(view) {
  const channel = store.channels.get(store.channel);
  if (!channel || view.forum || isVoice(channel)) return "Nothing can be written here.";
  if (!store.as) return "You are looking on as the operator. Choose somebody to act as, and write.";
  if (store.me?.pending) return "Accept the rules above before you write.";
  if (channel.thread_metadata?.locked && !channel.can?.manage) return "This thread is locked.";
  if (channel.can?.send === false) return "You do not have permission to send messages in this channel.";
  return null;
}

function plain(root) {
  const channel = store.channels.get(store.channel);
  const name = store.channelName(channel);
  const input = h("textarea", {
    class: "composer-input",
    rows: "1",
    id: "message-input",
    placeholder: `Message ${isThread(channel) ? "" : channel.type === 1 ? "@" : "#"}${name}`,
    "aria-label": `Message ${name}`,
  });
  const picker = new CommandPicker(input, startCommand);
  const mentions = new MentionPicker(input);
  const chooser = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    "aria-label": "Files to attach",
    onchange: () => {
      take([...chooser.files]);
      chooser.value = "";
    },
  });
  const tray = h("ul", { class: "file-tray", "aria-label": "Files to send" });
  const reply = h("div", { class: "reply-bar" });
  const count = h("span", { class: "composer-count", role: "status" });
  const form = h(
    "form",
    {
      class: "composer-box",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Attach files",
        title: "Attach files",
        onclick: () => chooser.click(),
      },
      icon("clip"),
    ),
    chooser,
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Use a command",
        title: "Use a command",
        onclick: openPicker,
      },
      icon("slash"),
    ),
    input,
    count,
    h(
      "button",
      { type: "submit", class: "icon-button composer-send", "aria-label": "Send message" },
      icon("send"),
    ),
  );
  root.replaceChildren(picker.element, mentions.element, reply, tray, form);
  box = { input, tray, reply, send, picker };

  function openPicker() {
    input.value = "/";
    input.focus();
    changed();
  }
  function changed() {
    // Grows with its text; the style sheet sets the most.
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
    picker.update();
    mentions.update();
    drafts.set(draftKey(), input.value);
    const left = LONGEST - input.value.length;
    count.textContent = left < 200 ? String(left) : "";
    count.classList.toggle("is-over", left < 0);
  }
  async function send() {
    const content = input.value.trim();
    if (!content && !files.length) return;
    if (content.startsWith("/") && picker.isOpen) return picker.pick(picker.at);
    if (content.length > LONGEST)
      return notify(`A message may have ${LONGEST} characters; this one has ${content.length}.`, {
        kind: "error",
      });
    const body = {
      as: store.as,
      channel: store.channel,
      content: encodeMentions(content) || undefined,
      reply_to: store.replyTo?.id,
    };
    const sent = files;
    input.value = "";
    files = [];
    store.replyTo = null;
    changed();
    drawTray();
    drawReply();
    const encoded = sent.length ? await Promise.all(sent.map(encodeFile)) : undefined;
    const answer = await attempt(() => api.message({ ...body, files: encoded }));
    if (answer) store.put(answer.message);
    // What was refused goes back into an empty box, so that nothing typed is lost.
    else if (!input.value && input.isConnected) {
      input.value = content;
      files = sent;
      changed();
      drawTray();
    }
  }

  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || picker.onKey(event) || mentions.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && !input.value) {
      event.preventDefault();
      store.emit("message:edit-last");
    } else if (event.key === "Escape" && store.replyTo) {
      store.replyTo = null;
      drawReply();
    }
  });
  input.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) {
      event.preventDefault();
      take([...event.clipboardData.files]);
    }
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  input.value = drafts.get(draftKey()) ?? "";
  changed();
  picker.close();
  mentions.close();
  drawReply();
}

function take(more) {
  files.push(...more);
  if (files.length > MOST_FILES)
    notify(`A message may carry ${MOST_FILES} files; the first ${MOST_FILES} are kept.`, { kind: "error" });
  files = files.slice(0, MOST_FILES);
  drawTray();
  box?.input.focus();
}

function drawTray() {
  box?.tray.replaceChildren(
    ...files.map((file) =>
      h(
        "li",
        { class: "chip" },
        icon("file"),
        file.name,
        h(
          "button",
          {
            type: "button",
            class: "chip-remove",
            "aria-label": `Do not send ${file.name}`,
            onclick: () => {
              files = files.filter((other) => other !== file);
              drawTray();
            },
          },
          "×",
        ),
      ),
    ),
  );
}

function drawReply() {
  if (!box) return;
  const message = store.replyTo;
  box.reply.replaceChildren(
    ...(message
      ? [
          h("p", {}, icon("reply"), "Replying to ", h("strong", {}, store.nameOf(message.author))),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Do not reply",
              onclick: () => {
                store.replyTo = null;
                drawReply();
                box.input.focus();
              },
            },
            icon("close"),
          ),
        ]
      : []),
  );
}

/** Opens the form of a command in the place of the message box. @param {import("./commands.js").Leaf} leaf */
function startCommand(leaf) {
  const root = byId("composer");
  drafts.delete(draftKey());
  const form = commandForm(leaf, () => {
    showComposer();
    focusComposer();
  });
  root.classList.add("has-form");
  root.replaceChildren(form.element);
  form.focus();
}

/** Puts the cursor into the message box. */
export const focusComposer = () => byId("message-input")?.focus();

store.on("reply", () => {
  drawReply();
  focusComposer();
});
store.on("composer:focus", focusComposer);
store.on("command:start", (path) => {
  const leaf = leafOf(path);
  if (!leaf) notify(`There is no command /${path} for you here.`, { kind: "error" });
  else if (!box && !byId("composer").classList.contains("has-form"))
    notify("Commands cannot be used here.", { kind: "error" });
  else startCommand(leaf);
});
