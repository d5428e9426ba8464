/** Slash commands: the list of what can be used, and the picker over the message box. */

import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { ListPicker } from "./list_picker.js";
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
export class CommandPicker extends ListPicker {
  /** @param {HTMLTextAreaElement} input @param {(leaf: Leaf) => void} onPick */
  constructor(input, onPick) {
    super(input, "Commands", onPick);
  }

  /** Follows the text of the message box. */
  update() {
    const text = this.input.value;
    if (!text.startsWith("/") || text.includes("\n")) return this.close();
    const found = find(text.slice(1)).slice(0, SHOWN);
    const rows = [];
    let group = "";
    for (const [index, leaf] of found.entries()) {
      const app = applicationOf(leaf);
      const name = app ? store.nameOf(app) : "Application";
      if (name !== group) rows.push(heading((group = name), app));
      rows.push(this.row(leaf, index));
    }
    if (!found.length) {
      rows.push(
        h(
          "li",
          { role: "presentation", class: "option-none" },
          "No command like this. Escape, then Enter, sends it as text.",
        ),
      );
    }
    return this.show(found, rows);
  }

  row(leaf, index) {
    const options = leaf.options.map((option) =>
      h("span", { class: option.required ? "command-option" : "command-option is-optional" }, option.name),
    );
    return h(
      "li",
      this.rowProps(index),
      h("span", { class: "command-name" }, `/${leaf.path}`, options),
      h("span", { class: "command-description" }, leaf.description),
    );
  }
}

const heading = (name, app) =>
  h("li", { role: "presentation", class: "command-group" }, app && avatar(app, "avatar-tiny"), name);
