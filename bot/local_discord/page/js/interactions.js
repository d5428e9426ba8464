/** What the acting person does with the bot, and what becomes of it: one place for all outcomes. */

import { LocalError, api } from "./api.js";
import { notifyError } from "./notices.js";
import { store } from "./store.js";

/** @typedef {import("./types.js").Outcome} Outcome @typedef {import("./types.js").Message} Message */

let notes = 0;

/** Adds a line of the page itself to a channel; returns it, so that it can be taken away. */
export function addNote(channel, local) {
  notes += 1;
  const message = {
    id: `note-${notes}`,
    channel_id: channel,
    type: 0,
    author: store.me?.user ?? { id: "0", username: "" },
    content: "",
    timestamp: new Date(store.now()).toISOString(),
    local,
  };
  store.put(message);
  return message;
}

/** Shows what an outcome brought. @param {Outcome} outcome */
export function settle(outcome) {
  if (outcome.message) store.put(outcome.message);
  if (outcome.modal) store.emit("modal:open", outcome.modal);
}

// Longer than Discord's three seconds, after which an interaction has failed.
const DECIDED_BY_S = 4;

/** An outcome that is still open when the server answers is asked for again. @param {Outcome} outcome */
export async function decided(outcome) {
  if (outcome.outcome !== "pending") return outcome;
  return api.interaction(store.as, outcome.interaction, DECIDED_BY_S);
}

const failure = (error) =>
  error instanceof LocalError
    ? { text: error.message, hint: error.hint }
    : { text: "This interaction failed", hint: "" };

// Most answers are there sooner: a line that comes and goes would only make the log jump.
const PATIENCE_MS = 250;

/** Commands fail visibly where their answer would have been. */
async function asNote(channel, title, action) {
  const as = store.as;
  let note = null;
  const waiting = setTimeout(() => {
    if (store.as === as) note = addNote(channel, { kind: "pending", text: "Sending…", title });
  }, PATIENCE_MS);
  const over = () => {
    clearTimeout(waiting);
    if (note) store.drop(channel, note.id);
  };
  const fail = (local) => {
    if (store.as === as) addNote(channel, { kind: "failed", title, ...local });
  };
  try {
    const outcome = await decided(await action());
    over();
    if (store.as !== as) return;
    if (outcome.outcome === "failed") fail({ text: outcome.error ?? "This interaction failed" });
    else settle(outcome);
  } catch (error) {
    over();
    fail(failure(error));
  }
}

/** Uses a slash command. @param {string} name full path, "guide ask" @param {Record<string, any>} options */
export function useCommand(channel, name, options) {
  return asNote(channel, `/${name}`, () => api.command({ as: store.as, channel, name, options }));
}

/** Uses a context menu command on a message or a member. */
export function useContext(channel, name, target) {
  return asNote(channel, name, () => api.context({ as: store.as, channel, name, ...target }));
}

/** Buttons and selects fail under the message they belong to. @param {Message} message */
async function onMessage(message, action) {
  store.emit("interaction:failed", { message: message.id, text: "" });
  try {
    const outcome = await decided(await action());
    if (outcome.outcome === "failed")
      store.emit("interaction:failed", {
        message: message.id,
        text: outcome.error ?? "This interaction failed",
      });
    else settle(outcome);
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    store.emit("interaction:failed", {
      message: message.id,
      text: [error.message, error.hint].filter(Boolean).join(" "),
    });
  }
}

/** Presses a button. */
export const click = (message, customId) =>
  onMessage(message, () => api.click(store.as, message.channel_id, message.id, customId));

/** Chooses in a select. @param {string[]} values */
export const choose = (message, customId, values) =>
  onMessage(message, () => api.select(store.as, message.channel_id, message.id, customId, values));

/** Adds or takes back a reaction. */
export async function react(message, emoji, remove) {
  try {
    await api.react(
      store.as,
      message.channel_id,
      message.id,
      emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name,
      remove,
    );
  } catch (error) {
    notifyError(error);
  }
}
