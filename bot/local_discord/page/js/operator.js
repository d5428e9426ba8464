/** What stands outside the community: its clock, the bot's connection, and what the bot asked of Discord. */

import { api } from "./api.js";
import { byId, h } from "./dom.js";
import { faultsPart, pullFaults } from "./faults.js";
import { formatTime } from "./format.js";
import { icon } from "./icons.js";
import { openJoin } from "./join.js";
import { attempt, notify } from "./notices.js";
import { store } from "./store.js";

const STEPS = [
  ["+1 min", "1 minute", 60],
  ["+15 min", "15 minutes", 900],
  ["+1 h", "1 hour", 3600],
  ["+1 day", "1 day", 86_400],
  ["+7 days", "7 days", 604_800],
];
const GATEWAY = [
  ["Drop", "Drop the gateway connection without a word", "drop", "The connection was cut."],
  ["Reconnect", "Ask the bot to reconnect", "reconnect", "The bot was asked to reconnect."],
  ["Reset", "Reset the session: the bot must identify anew", "invalid_session", "The session is over."],
];
const KEPT = 100;
const POLL_MS = 2000;

let seen = 0;
let clock = null;
let bots = null;
let log = null;
let empty = null;

/** Draws the panel once; afterwards its parts are renewed. */
export function buildOperator() {
  clock = h("p", { class: "clock", "aria-live": "off" });
  bots = h("ul", { class: "bot-list" });
  log = h("ol", { class: "request-log", "aria-label": "Requests of the bot, newest first" });
  empty = h("p", { class: "operator-none" }, "The bot has not asked for anything yet.");
  byId("panel-operator").replaceChildren(
    h(
      "section",
      { class: "operator-part" },
      h("h2", { class: "side-heading" }, "Clock"),
      clock,
      h(
        "div",
        { class: "button-grid" },
        STEPS.map(([label, words, seconds]) =>
          h(
            "button",
            {
              type: "button",
              class: "button button-secondary",
              "aria-label": `Advance the clock by ${words}`,
              onclick: () => advance(seconds, words),
            },
            label,
          ),
        ),
      ),
    ),
    h(
      "section",
      { class: "operator-part" },
      h("h2", { class: "side-heading" }, "Bots"),
      bots,
      h(
        "div",
        { class: "button-grid" },
        GATEWAY.map(([label, words, action, done]) =>
          h(
            "button",
            {
              type: "button",
              class: "button button-secondary",
              "aria-label": words,
              title: words,
              onclick: () => gateway(action, done),
            },
            label,
          ),
        ),
      ),
    ),
    faultsPart(),
    h(
      "section",
      { class: "operator-part" },
      h("h2", { class: "side-heading" }, "People"),
      h(
        "button",
        { type: "button", class: "button button-secondary", onclick: openJoin },
        icon("plus"),
        "Join as a newcomer",
      ),
      h(
        "button",
        { type: "button", class: "button button-secondary", onclick: () => store.emit("person:go", null) },
        icon("eye"),
        "Look on as operator",
      ),
    ),
    h("section", { class: "operator-part" }, h("h2", { class: "side-heading" }, "Requests"), empty, log),
  );
  store.on("clock", showClock);
  store.on("state", showBots);
  store.on("members", showBots);
  setInterval(showClock, 1000);
  const look = () => {
    if (byId("panel-operator").hidden || !byId("people").checkVisibility() || document.hidden) return;
    pull();
    pullFaults();
  };
  setInterval(look, POLL_MS);
  byId("tab-operator").addEventListener("click", look);
}

function showClock() {
  clock.textContent = `${formatTime(store.now(), "D")}, ${formatTime(store.now(), "T")}`;
}

function showBots() {
  const all = [...store.members.values()].filter((member) => member.user.bot);
  bots.replaceChildren(
    ...(all.length
      ? all.map(({ user }) => {
          const online = store.online.has(user.id);
          return h(
            "li",
            {},
            h("span", { class: `presence-dot ${online ? "is-online" : ""}`, "aria-hidden": "true" }),
            store.nameOf(user),
            h(
              "span",
              { class: `presence is-${online ? "online" : "offline"}` },
              online ? "online" : "offline",
            ),
          );
        })
      : [h("li", { class: "option-none" }, "No bot is a member of this server.")]),
  );
}

async function advance(seconds, words) {
  const answer = await attempt(() => api.advance(seconds));
  if (!answer) return;
  store.setNow(answer.now);
  notify(`The clock is ${words} further.`);
}

async function gateway(action, done) {
  if (await attempt(() => api.gateway(action))) notify(done);
}

/** Fetches requests that are new since the last time. */
export async function pull() {
  const answer = await api.requests(seen).catch(() => null);
  if (!answer?.requests.length) return;
  seen = Math.max(seen, ...answer.requests.map((request) => request.n));
  empty.hidden = true;
  log.prepend(...answer.requests.map(entry).reverse());
  while (log.children.length > KEPT) log.lastChild.remove();
}

/** A path whose ids and tokens are left out: what was asked for is to be read in a narrow panel. */
const shortPath = (path) => path.replace(/\d{15,}|[\w-]{40,}/g, "…");

function entry(request) {
  const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const details = h(
    "details",
    {},
    h(
      "summary",
      {},
      h("span", { class: "request-method" }, request.method),
      h("span", { class: "request-path", title: request.path }, shortPath(request.path)),
      h(
        "span",
        { class: `request-status ${request.status >= 400 ? "is-bad" : ""}` },
        request.status ?? "cut",
      ),
      h("span", { class: "request-ms" }, Number.isFinite(request.ms) ? `${Math.round(request.ms)} ms` : ""),
    ),
  );
  // Bodies can be large: they are written out only for those one opens.
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    for (const [name, value] of [
      ["Path", request.path],
      ["Body", request.body],
      ["Answer", request.answer],
    ]) {
      if (value !== null && value !== undefined)
        details.append(h("p", { class: "request-part" }, name), h("pre", { tabindex: "0" }, pretty(value)));
    }
  });
  return h("li", {}, details);
}
