/** Choosing whom to act as. */

import { roleChip, avatar } from "./avatar.js";
import { markColour } from "./colour.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openJoin } from "./join.js";
import { store } from "./store.js";

const SHOWN = 80;

/** Opens the list of all members to act as. */
export function openPicker() {
  const list = h("ul", { class: "person-list", "aria-label": "Members" });
  const search = h("input", {
    type: "search",
    class: "field",
    "aria-label": "Search members",
    placeholder: "Search by name or role",
    autocomplete: "off",
  });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const dialog = openDialog(
    "Who do you want to be?",
    [
      h(
        "p",
        { class: "dialog-lead" },
        "Everybody here is yours to play. Act as a member, or join as somebody new.",
      ),
      h(
        "div",
        { class: "person-tools" },
        search,
        h(
          "button",
          {
            type: "button",
            class: "button button-primary",
            onclick: () => {
              dialog.close();
              openJoin();
            },
          },
          icon("plus"),
          "Join as a newcomer",
        ),
      ),
      status,
      list,
    ],
    { className: "dialog-tall" },
  );
  const members = [...store.members.values()]
    .filter((member) => !member.user.bot)
    .sort((a, b) => store.nameOf(a.user).localeCompare(store.nameOf(b.user)));
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = members.filter(
      (member) =>
        !wanted ||
        [
          store.nameOf(member.user),
          member.user.username,
          ...store.rolesOf(member).map((role) => role.name),
        ].some((text) => text.toLowerCase().includes(wanted)),
    );
    status.textContent = `${found.length} ${found.length === 1 ? "member" : "members"}`;
    list.replaceChildren(
      ...found.slice(0, SHOWN).map((member) =>
        h(
          "li",
          {},
          personButton(member, () => {
            dialog.close();
            store.emit("person:go", member.user.id);
          }),
        ),
      ),
    );
    if (found.length > SHOWN)
      list.append(
        h("li", { class: "option-none" }, `${found.length - SHOWN} more: type a name to find them.`),
      );
    if (!found.length) list.append(h("li", { class: "option-none" }, "Nobody of that name is here."));
  };
  search.addEventListener("input", draw);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll("button")];
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!to) return;
    event.preventDefault();
    (all[all.indexOf(document.activeElement) + to] ?? search).focus();
  });
  draw();
  search.focus();
}

function personButton(member, action) {
  const roles = store.rolesOf(member).filter((role) => role.id !== store.guild?.id);
  return h(
    "button",
    {
      type: "button",
      class: "person",
      "aria-current": member.user.id === store.as ? "true" : null,
      onclick: action,
    },
    avatar(member.user),
    h(
      "span",
      { class: "person-text" },
      h(
        "span",
        { class: "person-name" },
        store.nameOf(member.user),
        member.pending && h("span", { class: "tag tag-pending" }, "Pending"),
      ),
      h("span", { class: "person-handle" }, `@${member.user.username}`),
    ),
    h(
      "span",
      { class: "chips" },
      roles.slice(0, 4).map((role) => roleChip(role, markColour(role.color))),
    ),
  );
}
