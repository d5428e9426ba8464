/** Reactions under a message, and the small picker that adds one. */

import { h, keepFocus, place } from "./dom.js";
import { icon } from "./icons.js";
import { react } from "./interactions.js";
import { store } from "./store.js";

const COMMON = [
  ["👍", "thumbs up"],
  ["❤️", "heart"],
  ["🎉", "party"],
  ["😄", "smile"],
  ["🤔", "thinking"],
  ["👀", "eyes"],
  ["🧠", "brain"],
  ["⚡", "spike"],
  ["🔬", "microscope"],
  ["🚀", "rocket"],
  ["✅", "check"],
  ["❌", "cross"],
  ["👎", "thumbs down"],
  ["🙏", "thanks"],
  ["💡", "idea"],
  ["👋", "wave"],
];

const label = (emoji) => (emoji.id ? `:${emoji.name}:` : emoji.name);

/** @param {import("./types.js").Message} message */
export function renderReactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "ul",
    { class: "reactions", "aria-label": "Reactions" },
    message.reactions.map((reaction) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "reaction",
            "aria-pressed": String(reaction.me),
            disabled: !store.as,
            "aria-label": `${label(reaction.emoji)}, ${reaction.count} ${reaction.count === 1 ? "reaction" : "reactions"}`,
            onclick: () => react(message, reaction.emoji, reaction.me),
          },
          h("span", { "aria-hidden": "true" }, label(reaction.emoji)),
          h("span", { class: "reaction-count" }, reaction.count),
        ),
      ),
    ),
    store.as &&
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "reaction reaction-add",
            "aria-label": "Add a reaction",
            onclick: (event) => openEmojiPicker(message, event.currentTarget),
          },
          icon("plus"),
        ),
      ),
  );
}

/** Opens the picker next to `anchor`. */
export function openEmojiPicker(message, anchor) {
  const popup = h("div", {
    class: "popup emoji-popup",
    popover: "auto",
    role: "dialog",
    "aria-label": "Add a reaction",
  });
  const giveBack = keepFocus(anchor);
  const send = (name) => {
    popup.hidePopover();
    react(message, { id: null, name }, false);
  };
  const own = h("input", {
    type: "text",
    maxlength: "16",
    class: "field",
    "aria-label": "Another emoji",
    placeholder: "Another emoji",
    onkeydown: (event) => {
      if (event.key === "Enter" && own.value.trim()) send(own.value.trim());
    },
  });
  popup.append(
    h(
      "div",
      { class: "emoji-grid" },
      COMMON.map(([emoji, name]) =>
        h(
          "button",
          { type: "button", class: "emoji", "aria-label": name, onclick: () => send(emoji) },
          emoji,
        ),
      ),
    ),
    own,
  );
  popup.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    popup.remove();
    giveBack();
  });
  (anchor.closest("dialog") ?? document.body).append(popup);
  popup.showPopover();
  place(popup, anchor);
  popup.querySelector("button").focus();
}
