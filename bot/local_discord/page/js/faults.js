/** Faults on order: what is to happen to the bot's next requests, and what is still to come. */

import { api } from "./api.js";
import { openDialog } from "./dialog.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { attempt, notify } from "./notices.js";

/** Each effect: its name, what it means for the bot, whether it takes seconds, and the order for it. */
const EFFECTS = {
  limit: {
    name: "Rate limit (429)",
    means: "The request has no effect. The bot is told how long to wait.",
    seconds: "1.5",
    order: (seconds) => ({ rate_limit: { retry_after: seconds, scope: "user" } }),
  },
  error: {
    name: "Server error (500)",
    means: "The request has no effect.",
    order: () => ({ status: 500 }),
  },
  before: {
    name: "Connection cut before",
    means: "No answer comes, and the request has no effect.",
    order: () => ({ cut: "before" }),
  },
  after: {
    name: "Connection cut after",
    means: "The request takes effect, but no answer comes: the bot cannot know.",
    order: () => ({ cut: "after" }),
  },
  delay: {
    name: "Late answer",
    means: "The request takes effect, and the answer comes late.",
    seconds: "2",
    order: (seconds) => ({ delay: seconds }),
  },
};

const REQUESTS = [
  ["Any request", "*", "*"],
  ["Sending a message", "POST", "/channels/*/messages"],
  ["Editing a message", "PATCH", "/channels/*/messages/*"],
  ["First answer to a command or button", "POST", "/interactions/*/callback"],
  ["Later answers to a command or button", "*", "/webhooks/*"],
  ["Roles of members", "*", "/guilds/*/members/*/roles/*"],
];
const METHODS = ["*", "GET", "POST", "PATCH", "PUT", "DELETE"];

// The dialog opens with what was ordered last: one tries the same thing again and again.
const last = { effect: "limit", seconds: {}, method: "POST", path: "/channels/*/messages", count: "1" };

let list = null;
let order = null;
let clear = null;
let drawn = "[]";

/** The panel's section; `pullFaults` keeps it true. */
export function faultsPart() {
  list = h("ul", { class: "fault-list", "aria-label": "Faults in force" });
  order = h(
    "button",
    { type: "button", class: "button button-secondary", "aria-haspopup": "dialog", onclick: openOrder },
    "Order a fault",
  );
  clear = h(
    "button",
    { type: "button", class: "button button-link", hidden: true, onclick: () => remove(undefined) },
    "Remove all",
  );
  show([]);
  return h(
    "section",
    { class: "operator-part" },
    h("h2", { class: "side-heading" }, "Faults"),
    list,
    h("div", { class: "button-grid" }, order, clear),
  );
}

/** Asks what is left: each request that meets a fault uses one up. */
export async function pullFaults() {
  const answer = await api.faults().catch(() => null);
  if (answer) show(answer.faults);
}

function show(faults) {
  clear.hidden = faults.length < 2;
  const now = JSON.stringify(faults);
  if (now === drawn && list.childElementCount) return;
  drawn = now;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.fault : null;
  list.replaceChildren(
    ...(faults.length
      ? faults.map(entry)
      : [h("li", { class: "fault-none" }, "None: every request of the bot arrives.")]),
  );
  if (focused) (list.querySelector(`[data-fault="${CSS.escape(focused)}"]`) ?? order).focus();
}

function entry(fault) {
  return h(
    "li",
    { class: "fault" },
    h(
      "div",
      { class: "fault-text" },
      h("span", { class: "fault-effect" }, effectOf(fault)),
      h("code", { class: "fault-target" }, targetOf(fault)),
      h("span", { class: "fault-left" }, timesOf(fault.count)),
    ),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `Remove: ${effectOf(fault)}, ${targetOf(fault)}`,
        title: "Remove",
        dataset: { fault: fault.id },
        onclick: () => remove(fault.id),
      },
      icon("close"),
    ),
  );
}

function effectOf(fault) {
  if (fault.rate_limit) return `429, wait ${fault.rate_limit.retry_after} s`;
  if (fault.delay !== undefined) return `${fault.delay} s late`;
  return fault.cut ? `Cut ${fault.cut}` : `Error ${fault.status}`;
}

function targetOf({ method, path }) {
  if (method === "*" && path === "*") return "any request";
  return `${method === "*" ? "any" : method} ${path}`;
}

function timesOf(count) {
  if (count === null) return "until removed";
  return count === 1 ? "once" : `${count} times`;
}

async function remove(id) {
  const answer = await attempt(() => api.removeFaults(id));
  if (!answer) return pullFaults();
  order.focus();
  show(answer.faults);
  return notify(id === undefined ? "No more faults." : "The fault is gone.");
}

function openOrder() {
  const ids = Object.fromEntries(
    ["effect", "means", "seconds", "requests", "method", "path", "count", "always"].map((name) => [
      name,
      freshId(name),
    ]),
  );
  const effect = h(
    "select",
    { class: "field", id: ids.effect, "aria-describedby": ids.means },
    Object.entries(EFFECTS).map(([key, { name }]) => h("option", { value: key }, name)),
  );
  const means = h("p", { class: "field-hint", id: ids.means });
  const seconds = h("input", {
    class: "field",
    id: ids.seconds,
    type: "number",
    min: "0",
    max: "600",
    step: "any",
    required: true,
  });
  const requests = h(
    "select",
    { class: "field", id: ids.requests },
    REQUESTS.map(([name], index) => h("option", { value: index }, name)),
    h("option", { value: "" }, "These"),
  );
  const method = h(
    "select",
    { class: "field", id: ids.method },
    METHODS.map((name) => h("option", { value: name }, name === "*" ? "any" : name)),
  );
  const path = h("input", {
    class: "field fault-path",
    id: ids.path,
    type: "text",
    required: true,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
  });
  const count = h("input", {
    class: "field",
    id: ids.count,
    type: "number",
    min: "1",
    max: "10000",
    step: "1",
    required: true,
  });
  const always = h("input", { type: "checkbox", id: ids.always });
  const error = h("p", { class: "field-error", role: "alert" });
  const labelled = (id, text, field, className = "") =>
    h("div", { class: className }, h("label", { class: "field-label", for: id }, text), field);
  const secondsField = labelled(ids.seconds, "Seconds", seconds, "fault-seconds");

  const showEffect = () => {
    const chosen = EFFECTS[effect.value];
    means.textContent = chosen.means;
    secondsField.hidden = !chosen.seconds;
    seconds.disabled = !chosen.seconds;
    seconds.value = last.seconds[effect.value] ?? chosen.seconds ?? "";
  };
  const showRequests = () => {
    const known = REQUESTS.findIndex(([, m, p]) => m === method.value && p === path.value.trim());
    requests.value = known < 0 ? "" : String(known);
  };
  effect.addEventListener("change", showEffect);
  requests.addEventListener("change", () => {
    if (requests.value === "") return path.select();
    [, method.value, path.value] = REQUESTS[Number(requests.value)];
    return undefined;
  });
  method.addEventListener("change", showRequests);
  path.addEventListener("input", showRequests);
  always.addEventListener("change", () => {
    count.disabled = always.checked;
  });
  effect.value = last.effect;
  method.value = last.method;
  path.value = last.path;
  count.value = last.count || "1";
  always.checked = last.count === null;
  count.disabled = always.checked;
  showEffect();
  showRequests();

  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        const wrong = [
          [seconds, "Seconds are a number from 0 to 600."],
          [path, "Name the requests by a path, such as /channels/*/messages."],
          [count, "How often is a whole number from 1, or until removed."],
        ].find(([field]) => !field.disabled && !field.checkValidity());
        error.textContent = wrong?.[1] ?? "";
        if (wrong) return wrong[0].focus();
        Object.assign(last, { effect: effect.value, method: method.value, path: path.value.trim() });
        last.count = always.checked ? null : count.value;
        if (!seconds.disabled) last.seconds[effect.value] = seconds.value;
        try {
          const answer = await api.orderFault({
            method: last.method,
            path: last.path,
            count: last.count === null ? null : Number(last.count),
            ...EFFECTS[last.effect].order(Number(seconds.value)),
          });
          show(answer.faults);
          dialog.close();
          const ordered = answer.faults.at(-1);
          notify(`Ordered: ${effectOf(ordered)}, for ${targetOf(ordered)}, ${timesOf(ordered.count)}.`);
        } catch (problem) {
          error.textContent = [problem.message, problem.hint].filter(Boolean).join(" ");
        }
        return undefined;
      },
    },
    h(
      "div",
      { class: "modal-field fault-what" },
      labelled(ids.effect, "What happens", effect),
      secondsField,
      means,
    ),
    h(
      "div",
      { class: "modal-field fault-which" },
      labelled(ids.requests, "To which requests", requests, "fault-whole"),
      labelled(ids.method, "Method", method),
      labelled(ids.path, "Path, * for anything", path),
    ),
    h(
      "div",
      { class: "modal-field fault-often" },
      labelled(ids.count, "How often", count),
      h("label", { class: "choice-line" }, always, h("span", {}, "until I remove it")),
    ),
    error,
    h(
      "div",
      { class: "dialog-foot" },
      h("button", { type: "submit", class: "button button-primary" }, "Order it"),
    ),
  );
  const dialog = openDialog("Order a fault", [
    h("p", { class: "dialog-lead" }, "For the bot’s next requests that fit, the oldest fault first."),
    form,
  ]);
  effect.focus();
}
