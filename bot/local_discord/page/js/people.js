/** The member list and the card of one member. */

import { api } from "./api.js";
import { avatar, botTag, roleChip } from "./avatar.js";
import { markColour, textColour } from "./colour.js";
import { openDialog } from "./dialog.js";
import { byId, h } from "./dom.js";
import { timeElement } from "./format.js";
import { icon } from "./icons.js";
import { useContext } from "./interactions.js";
import { refresh } from "./live.js";
import { onRelease, openMenu } from "./menu.js";
import { attempt } from "./notices.js";
import { store } from "./store.js";
import { CommandType } from "./types.js";

const SHOWN = 200;

/** Members in the groups of Discord's list: hoisted roles from the top, apps, everybody else. */
function groups() {
  const hoisted = [...store.roles.values()]
    .filter((role) => role.hoist)
    .sort((a, b) => b.position - a.position);
  const found = new Map(hoisted.map((role) => [role.id, { name: role.name, members: [] }]));
  const bots = { name: "Apps", members: [] };
  const rest = { name: "Members", members: [] };
  for (const member of store.members.values()) {
    const role = hoisted.find((candidate) => member.roles.includes(candidate.id));
    (member.user.bot ? bots : role ? found.get(role.id) : rest).members.push(member);
  }
  return [bots, ...found.values(), rest].filter((group) => group.members.length);
}

/** Draws the member list. */
export function showPeople() {
  const focused = document.activeElement?.closest?.("[data-member]")?.dataset.member;
  byId("panel-people").replaceChildren(
    ...groups().map(({ name, members }) =>
      h(
        "section",
        { class: "people-group" },
        h("h2", { class: "side-heading" }, `${name} · ${members.length}`),
        h(
          "ul",
          { class: "people-list" },
          members
            .sort((a, b) => store.nameOf(a.user).localeCompare(store.nameOf(b.user)))
            .slice(0, SHOWN)
            .map(row),
        ),
        members.length > SHOWN && h("p", { class: "option-none" }, `and ${members.length - SHOWN} more`),
      ),
    ),
  );
  if (focused)
    byId("panel-people")
      .querySelector(`[data-member="${CSS.escape(focused)}"]`)
      ?.focus();
}

function row(member) {
  const { user } = member;
  const online = user.bot ? (store.online.has(user.id) ? "online" : "offline") : "";
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `person person-row ${online === "offline" ? "is-offline" : ""}`,
        dataset: { member: user.id },
        "aria-haspopup": "dialog",
        onclick: () => openCard(member),
        oncontextmenu: (event) => {
          const row = event.currentTarget;
          onRelease(event, () => openMemberMenu(row, member));
        },
      },
      avatar(user, "avatar-small"),
      h(
        "span",
        { class: "person-text" },
        h(
          "span",
          { class: "person-name", style: { color: textColour(store.colourOf(user.id)) } },
          store.nameOf(user),
        ),
        online && h("span", { class: `presence is-${online}` }, online),
        member.pending && h("span", { class: "tag tag-pending" }, "Pending"),
      ),
      user.bot && botTag(),
    ),
  );
}

const contextCommands = () => store.commands.filter((command) => command.type === CommandType.USER);

/** Opens the acting person's conversation with the bot, which begins it when there is none. */
async function writeToBot() {
  const answer = await attempt(() => api.dm(store.as));
  if (!answer) return;
  await attempt(refresh);
  store.emit("channel:go", answer.channel.id);
}

/** What the acting person can do with a member. */
export function openMemberMenu(anchor, member) {
  const { user } = member;
  openMenu(anchor, `Actions for ${store.nameOf(user)}`, [
    { label: "Show the card", icon: "eye", run: () => openCard(member) },
    user.bot && store.as && { label: "Write a direct message", icon: "at", run: writeToBot },
    !user.bot &&
      user.id !== store.as && {
        label: `Act as ${store.nameOf(user)}`,
        icon: "switch",
        run: () => store.emit("person:go", user.id),
      },
    ...(store.as && store.channel
      ? contextCommands().map((command) => ({
          label: command.name,
          icon: "bolt",
          group: "Apps",
          run: () => useContext(store.channel, command.name, { user: user.id }),
        }))
      : []),
  ]);
}

/** @param {import("./types.js").Member} member */
function openCard(member) {
  const { user } = member;
  const roles = store.rolesOf(member).filter((role) => role.id !== store.guild?.id);
  const dialog = openDialog(
    store.nameOf(user),
    [
      h(
        "div",
        { class: "card-top" },
        avatar(user, "avatar-large"),
        h(
          "div",
          {},
          h("p", { class: "person-handle" }, `@${user.username}`),
          user.bot && botTag(),
          member.pending && h("span", { class: "tag tag-pending" }, "Has not accepted the rules"),
          h("p", { class: "card-fact" }, "Joined ", timeElement(Date.parse(member.joined_at), "D")),
          h("p", { class: "card-fact" }, "ID ", h("code", {}, user.id)),
        ),
      ),
      h("h3", { class: "side-heading" }, "Roles"),
      h(
        "div",
        { class: "chips" },
        roles.length
          ? roles.map((role) => roleChip(role, markColour(role.color)))
          : h("span", { class: "card-fact" }, "none"),
        h(
          "button",
          {
            type: "button",
            class: "chip chip-button",
            "aria-label": "Change roles",
            onclick: (event) => openRoles(event.currentTarget, member),
          },
          icon("edit"),
          "Change",
        ),
      ),
      h(
        "div",
        { class: "card-actions" },
        user.bot &&
          store.as &&
          h(
            "button",
            {
              type: "button",
              class: "button button-primary",
              onclick: () => {
                dialog.close();
                writeToBot();
              },
            },
            icon("at"),
            "Write a direct message",
          ),
        !user.bot &&
          user.id !== store.as &&
          h(
            "button",
            {
              type: "button",
              class: "button button-primary",
              onclick: () => {
                dialog.close();
                store.emit("person:go", user.id);
              },
            },
            icon("switch"),
            `Act as ${store.nameOf(user)}`,
          ),
        store.as &&
          store.channel &&
          contextCommands().map((command) =>
            h(
              "button",
              {
                type: "button",
                class: "button button-secondary",
                onclick: () => {
                  dialog.close();
                  useContext(store.channel, command.name, { user: user.id });
                },
              },
              icon("bolt"),
              command.name,
            ),
          ),
      ),
    ],
    { className: "dialog-card" },
  );

  function openRoles(anchor) {
    const all = [...store.roles.values()]
      .filter((role) => role.id !== store.guild?.id)
      .sort((a, b) => b.position - a.position);
    openMenu(
      anchor,
      "Roles of this member",
      all.map((role) => {
        const has = member.roles.includes(role.id);
        return {
          label: `${has ? "Take" : "Give"} ${role.name}`,
          icon: has ? "check" : "plus",
          run: async () => {
            if (!(await attempt(() => api.role(user.id, role.id, has)))) return;
            await attempt(refresh);
            dialog.close();
            const fresh = store.members.get(user.id);
            if (fresh) openCard(fresh);
          },
        };
      }),
    );
  }
}

store.on("member:open", ({ id, anchor }) => {
  const member = store.members.get(id);
  if (member) openMemberMenu(anchor, member);
});
