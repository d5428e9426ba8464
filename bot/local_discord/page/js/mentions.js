/** Mentions in the message box: written as names, sent as Discord's <@id>, <@&id> and <#id>. */

import { channels, choiceRow, matching, people, roles } from "./components/choices.js";
import { ListPicker } from "./list_picker.js";
import { store } from "./store.js";

const SHOWN = 10;
const TYPED = /(?:^|\s)([@#])([^\s@#][^@#\n]{0,40}|)$/;

/** @returns {{sign: string, name: string, sent: string}[]} everything that can be named, longest name first */
function names() {
  const all = [
    ...people().flatMap(({ value, label, detail }) => [
      { sign: "@", name: label, sent: `<@${value}>` },
      { sign: "@", name: detail.slice(1), sent: `<@${value}>` },
    ]),
    ...[...store.roles.values()]
      .filter((role) => !role.name.startsWith("@"))
      .map((role) => ({ sign: "@", name: role.name, sent: `<@&${role.id}>` })),
    ...[...store.channels.values()]
      .filter((channel) => channel.name)
      .map((channel) => ({ sign: "#", name: channel.name, sent: `<#${channel.id}>` })),
  ];
  return all.sort((a, b) => b.name.length - a.name.length);
}

/** Replaces the names after @ and # by what Discord's client sends. @param {string} text */
export function encodeMentions(text) {
  if (!/[@#]/.test(text)) return text;
  const known = names();
  let sent = "";
  for (let at = 0; at < text.length;) {
    const starts = at === 0 || /[\s("'*_~|>]/.test(text[at - 1]);
    const hit =
      starts && "@#".includes(text[at])
        ? known.find(
            ({ sign, name }) =>
              sign === text[at] &&
              text.startsWith(name, at + 1) &&
              !/[\p{L}\p{N}_]/u.test(text[at + 1 + name.length] ?? ""),
          )
        : undefined;
    sent += hit ? hit.sent : text[at];
    at += hit ? hit.name.length + 1 : 1;
  }
  return sent;
}

/** The list of people, roles or channels while one is being named. */
export class MentionPicker extends ListPicker {
  /** @param {HTMLTextAreaElement} input */
  constructor(input) {
    super(input, "Mentions", ({ label }) => {
      const before = input.value.slice(0, input.selectionStart);
      const { 1: sign, 2: typed } = TYPED.exec(before);
      const start = before.length - typed.length - 1;
      const name = label.replace(/^@/, "");
      input.setRangeText(`${sign}${name} `, start, before.length, "end");
      input.dispatchEvent(new Event("input"));
    });
  }

  /** Follows the text of the message box up to the cursor. */
  update() {
    const { value, selectionStart } = this.input;
    const typed = value.startsWith("/") ? null : TYPED.exec(value.slice(0, selectionStart));
    if (!typed) return this.close();
    const all =
      typed[1] === "#" ? channels() : [...people(), ...roles().filter(({ label }) => label !== "@everyone")];
    const found = matching(all, typed[2]).slice(0, SHOWN);
    if (!found.length) return this.close();
    return this.show(
      found,
      found.map((choice, index) => choiceRow(choice, { ...this.rowProps(index), class: "command option" })),
    );
  }
}
