/** Selects of messages and dialogs: a button that opens a list box, with a filter where the list is long. */

import { freshId, h, place } from "../dom.js";
import { icon } from "../icons.js";
import { choose } from "../interactions.js";
import { store } from "../store.js";
import { choiceRow, choicesOf, matching } from "./choices.js";

/** @typedef {import("./choices.js").Choice} Choice */

const PLACEHOLDERS = {
  3: "Make a selection",
  5: "Select users",
  6: "Select roles",
  7: "Select users or roles",
  8: "Select channels",
};
const SHOWN = 60;
const FILTER_FROM = 9;

/** A select in a message: every decision goes to the bot. */
export function renderSelect(select, { message }) {
  let sending = false;
  const picker = selectButton(select, {
    onCommit: async (values) => {
      if (sending) return;
      sending = true;
      picker.element.setAttribute("aria-busy", "true");
      await choose(message, select.custom_id, values);
      sending = false;
      picker.element.removeAttribute("aria-busy");
    },
  });
  return picker.element;
}

/**
 * @param {any} select Discord's component
 * @param {{onCommit?: (values: string[]) => void, label?: string, describedBy?: string}} [use]
 * @returns {{element: HTMLElement, button: HTMLElement, values: () => string[]}}
 */
export function selectButton(select, { onCommit, label, describedBy } = {}) {
  const least = select.min_values ?? 1;
  const most = select.max_values ?? 1;
  const placeholder = select.placeholder || PLACEHOLDERS[select.type];
  let chosen = choicesOf(select).filter((choice) => choice.selected);
  const face = h("span", { class: "select-face" });
  const button = h(
    "button",
    {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      disabled: select.disabled || !store.as,
      onclick: () => open(),
    },
    face,
    icon("down"),
  );

  const draw = () => {
    const names = chosen.map((choice) => choice.label);
    face.replaceChildren(
      ...(names.length
        ? chosen.map((choice) =>
            h("span", { class: most > 1 ? "chip" : "select-value" }, choice.mark?.(), choice.label),
          )
        : [h("span", { class: "select-placeholder" }, placeholder)]),
    );
    button.setAttribute("aria-label", spokenName(label ?? placeholder, names.join(", ") || (label && placeholder)));
  };
  const commit = (next) => {
    const changed = next.map((c) => c.value).join() !== chosen.map((c) => c.value).join();
    chosen = next;
    draw();
    if (changed || most === 1) onCommit?.(chosen.map((choice) => choice.value));
  };
  const open = () => {
    if (button.getAttribute("aria-expanded") === "true") return;
    button.setAttribute("aria-expanded", "true");
    openListBox({
      anchor: button,
      label: label ?? placeholder,
      choices: choicesOf(select),
      chosen,
      least,
      most,
      done: (next) => {
        button.setAttribute("aria-expanded", "false");
        if (next) commit(next);
      },
    });
  };
  draw();
  return { element: button, button, values: () => chosen.map((choice) => choice.value) };
}

/** What a select is called: what it is for and what is chosen, which may name the former itself. */
const spokenName = (purpose, value) =>
  !value || value.startsWith(purpose) ? value || purpose : `${purpose}: ${value}`;

/**
 * @param {{anchor: HTMLElement, label: string, choices: Choice[], chosen: Choice[], least: number, most: number,
 *   done: (chosen: Choice[]|null) => void}} given `done` gets null when nothing was decided
 */
function openListBox({ anchor, label, choices, chosen, least, most, done }) {
  const multiple = most > 1;
  let picked = [...chosen];
  let shown = [];
  let at = 0;
  let result = null;
  const id = freshId("choices");
  const list = h("ul", {
    id,
    role: "listbox",
    class: "listbox",
    "aria-label": label,
    "aria-multiselectable": multiple ? "true" : null,
    tabindex: "0",
  });
  const filter =
    choices.length >= FILTER_FROM
      ? h("input", {
          type: "text",
          class: "field",
          role: "combobox",
          "aria-expanded": "true",
          "aria-controls": id,
          "aria-autocomplete": "list",
          "aria-label": `Search: ${label}`,
          placeholder: "Search",
          autocomplete: "off",
          spellcheck: "false",
        })
      : null;
  const hint = h("p", { class: "listbox-hint", role: "status" });
  const apply = h(
    "button",
    { type: "button", class: "button button-primary", onclick: () => finish(picked) },
    "Done",
  );
  const clear =
    least === 0
      ? h("button", { type: "button", class: "button button-secondary", onclick: () => finish([]) }, "Clear")
      : null;
  const popup = h(
    "div",
    { class: "popup select-popup", popover: "auto" },
    filter,
    list,
    (multiple || clear) && h("div", { class: "listbox-foot" }, hint, clear, multiple && apply),
  );
  const focusHolder = filter ?? list;

  const isPicked = (choice) => picked.some((other) => other.value === choice.value);
  const allowed = () => picked.length >= least && picked.length <= most;
  const draw = () => {
    shown = matching(choices, filter?.value ?? "").slice(0, SHOWN);
    at = Math.min(at, Math.max(0, shown.length - 1));
    list.replaceChildren(
      ...shown.map((choice, index) =>
        choiceRow(choice, {
          id: `${id}-${index}`,
          "aria-selected": String(isPicked(choice)),
          onclick: () => toggle(choice),
          onpointermove: () => point(index),
        }),
      ),
    );
    if (!shown.length)
      list.append(h("li", { class: "option-none", role: "presentation" }, "Nothing matches"));
    point(at);
    hint.textContent = multiple
      ? `${picked.length} selected, ${least === most ? most : `${least} to ${most}`} possible`
      : "";
    apply.disabled = !allowed();
  };
  const point = (index) => {
    at = index;
    for (const [i, row] of [...list.children].entries()) row.classList.toggle("is-active", i === index);
    list.children[index]?.scrollIntoView?.({ block: "nearest" });
    if (shown.length) focusHolder.setAttribute("aria-activedescendant", `${id}-${index}`);
    else focusHolder.removeAttribute("aria-activedescendant");
  };
  const toggle = (choice) => {
    if (!choice) return;
    if (!multiple) return finish([choice]);
    if (isPicked(choice)) picked = picked.filter((other) => other.value !== choice.value);
    else if (picked.length < most) picked = [...picked, choice];
    draw();
  };
  const finish = (choice) => {
    result = choice;
    popup.hidePopover();
  };

  popup.addEventListener("keydown", (event) => {
    if (event.target.closest("button")) return;
    const moves = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: filter ? undefined : 0,
      End: filter ? undefined : shown.length - 1,
    };
    if (event.key === "Escape") {
      // An Escape here means "no decision"; the popover itself then closes. It must not reach a dialog around it.
      event.stopPropagation();
      event.preventDefault();
      picked = chosen;
      popup.hidePopover();
    } else if (moves[event.key] !== undefined && shown.length) {
      event.preventDefault();
      point((moves[event.key] + shown.length) % shown.length);
    } else if (event.key === "Enter" || (event.key === " " && !filter)) {
      event.preventDefault();
      toggle(shown[at]);
    } else if (event.key === "Tab" && !multiple && !clear) popup.hidePopover();
  });
  filter?.addEventListener("input", () => {
    at = 0;
    draw();
  });
  popup.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    popup.remove();
    // As in Discord, closing a list of several is the decision; an Escape has put the old one back.
    done(result ?? (multiple && allowed() ? picked : null));
    if (anchor.isConnected) anchor.focus();
  });
  (anchor.closest("dialog") ?? document.body).append(popup);
  popup.showPopover();
  at = Math.max(0, choices.findIndex(isPicked));
  draw();
  place(popup, anchor, { width: true });
  focusHolder.focus();
}
