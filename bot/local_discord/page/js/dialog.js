/** A plain dialog of the page's own: title, body, closes by Escape, by its cross and by a click outside. */

import { freshId, h, keepFocus } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {string} title
 * @param {Array<Node|string|null|false>} body
 * @param {{className?: string}} [look]
 * @returns {HTMLDialogElement} shown already; it removes itself when it is closed
 */
export function openDialog(title, body, { className = "" } = {}) {
  const id = freshId("dialog");
  const giveBack = keepFocus(document.activeElement);
  const dialog = /** @type {HTMLDialogElement} */ (
    h(
      "dialog",
      { class: `dialog ${className}`, "aria-labelledby": id },
      h(
        "header",
        { class: "dialog-head" },
        h("h2", { id }, title),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() },
          icon("close"),
        ),
      ),
      h("div", { class: "dialog-body scroll" }, body),
    )
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    // The browser gives the focus back to what is still there and shown.
    if (document.activeElement === document.body) giveBack();
  });
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
