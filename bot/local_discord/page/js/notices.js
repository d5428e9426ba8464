/** Short messages from the page itself: what went wrong and what to do. */

import { byId, h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_FOR = 9000;
const MOST = 3;

/** Shows a line that goes away by itself. @param {string} text @param {{hint?: string, kind?: "error"|"info"}} [more] */
export function notify(text, { hint = "", kind = "info" } = {}) {
  const box = h(
    "div",
    { class: `notice notice-${kind}`, role: kind === "error" ? "alert" : null },
    icon(kind === "error" ? "warn" : "check"),
    h("p", {}, text, hint && h("span", { class: "notice-hint" }, ` ${hint}`)),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Dismiss this notice",
        onclick: () => box.remove(),
      },
      icon("close"),
    ),
  );
  // An open dialog covers the page and makes it inert, so the notice has to be inside it.
  const holder = document.querySelector("dialog[open]") ?? byId("notices");
  holder.append(box);
  const shown = holder.querySelectorAll(":scope > .notice");
  if (shown.length > MOST) shown[0].remove();
  setTimeout(() => box.remove(), SHOWN_FOR);
}

/** Shows what the server refused. @param {Error & {hint?: string}} error */
export function notifyError(error) {
  notify(error.message, { hint: error.hint, kind: "error" });
}

/** Runs an action of the person; a refusal becomes a notice and the answer is undefined. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    notifyError(error);
    return undefined;
  }
}
