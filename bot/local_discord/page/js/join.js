/** Joining the server as somebody new. */

import { api } from "./api.js";
import { openDialog } from "./dialog.js";
import { freshId, h } from "./dom.js";
import { store } from "./store.js";

/** A Discord user name made of any name. */
const handleOf = (name) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, ".")
    .replace(/^\.+|\.+$|\.(?=\.)/g, "")
    .slice(0, 32) || "newcomer";

/** Opens the form with which a newcomer joins. */
export function openJoin() {
  const ids = { name: freshId("name"), handle: freshId("handle"), error: freshId("error") };
  const name = h("input", {
    type: "text",
    class: "field",
    id: ids.name,
    maxlength: "32",
    required: true,
    "aria-describedby": ids.error,
    autocomplete: "off",
  });
  const handle = h("input", {
    type: "text",
    class: "field",
    id: ids.handle,
    maxlength: "32",
    autocomplete: "off",
  });
  const error = h("p", { id: ids.error, class: "field-error", role: "alert" });
  name.addEventListener("input", () => {
    handle.placeholder = handleOf(name.value);
    error.textContent = "";
  });
  const form = h(
    "form",
    {
      class: "join-form",
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (!name.value.trim()) {
          error.textContent = "Please give a name.";
          return name.focus();
        }
        try {
          const answer = await api.join({
            username: handle.value.trim() || handleOf(name.value),
            global_name: name.value.trim(),
          });
          dialog.close();
          store.emit("person:go", answer.member.user.id);
        } catch (problem) {
          error.textContent = [problem.message, problem.hint].filter(Boolean).join(" ");
        }
        return undefined;
      },
    },
    h(
      "div",
      { class: "modal-field" },
      h("label", { class: "field-label", for: ids.name }, "Display name"),
      name,
    ),
    h(
      "div",
      { class: "modal-field" },
      h("label", { class: "field-label", for: ids.handle }, "User name"),
      h("p", { class: "field-hint" }, "Left empty, it is made of the display name."),
      handle,
    ),
    error,
    h(
      "div",
      { class: "dialog-foot" },
      h("button", { type: "submit", class: "button button-primary" }, "Join the server"),
    ),
  );
  const dialog = openDialog("Join as a newcomer", [
    h("p", { class: "dialog-lead" }, "The bot sees a new member come in, exactly as on Discord."),
    form,
  ]);
  name.focus();
}
