/** The inputs a modal may hold, each with the checks Discord's client makes before it sends. */

import { encodeFile } from "./api.js";
import { face } from "./components/button.js";
import { selectButton } from "./components/select.js";
import { freshId, h } from "./dom.js";

/**
 * @typedef {{element: HTMLElement, focus: () => void, check: () => string, read: () => any|Promise<any>}} Field
 *   `check` gives what is wrong, or an empty text.
 */

const REQUIRED = "This field is required.";
const LONGEST = 4000;

const isRequired = (component) => component.required !== false;

/** Discord's words for a wrong number of choices. */
function countError(count, least, most, required) {
  if (!count) return required && least > 0 ? REQUIRED : "";
  if (count < least) return `Select at least ${least}.`;
  return count > most ? `Select no more than ${most}.` : "";
}

function textInput(component, ids) {
  const long = component.style === 2;
  const props = {
    id: ids.field,
    class: "field",
    "aria-describedby": ids.described,
    placeholder: component.placeholder || null,
    "aria-required": String(isRequired(component)),
    autocomplete: "off",
  };
  const input = long ? h("textarea", { ...props, rows: "4" }) : h("input", { ...props, type: "text" });
  input.value = component.value ?? "";
  const most = component.max_length ?? LONGEST;
  const count = h("span", { class: "field-count", "aria-hidden": "true" });
  const recount = () => {
    count.textContent =
      component.max_length || input.value.length > 3000 ? `${input.value.length}/${most}` : "";
    count.classList.toggle("is-over", input.value.length > most);
  };
  input.addEventListener("input", recount);
  recount();
  return {
    element: h("div", { class: "field-with-count" }, input, count),
    focus: () => input.focus(),
    check: () => {
      const { length } = input.value;
      if (!input.value.trim()) return isRequired(component) ? REQUIRED : "";
      if (length < (component.min_length ?? 0)) return `Must be ${component.min_length} or more in length.`;
      return length > most ? `Must be ${most} or fewer in length.` : "";
    },
    read: () => input.value,
  };
}

function select(component, ids) {
  const least = component.min_values ?? 1;
  const picker = selectButton(component.required === false ? { ...component, min_values: 0 } : component, {
    label: ids.text,
    describedBy: ids.described,
  });
  picker.button.id = ids.field;
  return {
    element: picker.element,
    focus: () => picker.button.focus(),
    check: () => countError(picker.values().length, least, component.max_values ?? 1, isRequired(component)),
    read: picker.values,
  };
}

function options(component, ids, type) {
  const name = freshId("choice");
  const inputs = component.options.map((option) => {
    const hint = option.description ? freshId("hint") : null;
    const input = h("input", {
      type,
      name,
      value: option.value,
      checked: Boolean(option.default),
      "aria-describedby": hint,
    });
    const text = h("span", { class: "choice-text" }, h("span", {}, face(option)));
    // The description is outside the label: it describes the choice and is not part of its name.
    return {
      input,
      row: h(
        "div",
        { class: "choice" },
        h("label", {}, input, text),
        hint && h("p", { id: hint, class: "choice-hint" }, option.description),
      ),
    };
  });
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
  const element = h(
    "div",
    {
      role: type === "radio" ? "radiogroup" : "group",
      "aria-labelledby": ids.label,
      "aria-describedby": ids.described,
      class: "choices",
    },
    inputs.map(({ row }) => row),
  );
  return {
    element,
    chosen,
    focus: () => (inputs.find(({ input }) => input.checked) ?? inputs[0]).input.focus(),
  };
}

function radioGroup(component, ids) {
  const group = options(component, ids, "radio");
  return {
    ...group,
    check: () => (isRequired(component) && !group.chosen().length ? REQUIRED : ""),
    read: () => group.chosen()[0] ?? null,
  };
}

function checkboxGroup(component, ids) {
  const group = options(component, ids, "checkbox");
  const least = component.min_values ?? (isRequired(component) ? 1 : 0);
  const most = component.max_values ?? component.options.length;
  return {
    ...group,
    check: () => countError(group.chosen().length, least, most, isRequired(component)),
    read: group.chosen,
  };
}

function checkbox(component, ids) {
  const input = h("input", {
    type: "checkbox",
    id: ids.field,
    checked: Boolean(component.default),
    "aria-describedby": ids.described,
  });
  return {
    element: h("div", { class: "choice" }, input),
    focus: () => input.focus(),
    check: () => "",
    read: () => input.checked,
  };
}

function fileUpload(component, ids) {
  const most = component.max_values ?? 1;
  const least = component.min_values ?? 1;
  const input = h("input", {
    type: "file",
    id: ids.field,
    class: "field",
    multiple: most > 1,
    accept: component.file_types?.join(",") || null,
    "aria-describedby": ids.described,
  });
  return {
    element: input,
    focus: () => input.focus(),
    check: () => countError(input.files.length, least, most, isRequired(component)),
    read: () => Promise.all([...input.files].map(encodeFile)),
  };
}

const KINDS = {
  3: select,
  4: textInput,
  5: select,
  6: select,
  7: select,
  8: select,
  19: fileUpload,
  21: radioGroup,
  22: checkboxGroup,
  23: checkbox,
};
// These are not one labelable element, so their label names them by id instead.
const GROUPS = new Set([3, 5, 6, 7, 8, 21, 22]);

/**
 * One input with its label, description and place for an error.
 * @param {any} component @param {{label: string, description?: string}} words
 * @returns {Field & {customId: string, fail: (text: string) => void}}
 */
export function modalField(component, { label, description }) {
  const make = KINDS[component.type];
  const ids = { field: freshId("input"), label: freshId("label"), text: label };
  const hint = freshId("hint");
  const errorId = freshId("error");
  ids.described = [description && hint, errorId].filter(Boolean).join(" ");
  const field = make(component, ids);
  const mustHave = component.type !== 23 && isRequired(component);
  const words = [
    label,
    mustHave && h("span", { class: "required", title: "required", "aria-hidden": "true" }, " *"),
  ];
  const error = h("p", { id: errorId, class: "field-error" });
  const element = h(
    "div",
    { class: "modal-field" },
    GROUPS.has(component.type)
      ? h("p", { id: ids.label, class: "field-label" }, words)
      : h("label", { id: ids.label, for: ids.field, class: "field-label" }, words),
    description && h("p", { id: hint, class: "field-hint" }, description),
    field.element,
    error,
  );
  const fail = (text) => {
    error.textContent = text;
    element.classList.toggle("has-error", Boolean(text));
    for (const input of element.querySelectorAll("input, textarea, button.select"))
      input.setAttribute("aria-invalid", String(Boolean(text)));
  };
  element.addEventListener("input", () => fail(""));
  return { ...field, element, fail, customId: component.custom_id };
}
