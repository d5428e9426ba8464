/** One field per option of a slash command, by its type, with the checks Discord's client makes. */

import { encodeFile } from "./api.js";
import { channels, matching, people, roles } from "./components/choices.js";
import { combobox } from "./components/combobox.js";
import { freshId, h } from "./dom.js";

/** @typedef {import("./types.js").CommandOption} CommandOption */

const TYPE = {
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
};
const AUTOCOMPLETE_DELAY = 220;

/**
 * @param {CommandOption} option
 * @param {{autocomplete: (name: string, typed: string) => Promise<{name: string, value: any}[]>, onRemove?: () => void}} use
 * @returns {{element: HTMLElement, option: CommandOption, focus: () => void,
 *   read: () => Promise<any>, raw: () => any, fail: (text: string) => void}}
 *   `read` gives undefined for an empty optional field and throws an Error with the text to show.
 */
export function optionField(option, use) {
  const ids = { label: freshId("option"), hint: freshId("hint"), error: freshId("error") };
  const described = `${ids.hint} ${ids.error}`;
  const control = controlFor(option, ids.label, described, use);
  const error = h("p", { id: ids.error, class: "field-error" });
  const element = h(
    "div",
    { class: "option-field" },
    h(
      "label",
      { id: ids.label, for: control.input.id, class: "option-name" },
      option.name,
      !option.required && h("span", { class: "option-optional" }, " optional"),
    ),
    control.element,
    use.onRemove &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button option-remove",
          "aria-label": `Remove ${option.name}`,
          onclick: use.onRemove,
        },
        "×",
      ),
    h("p", { id: ids.hint, class: "option-hint" }, option.description),
    error,
  );
  const fail = (text) => {
    error.textContent = text;
    control.input.setAttribute("aria-invalid", text ? "true" : "false");
  };
  control.input.addEventListener("input", () => fail(""));
  return {
    element,
    option,
    fail,
    raw: control.raw,
    focus: () => control.input.focus(),
    read: async () => {
      const value = await control.read();
      const empty = value === null || value === undefined || value === "";
      if (empty && option.required) throw new Error("This option is required. Specify a value.");
      return empty ? undefined : value;
    },
  };
}

function controlFor(option, labelledBy, describedBy, use) {
  if (option.choices?.length) return nativeSelect(option.choices, option, describedBy);
  switch (option.type) {
    case TYPE.BOOLEAN:
      return nativeSelect(
        [
          { name: "True", value: true },
          { name: "False", value: false },
        ],
        option,
        describedBy,
      );
    case TYPE.USER:
      return entity(people, "Choose a member", labelledBy, describedBy);
    case TYPE.ROLE:
      return entity(roles, "Choose a role", labelledBy, describedBy);
    case TYPE.MENTIONABLE:
      return entity(() => [...people(), ...roles()], "Choose a member or a role", labelledBy, describedBy);
    case TYPE.CHANNEL:
      return entity(() => channels(option.channel_types), "Choose a channel", labelledBy, describedBy);
    case TYPE.ATTACHMENT:
      return fileField(describedBy);
    default:
      return option.autocomplete
        ? suggested(option, labelledBy, describedBy, use)
        : typed(option, describedBy);
  }
}

function nativeSelect(choices, option, describedBy) {
  const input = h(
    "select",
    { id: freshId("field"), class: "field", "aria-describedby": describedBy },
    h("option", { value: "" }, option.required ? "Choose…" : "—"),
    choices.map((choice, index) => h("option", { value: index }, choice.name)),
  );
  const read = () => (input.value === "" ? undefined : choices[Number(input.value)].value);
  return { element: input, input, read: async () => read(), raw: read };
}

function entity(source, placeholder, labelledBy, describedBy) {
  const box = combobox({
    suggest: (query) => matching(source(), query).slice(0, 50),
    free: false,
    labelledBy,
    describedBy,
    placeholder,
  });
  box.input.id = freshId("field");
  const read = async () => {
    const value = box.value();
    if (!value && box.input.value.trim())
      throw new Error("Nothing here has that name. Choose one from the list.");
    return value;
  };
  return { element: box.element, input: box.input, read, raw: () => box.value() ?? undefined };
}

function fileField(describedBy) {
  const input = h("input", {
    type: "file",
    id: freshId("field"),
    class: "field",
    "aria-describedby": describedBy,
  });
  return {
    element: input,
    input,
    read: async () => (input.files[0] ? encodeFile(input.files[0]) : undefined),
    raw: () => undefined,
  };
}

/** A value as the option's type has it, or an Error in Discord's manner. */
function convert(option, value) {
  if (value === "" || value === null || value === undefined) return undefined;
  if (option.type === TYPE.STRING) {
    const text = String(value);
    if (option.min_length && text.length < option.min_length)
      throw new Error(`Must be ${option.min_length} or more in length.`);
    if (text.length > (option.max_length ?? 6000))
      throw new Error(`Must be ${option.max_length ?? 6000} or fewer in length.`);
    return text;
  }
  const number = Number(value);
  const whole = option.type === TYPE.INTEGER;
  if (!Number.isFinite(number) || (whole && !Number.isSafeInteger(number)))
    throw new Error(whole ? "Input a valid whole number." : "Input a valid number.");
  if (option.min_value !== undefined && number < option.min_value)
    throw new Error(`Must be ${option.min_value} or greater.`);
  if (option.max_value !== undefined && number > option.max_value)
    throw new Error(`Must be ${option.max_value} or less.`);
  return number;
}

function typed(option, describedBy) {
  const input = h("input", {
    type: "text",
    id: freshId("field"),
    class: "field",
    autocomplete: "off",
    "aria-describedby": describedBy,
    inputmode: option.type === TYPE.STRING ? null : option.type === TYPE.INTEGER ? "numeric" : "decimal",
  });
  return {
    element: input,
    input,
    read: async () => convert(option, input.value),
    raw: () => input.value || undefined,
  };
}

function suggested(option, labelledBy, describedBy, use) {
  const box = combobox({
    free: true,
    delay: AUTOCOMPLETE_DELAY,
    labelledBy,
    describedBy,
    suggest: async (query) =>
      (await use.autocomplete(option.name, query)).map((choice) => ({
        value: choice.value,
        label: choice.name,
      })),
  });
  box.input.id = freshId("field");
  return {
    element: box.element,
    input: box.input,
    read: async () => convert(option, box.value()),
    raw: () => box.value() ?? undefined,
  };
}
