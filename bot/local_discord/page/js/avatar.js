/** Faces: initials on a hue of their own; bots get a squarer one, so that both can be told apart without colour. */

import { h } from "./dom.js";
import { hueOf } from "./colour.js";
import { initials } from "./format.js";
import { store } from "./store.js";

/** A face keeps its hue when the server starts anew: ids do not. @param {import("./types.js").User} user @param {string} [size] extra class */
export function avatar(user, size = "") {
  const name = store.nameOf(user);
  const kind = user.bot ? "avatar-bot" : "";
  return h(
    "span",
    { class: `avatar ${kind} ${size}`, style: { "--hue": hueOf(user.username) }, "aria-hidden": "true" },
    initials(name),
  );
}

/** The word "App" next to a bot's name. */
export const botTag = () => h("span", { class: "tag" }, "App");

/** A role as a coloured chip; its name carries the meaning, the colour only decorates. */
export function roleChip(role, mark) {
  return h(
    "span",
    { class: "chip" },
    h("span", { class: "chip-dot", style: { "--mark": mark }, "aria-hidden": "true" }),
    role.name,
  );
}
