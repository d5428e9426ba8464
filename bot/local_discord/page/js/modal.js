/** A bot's modal as a dialog. The browser keeps the focus inside and gives it back. */

import { LocalError, api } from "./api.js";
import { avatar } from "./avatar.js";
import { freshId, h, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { decided, settle } from "./interactions.js";
import { renderMarkdown } from "./markdown_view.js";
import { modalField } from "./modal_fields.js";
import { store } from "./store.js";

/** @typedef {import("./types.js").OpenModal} OpenModal */

/** @type {{modal: OpenModal, dialog: HTMLDialogElement}|null} */
let open = null;
/** Interactions whose modal was already answered here; a state under way may still name them. */
const over = new Set();

/** @param {OpenModal} modal */
function show(modal) {
  if (over.has(modal.interaction) || open?.modal.interaction === modal.interaction || !store.as) return;
  if (open) shut();
  const title = freshId("modal-title");
  const fields = [];
  const parts = modal.components.map((component) => part(component, fields));
  const failure = h("p", { class: "modal-failure", role: "alert" });
  const submit = h("button", { type: "submit", class: "button button-primary" }, "Submit");
  const bot = store.bot();
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        send(modal, fields, failure, submit);
      },
    },
    h(
      "header",
      { class: "dialog-head" },
      bot && avatar(bot, "avatar-small"),
      h("h2", { id: title }, modal.title),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => cancel() },
        icon("close"),
      ),
    ),
    h("div", { class: "dialog-body scroll" }, parts, failure),
    h(
      "footer",
      { class: "dialog-foot" },
      h("button", { type: "button", class: "button button-secondary", onclick: () => cancel() }, "Cancel"),
      submit,
    ),
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    h("dialog", { class: "dialog modal", "aria-labelledby": title }, form)
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  document.body.append(dialog);
  open = { modal, dialog, giveBack: keepFocus(document.activeElement) };
  dialog.showModal();
  fields[0]?.focus();
}

function part(component, fields) {
  const add = (inner, words) => {
    const field = modalField(inner, words);
    fields.push(field);
    return field.element;
  };
  switch (component.type) {
    case 1:
      return component.components.map((inner) => add(inner, { label: inner.label ?? inner.custom_id }));
    case 10:
      return renderMarkdown(component.content);
    case 18:
      return add(component.component, { label: component.label, description: component.description });
    default:
      return h(
        "p",
        { class: "c-unknown" },
        `A component of type ${component.type}, which this page does not know.`,
      );
  }
}

async function send(modal, fields, failure, submit) {
  failure.textContent = "";
  let wrong = null;
  for (const field of fields) {
    const problem = field.check();
    field.fail(problem);
    if (problem) wrong ??= field;
  }
  if (wrong) return wrong.focus();
  if (submit.getAttribute("aria-busy") === "true") return undefined;
  submit.setAttribute("aria-busy", "true");
  try {
    const values = {};
    for (const field of fields) values[field.customId] = await field.read();
    const outcome = await decided(await api.modal(store.as, modal.interaction, values));
    if (outcome.outcome === "failed") {
      failure.textContent = outcome.error ?? "Something went wrong. Try again.";
    } else {
      over.add(modal.interaction);
      shut();
      settle(outcome);
    }
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    failure.textContent = [error.message, error.hint].filter(Boolean).join(" ");
  }
  submit.removeAttribute("aria-busy");
  return undefined;
}

/** The person closes the dialog: nothing is sent to the bot, as in Discord. */
function cancel() {
  const { interaction } = open.modal;
  over.add(interaction);
  shut();
  // The server may have closed it already; then there is nothing to tell.
  api.closeModal(store.as, interaction).catch(() => {});
}

function shut() {
  open?.dialog.close();
  open?.dialog.remove();
  if (open && document.activeElement === document.body) open.giveBack();
  open = null;
}

store.on("modal:open", show);
store.on("modal:close", ({ interaction }) => {
  if (open?.modal.interaction === interaction) shut();
});
store.on("person", shut);
