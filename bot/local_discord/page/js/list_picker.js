/** A list over the message box that the keys of the box operate: commands, people, channels. */

import { freshId, h } from "./dom.js";

/** @template Item */
export class ListPicker {
  /**
   * @param {HTMLTextAreaElement} input keeps the focus all the time
   * @param {string} label what is listed
   * @param {(item: Item) => void} onPick
   */
  constructor(input, label, onPick) {
    this.input = input;
    this.onPick = onPick;
    this.id = freshId("picker");
    /** @type {Item[]} */
    this.shown = [];
    this.at = 0;
    this.list = h("ul", { id: this.id, role: "listbox", class: "command-list scroll", "aria-label": label });
    this.status = h("p", { class: "visually-hidden", role: "status" });
    this.element = h("div", { class: "command-picker", hidden: true }, this.list, this.status);
    // A click on a row must not take the focus from the box; anything else that does closes the list.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    input.addEventListener("blur", () => this.close());
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * Shows items; `rows` are their elements, headings between them included.
   * @param {Item[]} items @param {HTMLElement[]} rows
   */
  show(items, rows) {
    this.shown = items;
    this.list.replaceChildren(...rows);
    this.element.hidden = false;
    this.status.textContent = `${items.length} ${items.length === 1 ? "suggestion" : "suggestions"}`;
    this.input.setAttribute("aria-controls", this.id);
    this.point(0);
  }

  /** The attributes of the row of an item. */
  rowProps(index) {
    return {
      id: `${this.id}-${index}`,
      role: "option",
      class: "command",
      "aria-selected": "false",
      onpointermove: () => this.at !== index && this.point(index),
      onclick: () => this.pick(index),
    };
  }

  point(index) {
    this.at = index;
    for (const row of this.list.querySelectorAll("[role=option]")) {
      const active = row.id === `${this.id}-${index}`;
      row.setAttribute("aria-selected", String(active));
      if (active) row.scrollIntoView({ block: "nearest" });
    }
    if (this.shown.length) this.input.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  pick(index) {
    const item = this.shown[index];
    if (!item) return;
    this.close();
    this.onPick(item);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the picker */
  onKey(event) {
    if (!this.isOpen) return false;
    const count = this.shown.length;
    if (event.key === "ArrowDown" && count) this.point((this.at + 1) % count);
    else if (event.key === "ArrowUp" && count) this.point((this.at - 1 + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && count) this.pick(this.at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}
