/** What one can do with a message: one small toolbar that moves to the message in hand, and a menu. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { useContext } from "./interactions.js";
import { onRelease, openMenu } from "./menu.js";
import { attempt, notify } from "./notices.js";
import { openEmojiPicker } from "./reactions.js";
import { store } from "./store.js";
import { mayOpenThreadOn, openThread } from "./threads.js";
import { CommandType, isEphemeral } from "./types.js";

const mayWrite = (message) => store.as && store.channels.get(message.channel_id)?.can?.send !== false;
const isOwn = (message) => message.author.id === store.as;

/** @param {import("./message_list.js").MessageList} list */
export function attachToolbar(list) {
  const reply = tool("reply", "Reply", (message) => startReply(message));
  const react = tool("smile", "Add a reaction", (message, button) => openEmojiPicker(message, button));
  const more = tool("more", "More actions", (message, button) => openMessageMenu(list, message, button));
  const bar = h(
    "div",
    { class: "tools", role: "toolbar", "aria-label": "Message actions" },
    react,
    reply,
    more,
  );
  let current = null;

  function tool(name, label, action) {
    return h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": label,
        title: label,
        onclick: (event) => {
          const message = current && store.find(list.channel, current.dataset.id);
          if (message) action(message, event.currentTarget);
        },
      },
      icon(name),
    );
  }

  const moveTo = (target) => {
    const item = target.closest?.(".message:not(.is-note)");
    if (!item || item === current || !store.as) return;
    current = item;
    const message = store.find(list.channel, item.dataset.id);
    if (!message) return;
    const ephemeral = isEphemeral(message);
    reply.hidden = ephemeral || !mayWrite(message);
    react.hidden = ephemeral;
    item.append(bar);
  };
  list.items.addEventListener("pointerover", (event) => moveTo(event.target));
  list.items.addEventListener("focusin", (event) => moveTo(event.target));
  list.items.addEventListener("click", (event) => moveTo(event.target));
  list.items.addEventListener("contextmenu", (event) => {
    const item = event.target.closest(".message:not(.is-note)");
    if (!item || !store.as || event.target.closest("a, input, textarea") || getSelection()?.toString())
      return;
    moveTo(item);
    onRelease(event, () => openMessageMenu(list, store.find(list.channel, item.dataset.id), more));
  });
}

function startReply(message) {
  store.replyTo = message;
  store.emit("reply");
}

function openMessageMenu(list, message, anchor) {
  const apps = store.commands.filter((command) => command.type === CommandType.MESSAGE);
  const ephemeral = isEphemeral(message);
  openMenu(anchor, `Actions for the message of ${store.nameOf(message.author)}`, [
    !ephemeral && mayWrite(message) && { label: "Reply", icon: "reply", run: () => startReply(message) },
    !ephemeral && { label: "Add a reaction", icon: "smile", run: () => openEmojiPicker(message, anchor) },
    isOwn(message) && { label: "Edit message", icon: "edit", run: () => startEdit(list, message) },
    message.content && { label: "Copy text", icon: "copy", run: () => copy(message.content) },
    {
      label: "Copy link",
      icon: "link",
      run: () => copy(`${location.origin}/#as=${store.as}&channel=${message.channel_id}`),
    },
    ephemeral && { label: "Dismiss message", icon: "close", run: () => store.dismiss(message) },
    mayOpenThreadOn(message) && {
      label: "Create thread",
      icon: "thread",
      run: () => openThread(store.channels.get(message.channel_id), message),
    },
    (isOwn(message) || store.channels.get(message.channel_id)?.can?.manage_messages) &&
      !ephemeral && {
        label: "Delete message",
        icon: "trash",
        danger: true,
        run: () => attempt(() => api.remove(store.as, message.channel_id, message.id)),
      },
    ...(ephemeral
      ? []
      : apps.map((command) => ({
          label: command.name,
          icon: "bolt",
          group: "Apps",
          run: () => useContext(message.channel_id, command.name, { message: message.id }),
        }))),
  ]);
}

async function copy(text) {
  await navigator.clipboard.writeText(text).then(
    () => notify("Copied."),
    () => notify("The browser did not allow copying.", { kind: "error" }),
  );
}

/** Edits a message in its place. @param {import("./message_list.js").MessageList} list */
export function startEdit(list, message) {
  const item = list.item(message.id);
  const body = item?.querySelector(".message-body");
  if (!body || item.classList.contains("is-editing")) return;
  item.classList.add("is-editing");
  const field = h("textarea", { class: "field", rows: "2", "aria-label": "Edit message" });
  field.value = message.content;
  const close = () => {
    item.classList.remove("is-editing");
    list.redraw(store.find(list.channel, message.id) ?? message);
    store.emit("composer:focus");
  };
  const save = async () => {
    const content = field.value.trim();
    if (!content)
      return notify("A message needs text.", { hint: "To take it away, delete it.", kind: "error" });
    if (content === message.content) return close();
    const answer = await attempt(() => api.edit(store.as, message.channel_id, message.id, content));
    if (!answer) return undefined;
    if (answer.message) store.put(answer.message);
    return close();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
  });
  body.hidden = true;
  body.after(
    h(
      "div",
      { class: "edit-box" },
      field,
      h(
        "p",
        { class: "edit-hint" },
        "Escape to ",
        h("button", { type: "button", class: "text-button", onclick: close }, "cancel"),
        " · Enter to ",
        h("button", { type: "button", class: "text-button", onclick: save }, "save"),
      ),
    ),
  );
  field.focus();
}
