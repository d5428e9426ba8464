/** Markdown trees as DOM: elements and text nodes only, so what people write can never become markup. */

import { h, outsideLink } from "./dom.js";
import { timeElement } from "./format.js";
import { markColour, textColour } from "./colour.js";
import { icon } from "./icons.js";
import { inline, parse } from "./markdown.js";
import { placeOf } from "./places.js";
import { store } from "./store.js";

const GUIDE_PLACES = {
  customize: "Channels & Roles",
  browse: "Browse Channels",
  guide: "Server Guide",
  home: "Server Guide",
  "linked-roles": "Linked Roles",
};

/** Block Markdown as elements. @param {string} source */
export const renderMarkdown = (source) => h("div", { class: "md" }, parse(source ?? "").map(toDom));

/** Only what fits in a line (embed titles, reply previews). @param {string} source */
export const renderInline = (source) => inline(source ?? "").map(toDom);

const wrap = (tag) => (node) => h(tag, {}, node.children.map(toDom));

const views = {
  text: (node) => document.createTextNode(node.text),
  br: () => h("br"),
  strong: wrap("strong"),
  em: wrap("em"),
  u: wrap("u"),
  s: wrap("s"),
  code: (node) => h("code", {}, node.text),
  pre: (node) =>
    h(
      "pre",
      { tabindex: "0", "aria-label": node.language ? `Code, ${node.language}` : "Code", role: "group" },
      h("code", {}, node.text),
    ),
  quote: wrap("blockquote"),
  // The channel's name is a heading of level 2; most messages begin with "##", which is the next one.
  heading: (node) => h(`h${Math.max(3, node.level + 1)}`, { class: `md-h${node.level}` }, node.children.map(toDom)),
  small: (node) => h("p", { class: "md-small" }, node.children.map(toDom)),
  list: (node) =>
    h(
      node.ordered ? "ol" : "ul",
      node.ordered ? { start: node.start } : {},
      node.items.map((item) => h("li", {}, item.map(toDom))),
    ),
  link: (node) =>
    outsideLink(node.href, { title: node.href }, placeName(node) ?? node.children.map(toDom)) ??
    h("span", {}, node.children.map(toDom)),
  spoiler: (node) => spoiler(node),
  user: (node) => {
    const name = store.nameOfId(node.id);
    if (!name) return h("span", { class: "mention" }, "@unknown-user");
    return h(
      "button",
      {
        type: "button",
        class: "mention",
        onclick: (event) => store.emit("member:open", { id: node.id, anchor: event.currentTarget }),
      },
      `@${name}`,
    );
  },
  role: (node) => {
    const role = store.roles.get(node.id);
    return h(
      "span",
      {
        class: "mention mention-role",
        style: { "--mark": markColour(role?.color), color: textColour(role?.color) },
      },
      `@${role?.name ?? "deleted-role"}`,
    );
  },
  channel: (node) => {
    const channel = store.channels.get(node.id);
    if (!channel) return h("span", { class: "mention" }, "# No access");
    return h(
      "button",
      { type: "button", class: "mention", onclick: () => store.emit("channel:go", node.id) },
      icon("hash"),
      store.channelName(channel),
    );
  },
  command: (node) =>
    h(
      "button",
      {
        type: "button",
        class: "mention mention-command",
        onclick: () => store.emit("command:start", node.name),
      },
      `/${node.name}`,
    ),
  time: (node) => timeElement(node.ms, node.style, { class: "stamp" }),
  emoji: (node) => h("span", { class: "custom-emoji", title: `:${node.name}:` }, `:${node.name}:`),
  everyone: (node) => h("span", { class: "mention" }, node.text),
  guide: (node) => h("span", { class: "mention" }, GUIDE_PLACES[node.text]),
};

/** @param {import("./markdown.js").Node} node */
function toDom(node) {
  return views[node.type](node);
}

/** What a bare link to a place of this server is called, as in Discord; null for other links. */
function placeName({ href, children }) {
  const place = children.length === 1 && children[0].text === href ? placeOf(href) : null;
  if (!place) return null;
  const name = store.channelName(store.channels.get(place.channel));
  return `#${name}${place.message ? " › message" : ""}`;
}

function spoiler(node) {
  const content = h("span", { class: "spoiler-text" }, node.children.map(toDom));
  content.inert = true;
  const show = () => {
    content.inert = false;
    box.classList.add("is-open");
    button.remove();
  };
  const button = h("button", {
    type: "button",
    class: "spoiler-cover",
    "aria-label": "Show the spoiler",
    onclick: show,
  });
  const box = h("span", { class: "spoiler" }, content, button);
  return box;
}
