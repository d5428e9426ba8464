/** The log of a channel: adds, renews and removes single messages, never the whole list. */

import { api } from "./api.js";
import { leaves } from "./commands.js";
import { h } from "./dom.js";
import { dayElement, listNames, sameDay } from "./format.js";
import { LogView } from "./log_view.js";
import { renderMarkdown } from "./markdown_view.js";
import { continues, renderMessage } from "./message.js";
import { attachToolbar } from "./message_tools.js";
import { attempt } from "./notices.js";
import { store } from "./store.js";
import { ChannelType, isEphemeral, isThread } from "./types.js";

const PAGE = 50;
const CONTROLS = "button, input, [tabindex]";

export class MessageList {
  /** @param {string} channel */
  constructor(channel) {
    this.channel = channel;
    this.items = h("ol", { class: "log" });
    this.older = h(
      "button",
      { type: "button", class: "button button-secondary load-older", onclick: () => this.loadOlder() },
      "Load earlier messages",
    );
    this.typing = h("p", { class: "typing", "aria-live": "off" });
    this.jump = h(
      "button",
      { type: "button", class: "jump", hidden: true, onclick: () => this.view.toBottom() },
      "New messages ↓",
    );
    this.scroll = h(
      "div",
      {
        class: "log-scroll scroll",
        tabindex: "0",
        role: "log",
        "aria-label": this.label(),
        "aria-live": "polite",
        "aria-relevant": "additions",
      },
      this.older,
      this.intro(),
      this.items,
    );
    this.element = h("div", { class: "log-area" }, this.scroll, this.jump, this.typing);
    this.view = new LogView(this.scroll, this.items, this.jump);
    /** The control of a message that was pressed last: it stays where it is while its message changes. */
    this.pressed = null;
    /** The message whose modal was opened last: what comes of that is an answer of its own, read from its start. */
    this.asked = null;
    this.items.addEventListener("click", (event) => {
      this.pressed = event.target.closest(CONTROLS);
    });
    this.scroll.addEventListener("keydown", (event) => this.onKey(event));
    attachToolbar(this);
    this.fill();
  }

  label() {
    const channel = store.channels.get(this.channel);
    return channel ? `Messages in ${store.channelName(channel)}` : "Messages";
  }

  intro() {
    const channel = store.channels.get(this.channel);
    if (!channel) return null;
    const name = store.channelName(channel);
    const isDm = channel.type === ChannelType.DM;
    const opening = isThread(channel)
      ? `A thread, opened by ${store.nameOfId(channel.owner_id) ?? "somebody"}.`
      : isDm
        ? `Your conversation with ${name} begins here.`
        : channel.topic || "This is where the conversation begins.";
    // A thread on a message has its id.
    const starter = isThread(channel) && store.find(channel.parent_id, channel.id);
    return h(
      "div",
      { class: "log-intro" },
      h("p", { class: "log-intro-name" }, isDm || isThread(channel) ? name : `# ${name}`),
      h("p", {}, opening),
      starter &&
        starter.content &&
        h(
          "blockquote",
          { class: "log-starter" },
          h("strong", {}, store.nameOf(starter.author)),
          renderMarkdown(starter.content),
        ),
      leaves().length > 0 &&
        channel.can?.send !== false &&
        h("p", {}, "Type ", h("kbd", {}, "/"), " to see what the bot can do."),
    );
  }

  /** Draws everything; the log is marked busy meanwhile, so that it is not read out. */
  fill() {
    this.scroll.setAttribute("aria-busy", "true");
    const list = store.list(this.channel);
    this.items.replaceChildren(...list.flatMap((message, at) => this.draw(message, list[at - 1])));
    this.older.hidden = list.filter((message) => !message.local).length < PAGE;
    requestAnimationFrame(() => {
      this.view.toBottom();
      this.scroll.setAttribute("aria-busy", "false");
    });
  }

  /** Brings the drawn list in line with the store, touching only what differs. */
  sync() {
    const list = store.list(this.channel);
    const ids = new Set(list.map((message) => message.id));
    for (const item of [...this.items.querySelectorAll(".message")])
      if (!ids.has(item.dataset.id)) item.remove();
    const drawn = [...this.items.querySelectorAll(".message")].map((item) => item.dataset.id);
    // Order can only differ when messages were missed in the middle; then a full redraw is the honest way.
    if (drawn.some((id, at) => id !== list[at]?.id)) return this.fill();
    for (const [at, message] of list.entries()) {
      if (this.item(message.id)) this.renew(message);
      else this.append(message, list[at - 1]);
    }
  }

  draw(message, before) {
    const item = renderMessage(message, before);
    item.drawnFrom = fingerprint(message);
    const newDay = !message.local && !(before && sameDay(before.timestamp, message.timestamp));
    return newDay ? [h("li", { class: "day" }, dayElement(message.timestamp)), item] : [item];
  }

  item(id) {
    return this.items.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  before(id) {
    const list = store.list(this.channel);
    return list[list.findIndex((message) => message.id === id) - 1];
  }

  append(message, before = this.before(message.id)) {
    const drawn = this.draw(message, before);
    this.items.append(...drawn);
    const mine = [message.author.id, message.interaction_metadata?.user.id].includes(store.as);
    if (this.view.sticky || mine || message.local || isEphemeral(message)) this.view.reveal(drawn.at(-1));
    else this.jump.hidden = false;
  }

  /** Draws a message anew if it says something else now; what came twice is left alone under a hand. */
  renew(message) {
    const drawn = this.item(message.id)?.drawnFrom;
    if (drawn && drawn !== fingerprint(message)) this.redraw(message);
  }

  /** Draws one message anew; focus inside it is put back, and what was pressed in it stays in its place. */
  redraw(message) {
    const old = this.item(message.id);
    if (!old) return;
    if (old.classList.contains("is-editing")) return;
    const controls = [...old.querySelectorAll(CONTROLS)];
    const focused = old === document.activeElement ? -1 : controls.indexOf(document.activeElement);
    const pressed = controls.indexOf(this.pressed);
    const began = this.view.fromTop(old);
    const was = pressed >= 0 && this.view.placeOf(this.pressed, old);
    const fresh = this.draw(message, this.before(message.id)).at(-1);
    // What is ticked but not yet sent (a poll) must not be lost because somebody else voted.
    const ticked = [...old.querySelectorAll("input:checked")].map((input) => input.value);
    for (const input of fresh.querySelectorAll("input[type=radio], input[type=checkbox]"))
      input.checked = ticked.includes(input.value);
    const had = old.contains(document.activeElement);
    old.replaceWith(fresh);
    const now = [...fresh.querySelectorAll(CONTROLS)];
    if (had) (now[focused] ?? fresh).focus({ preventScroll: true });
    if (was) this.follow(fresh, now[pressed] ?? now.at(-1), began, was);
    else if (this.asked === message.id) {
      this.asked = null;
      this.view.turnTo(fresh);
    } else if (this.view.sticky) this.view.reveal(fresh);
  }

  /**
   * Looks where the person looks who pressed something in a message, now that it was drawn anew with `control` in
   * the place of what was pressed. The message `began` that far below the upper edge; `was` is the place then.
   */
  follow(fresh, control, began, was) {
    const into = control && this.view.fromTop(control) - this.view.fromTop(fresh);
    const onlyBelow = control && Math.abs(into - (was.top - began)) < 1;
    if (onlyBelow || (control && began < 0 && isAlike(control, this.pressed))) {
      this.pressed = control;
      this.view.hold(control, was, fresh);
    } else {
      // The next step of several, or the answer: it is read from its beginning.
      this.pressed = null;
      this.view.turnTo(fresh);
    }
  }

  /** A modal was opened, by the control that was pressed last; this is told once or twice. */
  ask() {
    if (this.pressed) this.asked = this.pressed.closest(".message").dataset.id;
    this.pressed = null;
  }

  remove(id) {
    const item = this.item(id);
    if (!item) return;
    const next = item.nextElementSibling;
    const had = item.contains(document.activeElement);
    if (item.previousElementSibling?.classList.contains("day") && (!next || next.classList.contains("day")))
      item.previousElementSibling.remove();
    if (next) this.view.steady(next, () => item.remove());
    else item.remove();
    if (had) (next ?? this.scroll).focus();
    const below = next?.dataset?.id && store.find(this.channel, next.dataset.id);
    if (below && next.classList.contains("is-compact") !== continues(below, this.before(below.id)))
      this.redraw(below);
  }

  async loadOlder() {
    const first = store.list(this.channel).find((message) => !message.local);
    const answer = await attempt(() => api.messages(store.as ?? undefined, this.channel, first?.id, PAGE));
    if (!answer) return;
    store.prepend(this.channel, answer.messages);
    const height = this.scroll.scrollHeight;
    this.scroll.setAttribute("aria-busy", "true");
    const list = store.list(this.channel);
    const drawn = answer.messages.flatMap((message, at) => this.draw(message, answer.messages[at - 1]));
    this.items.prepend(...drawn);
    this.scroll.scrollTop += this.scroll.scrollHeight - height;
    this.scroll.setAttribute("aria-busy", "false");
    this.older.hidden = answer.messages.length < PAGE;
    if (first) this.redraw(list.find((message) => message.id === first.id));
  }

  /** Scrolls to a message and puts the focus on it. */
  show(id) {
    const item = this.item(id);
    if (!item) return;
    item.scrollIntoView({ block: "center" });
    item.focus({ preventScroll: true });
  }

  showTyping() {
    const names = [...(store.typing.get(this.channel)?.keys() ?? [])]
      .map((id) => store.nameOfId(id))
      .filter(Boolean);
    this.typing.textContent = names.length
      ? `${listNames(names)} ${names.length === 1 ? "is" : "are"} typing…`
      : "";
  }

  showFailure(id, text) {
    const line = this.item(id)?.querySelector(".failure");
    if (!line) return;
    line.hidden = !text;
    line.textContent = text;
    if (text && this.view.sticky) this.view.toBottom();
  }

  /** Arrow keys walk through the messages. */
  onKey(event) {
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    if (event.target !== this.scroll && !event.target.classList.contains("message")) return;
    const all = [...this.items.querySelectorAll(".message")];
    if (!all.length) return;
    event.preventDefault();
    const at = all.indexOf(event.target);
    const to = {
      ArrowUp: at < 0 ? all.length - 1 : at - 1,
      ArrowDown: at < 0 ? all.length - 1 : at + 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  }
}

/** Whether a control is the one that was pressed, in a message that was drawn anew: a select says something else. */
const isAlike = (control, pressed) =>
  control.className === pressed.className &&
  (pressed.matches(".select") || control.textContent === pressed.textContent);

const fingerprint = (message) => JSON.stringify(message);
