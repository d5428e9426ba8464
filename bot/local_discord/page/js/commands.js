/** Slash commands: the list of what can be used, and the picker over the message box. */

import { avatar } from "./avatar.js";
import { freshId, h } from "./dom.js";
import { store } from "./store.js";
import { ChannelType, CommandType } from "./types.js";

/** @typedef {{path: string, description: string, options: import("./types.js").CommandOption[], application: string}} Leaf */

const SUB = 1;
const GROUP = 2;
const SHOWN = 40;

/** Everything that can be used, sub-commands by their full path. @returns {Leaf[]} */
export function leaves() {
  const found = [];
  const walk = (thing, path, application) => {
    const below = (thing.options ?? []).filter((option) => option.type === SUB || option.type === GROUP);
    if (below.length) for (const option of below) walk(option, `${path} ${option.name}`, application);
    else found.push({ path, description: thing.description, options: thing.options ?? [], application });
  };
  const inDm = store.channels.get(store.channel)?.type === ChannelType.DM;
  for (const command of store.commands) {
    // Commands of a server do not exist in direct messages.
    if (inDm && command.guild_id) continue;
    if ((command.type ?? CommandType.SLASH) === CommandType.SLASH)
      walk(command, command.name, command.application_id);
  }
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** The command of a full path. */
export const leafOf = (path) => leaves().find((leaf) => leaf.path === path);

/** Commands for what was typed after the slash, best first. @param {string} typed */
export function find(typed) {
  const wanted = typed.toLowerCase().trimStart();
  const words = wanted.split(/\s+/).filter(Boolean);
  const rank = (leaf) => {
    if (leaf.path.startsWith(wanted)) return 0;
    if (words.every((word) => leaf.path.split(" ").some((part) => part.startsWith(word)))) return 1;
    if (words.every((word) => leaf.path.includes(word))) return 2;
    return words.every((word) => `${leaf.path} ${leaf.description}`.toLowerCase().includes(word)) ? 3 : 4;
  };
  return leaves()
    .map((leaf) => [rank(leaf), leaf])
    .filter(([r]) => r < 4)
    .sort((a, b) => a[0] - b[0])
    .map(([, leaf]) => leaf);
}

const applicationOf = (leaf) => store.members.get(leaf.application)?.user ?? store.bot();

/** The list over the message box while a slash command is being typed. */
export class CommandPicker {
  /** @param {HTMLTextAreaElement} input @param {(leaf: Leaf) => void} onPick */
  constructor(input, onPick) {
    this.input = input;
    this.onPick = onPick;
    this.id = freshId("commands");
    this.shown = [];
    this.at = 0;
    this.list = h("ul", {
      id: this.id,
      role: "listbox",
      class: "command-list scroll",
      "aria-label": "Commands",
    });
    this.status = h("p", { class: "visually-hidden", role: "status" });
    this.element = h("div", { class: "command-picker", hidden: true }, this.list, this.status);
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Follows the text of the message box. @param {string} text */
  update(text) {
    if (!text.startsWith("/") || text.includes("\n")) return this.close();
    this.shown = find(text.slice(1)).slice(0, SHOWN);
    let group = "";
    this.list.replaceChildren();
    for (const [index, leaf] of this.shown.entries()) {
      const app = applicationOf(leaf);
      const name = app ? store.nameOf(app) : "Application";
      if (name !== group) {
        group = name;
        this.list.append(
          h("li", { role: "presentation", class: "command-group" }, app && avatar(app, "avatar-tiny"), name),
        );
      }
      this.list.append(this.row(leaf, index));
    }
    if (!this.shown.length)
      this.list.append(
        h(
          "li",
          { role: "presentation", class: "option-none" },
          "No command like this. Messages may not begin with a slash.",
        ),
      );
    this.element.hidden = false;
    this.status.textContent = `${this.shown.length} ${this.shown.length === 1 ? "command" : "commands"}`;
    this.point(0);
    return undefined;
  }

  row(leaf, index) {
    return h(
      "li",
      {
        id: `${this.id}-${index}`,
        role: "option",
        class: "command",
        "aria-selected": "false",
        onpointermove: () => this.at !== index && this.point(index),
        onclick: () => this.pick(index),
      },
      h(
        "span",
        { class: "command-name" },
        `/${leaf.path}`,
        leaf.options.map((option) =>
          h(
            "span",
            { class: option.required ? "command-option" : "command-option is-optional" },
            option.name,
          ),
        ),
      ),
      h("span", { class: "command-description" }, leaf.description),
    );
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
    const leaf = this.shown[index];
    if (!leaf) return;
    this.close();
    this.onPick(leaf);
  }

  close() {
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
