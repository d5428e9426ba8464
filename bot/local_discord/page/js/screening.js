/** Membership screening: a pending member reads the rules and accepts them before writing. */

import { api } from "./api.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { renderMarkdown } from "./markdown_view.js";
import { attempt, notify } from "./notices.js";
import { refresh } from "./live.js";
import { store } from "./store.js";
import { openDialog } from "./dialog.js";

/** Shows or hides the bar that asks a pending member to accept the rules. */
export function showScreening() {
  const bar = byId("screening");
  const pending = Boolean(store.me?.pending);
  if (bar.hidden === !pending) return;
  bar.hidden = !pending;
  bar.replaceChildren(
    ...(pending
      ? [
          icon("warn"),
          h("p", {}, "You have joined, but you have not yet accepted the rules of this server."),
          h(
            "button",
            { type: "button", class: "button button-primary", "aria-haspopup": "dialog", onclick: openRules },
            "Read and accept",
          ),
        ]
      : []),
  );
}

/** The rules as the server's own channel tells them. */
function rules() {
  const channel = store.guild?.rules_channel_id;
  const written = channel ? store.list(channel).filter((message) => message.content) : [];
  if (!written.length)
    return h("p", {}, "Be kind, credit work that is not yours, and keep to the topic of a channel.");
  return h(
    "div",
    { class: "rules" },
    written.map((message) => renderMarkdown(message.content)),
  );
}

function openRules() {
  const agreed = h("input", { type: "checkbox" });
  const accept = h(
    "button",
    { type: "submit", class: "button button-primary", disabled: true },
    "Accept and join in",
  );
  agreed.addEventListener("change", () => {
    accept.disabled = !agreed.checked;
  });
  const dialog = openDialog("Before you join in", [
    h(
      "form",
      {
        onsubmit: async (event) => {
          event.preventDefault();
          if (!(await attempt(() => api.screening(store.as)))) return;
          dialog.close();
          notify("Welcome in! You may write now.");
          await attempt(refresh);
        },
      },
      rules(),
      h("label", { class: "choice-line" }, agreed, h("span", {}, "I have read the rules and agree to them")),
      h("div", { class: "dialog-foot" }, accept),
    ),
  ]);
  agreed.focus();
}
