/** The message box while a slash command is being filled in: required options first, others on demand. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { useCommand } from "./interactions.js";
import { optionField } from "./option_fields.js";
import { store } from "./store.js";

/**
 * @param {import("./commands.js").Leaf} leaf
 * @param {() => void} close puts the plain message box back
 */
export function commandForm(leaf, close) {
  const channel = store.channel;
  const fields = [];
  const list = h("div", { class: "option-list" });
  const extras = h("div", { class: "option-extras" });
  const optional = leaf.options.filter((option) => !option.required);

  const form = h(
    "form",
    {
      class: "command-form",
      "aria-label": `Command ${leaf.path}`,
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    h(
      "div",
      { class: "command-form-head" },
      h("span", { class: "mention mention-command" }, `/${leaf.path}`),
      h("span", { class: "command-description" }, leaf.description),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Cancel the command", onclick: close },
        icon("close"),
      ),
    ),
    list,
    extras,
    h(
      "div",
      { class: "command-form-foot" },
      h("span", { class: "composer-hint" }, "Enter sends · Escape cancels"),
      h("button", { type: "submit", class: "button button-primary" }, icon("send"), "Send"),
    ),
  );

  function add(option, removable) {
    const field = optionField(option, {
      autocomplete: suggestions,
      onRemove: removable
        ? () => {
            fields.splice(fields.indexOf(field), 1);
            field.element.remove();
            drawExtras();
            (fields.at(-1) ?? { focus: () => form.querySelector("[type=submit]").focus() }).focus();
          }
        : undefined,
    });
    fields.push(field);
    list.append(field.element);
    drawExtras();
    return field;
  }

  function drawExtras() {
    const open = optional.filter((option) => !fields.some((field) => field.option === option));
    extras.replaceChildren(
      ...open.map((option) =>
        h(
          "button",
          {
            type: "button",
            class: "chip chip-button",
            title: option.description,
            "aria-label": `Add option ${option.name}: ${option.description}`,
            onclick: () => add(option, true).focus(),
          },
          icon("plus"),
          option.name,
        ),
      ),
    );
  }

  async function suggestions(focused, typed) {
    const options = {};
    for (const field of fields) {
      const value = field.option.name === focused ? typed : field.raw();
      if (value !== undefined) options[field.option.name] = value;
    }
    const answer = await api.autocomplete({ as: store.as, channel, name: leaf.path, options, focused });
    return answer.choices ?? [];
  }

  async function submit() {
    const options = {};
    let wrong = null;
    for (const field of fields) {
      try {
        const value = await field.read();
        if (value !== undefined) options[field.option.name] = value;
      } catch (error) {
        field.fail(error.message);
        wrong ??= field;
      }
    }
    if (wrong) return wrong.focus();
    close();
    useCommand(channel, leaf.path, options);
    return undefined;
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  for (const option of leaf.options.filter((o) => o.required)) add(option, false);
  drawExtras();
  return {
    element: form,
    focus: () => (fields[0] ? fields[0].focus() : form.querySelector("[type=submit]").focus()),
  };
}
