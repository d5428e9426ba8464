/** A text field with suggestions: for autocomplete options and for naming people, roles and channels. */

import { freshId, h, place } from "../dom.js";
import { choiceRow } from "./choices.js";

/** @typedef {import("./choices.js").Choice} Choice */

/**
 * @param {{
 *   suggest: (query: string) => Choice[]|Promise<Choice[]>,
 *   free: boolean, delay?: number, labelledBy?: string, describedBy?: string, placeholder?: string,
 *   onPick?: () => void,
 * }} given `free`: any text is a value; otherwise only a suggestion is. `delay` in ms before `suggest` is asked.
 */
export function combobox({ suggest, free, delay = 0, labelledBy, describedBy, placeholder, onPick }) {
  const id = freshId("suggestions");
  /** @type {Choice|null} */
  let picked = null;
  let shown = [];
  let at = -1;
  let asked = 0;
  let timer = 0;
  const list = h("ul", {
    id,
    role: "listbox",
    class: "popup listbox combobox-popup",
    popover: "manual",
    "aria-label": "Suggestions",
  });
  const input = h("input", {
    type: "text",
    class: "field",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-labelledby": labelledBy,
    "aria-describedby": describedBy,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
  });
  const status = h("span", { class: "visually-hidden", role: "status" });
  const element = h("span", { class: "combobox" }, input, list, status);

  const isOpen = () => list.matches(":popover-open");
  const close = () => {
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const point = (index) => {
    at = index;
    for (const [i, row] of [...list.children].entries()) row.classList.toggle("is-active", i === index);
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${index}`);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const pick = (choice) => {
    // What was asked and is not yet answered must not open the list again, over what is pressed next.
    clearTimeout(timer);
    asked += 1;
    input.removeAttribute("aria-busy");
    picked = choice;
    input.value = choice.label;
    close();
    onPick?.();
  };
  const show = (choices) => {
    shown = choices;
    list.replaceChildren(
      ...choices.map((choice, index) =>
        choiceRow(choice, {
          id: `${id}-${index}`,
          "aria-selected": "false",
          onpointerdown: (event) => {
            event.preventDefault();
            pick(choice);
          },
        }),
      ),
    );
    status.textContent = choices.length
      ? `${choices.length} ${choices.length === 1 ? "suggestion" : "suggestions"}`
      : "No suggestions";
    if (!choices.length || document.activeElement !== input) return close();
    if (!isOpen()) list.showPopover();
    input.setAttribute("aria-expanded", "true");
    place(list, input, { width: true, above: input.closest(".command-form") });
    point(free ? -1 : 0);
  };
  const ask = () => {
    clearTimeout(timer);
    const mine = (asked += 1);
    timer = setTimeout(async () => {
      input.setAttribute("aria-busy", "true");
      const choices = await Promise.resolve(suggest(input.value)).catch(() => []);
      // A slow answer to an older text must not replace a newer one.
      if (mine !== asked) return;
      input.removeAttribute("aria-busy");
      show(choices);
    }, delay);
  };

  input.addEventListener("input", () => {
    picked = null;
    ask();
  });
  input.addEventListener("focus", () => {
    if (!picked) ask();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) return ask();
      const count = shown.length;
      point(event.key === "ArrowDown" ? (at + 1) % count : (at <= 0 ? count : at) - 1);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && isOpen() && at >= 0) {
      if (event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
      }
      pick(shown[at]);
    }
  });
  return {
    element,
    input,
    /** The value: of the suggestion that was taken, else what was typed (when any text will do), else null. */
    value: () => (picked ? picked.value : free ? input.value || null : exact(shown, input.value)),
  };
}

// Typing a name in full is as good as picking it.
function exact(shown, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return null;
  const hits = shown.filter((choice) =>
    [choice.label, choice.detail].some((text) => text?.toLowerCase() === wanted),
  );
  return hits.length === 1 ? hits[0].value : null;
}
