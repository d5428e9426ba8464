/** Buttons of all styles. */

import { h, outsideLink } from "../dom.js";
import { icon } from "../icons.js";
import { click } from "../interactions.js";
import { store } from "../store.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "secondary" };

/** What is written on a button: its emoji and its label. */
export const face = (thing) => [
  thing.emoji &&
    h(
      "span",
      { class: "emoji-inline", "aria-hidden": thing.label ? "true" : null },
      thing.emoji.id ? `:${thing.emoji.name}:` : thing.emoji.name,
    ),
  thing.label && h("span", {}, thing.label),
];

/** @param {any} button @param {import("./index.js").Context} context */
export function renderButton(button, { message }) {
  const style = STYLES[button.style] ?? "secondary";
  if (button.style === 5) {
    const inside = [face(button), icon("link")];
    const link = !button.disabled && outsideLink(button.url, { class: "button button-link" }, inside);
    return (
      link ||
      h("span", { class: "button button-link is-disabled", role: "link", "aria-disabled": "true" }, inside)
    );
  }
  const element = h(
    "button",
    {
      type: "button",
      class: `button button-${style}`,
      disabled: button.disabled || !store.as,
      onclick: async () => {
        // Busy rather than disabled: a disabled button would lose the keyboard focus.
        if (element.getAttribute("aria-busy") === "true") return;
        element.setAttribute("aria-busy", "true");
        await click(message, button.custom_id);
        element.removeAttribute("aria-busy");
      },
    },
    face(button),
  );
  return element;
}
