/** Who one acts as: the card at the foot of the channels. */

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { openJoin } from "./join.js";
import { openMenu } from "./menu.js";
import { attempt, notify } from "./notices.js";
import { openPicker } from "./person_picker.js";
import { store } from "./store.js";

const RECENT_KEY = "local-discord:recent";
const RECENT = 5;

const recent = () => JSON.parse(sessionStorage.getItem(RECENT_KEY) ?? "[]");

/** Remembers whom one acted as, for switching quickly. @param {string} id */
export function remember(id) {
  sessionStorage.setItem(
    RECENT_KEY,
    JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, RECENT)),
  );
}

const become = (id) => store.emit("person:go", id);

/** Draws the card of the acting person. */
export function showActing() {
  const me = store.me;
  const others = recent()
    .filter((id) => id !== store.as && store.members.has(id))
    .slice(0, 4);
  byId("acting").replaceChildren(
    ...(others.length
      ? [
          h(
            "div",
            { class: "acting-recent", role: "group", "aria-label": "Act as somebody you were before" },
            others.map((id) => {
              const { user } = store.members.get(id);
              return h(
                "button",
                {
                  type: "button",
                  class: "face-button",
                  "aria-label": `Act as ${store.nameOf(user)}`,
                  title: `Act as ${store.nameOf(user)}`,
                  onclick: () => become(id),
                },
                avatar(user, "avatar-small"),
              );
            }),
          ),
        ]
      : []),
    h(
      "div",
      { class: "acting-card" },
      h(
        "button",
        {
          type: "button",
          class: "acting-who",
          "aria-haspopup": "dialog",
          "aria-label": me ? `Acting as ${store.nameOf(me.user)}. Change` : "Choose whom to act as",
          onclick: openPicker,
        },
        me ? avatar(me.user) : h("span", { class: "avatar avatar-none", "aria-hidden": "true" }, icon("eye")),
        h(
          "span",
          { class: "acting-text" },
          h("span", { class: "acting-label" }, me ? "Acting as" : "Looking on"),
          h("span", { class: "acting-name" }, me ? store.nameOf(me.user) : "Operator"),
          me?.pending && h("span", { class: "tag tag-pending" }, "Pending"),
        ),
        icon("switch"),
      ),
      me &&
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": `More for ${store.nameOf(me.user)}`,
            onclick: (event) => more(event.currentTarget),
          },
          icon("more"),
        ),
    ),
  );
}

function more(anchor) {
  openMenu(anchor, "You", [
    { label: "Act as somebody else", icon: "switch", run: openPicker },
    { label: "Join as a newcomer", icon: "plus", run: openJoin },
    { label: "Look on as the operator", icon: "eye", run: () => become(null) },
    { label: "Leave the server", icon: "leave", danger: true, run: leave },
  ]);
}

async function leave() {
  const { user } = store.me;
  if (await attempt(() => api.leave(user.id))) {
    notify(`${store.nameOf(user)} has left.`);
    become(null);
  }
}
