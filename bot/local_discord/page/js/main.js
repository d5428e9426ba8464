/** Puts the parts together: who acts, which channel is open, and what has to be drawn when something changes. */

import { remember, showActing } from "./acting.js";
import { startActivity } from "./activity.js";
import { firstChannel, showChannels } from "./channels.js";
import { focusComposer, showComposer } from "./composer.js";
import { byId, debounce, h } from "./dom.js";
import { closeDrawer, startDrawers } from "./drawers.js";
import { refreshTimes } from "./format.js";
import { renderForum } from "./forum.js";
import { setIcon } from "./icons.js";
import { actAs } from "./live.js";
import { MessageList } from "./message_list.js";
import { startEdit } from "./message_tools.js";
import "./modal.js";
import { notifyError } from "./notices.js";
import { buildOperator } from "./operator.js";
import { openPicker } from "./person_picker.js";
import { showPeople } from "./people.js";
import { startPlaces } from "./places.js";
import { showScreening } from "./screening.js";
import { store } from "./store.js";
import { startTheme } from "./theme.js";
import { mayOpenThread, openThread } from "./threads.js";
import { isForum, isThread, isVoice } from "./types.js";

const TIMES_MS = 15_000;

/** @type {MessageList|null} */
let list = null;
let drawnView = "";
let switching = 0;

// -- where we are -------------------------------------------------------------------------------

const place = () => {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { as: hash.get("as"), channel: hash.get("channel") };
};

function remind(push) {
  const hash = `#${new URLSearchParams(Object.entries({ as: store.as, channel: store.channel }).filter(([, value]) => value))}`;
  if (hash === location.hash) return;
  history[push ? "pushState" : "replaceState"](null, "", hash);
}

async function goPerson(as, channel = store.channel) {
  const mine = (switching += 1);
  store.channel = channel;
  drawnView = "";
  byId("app").setAttribute("aria-busy", "true");
  store.emit("person");
  try {
    await actAs(as);
  } catch (error) {
    if (mine !== switching) return;
    notifyError(error);
    // Somebody who is not here (any more): look on instead of showing nothing.
    if (as && error.status) await goPerson(null);
    return;
  }
  if (mine !== switching) return;
  byId("app").removeAttribute("aria-busy");
  if (as) remember(as);
  showActing();
  goChannel(store.channels.has(store.channel) ? store.channel : firstChannel(), { push: false });
}

function goChannel(id, { push = true } = {}) {
  const channel = store.channels.get(id);
  if (id && (!channel || isVoice(channel))) return;
  store.channel = id;
  store.replyTo = null;
  remind(push);
  if (id) store.markRead(id);
  drawView();
  showChannels();
}

// -- drawing ------------------------------------------------------------------------------------

function drawHead(channel) {
  const parent = channel && isThread(channel) ? store.channels.get(channel.parent_id) : null;
  const name = channel ? store.channelName(channel) : "No channel";
  byId("channel-name").replaceChildren(
    ...(parent
      ? [
          h(
            "button",
            { type: "button", class: "crumb", onclick: () => store.emit("channel:go", parent.id) },
            store.channelName(parent),
          ),
          h("span", { class: "crumb-gap", "aria-hidden": "true" }, "›"),
          name,
        ]
      : [name]),
  );
  byId("channel-topic").textContent = channel?.topic ?? "";
  byId("new-thread").hidden = !mayOpenThread(channel);
  document.title = `${name} · ${store.guild?.name ?? "Local Discord"}`;
}

/** Draws the open channel, unless only its messages can have changed. */
function drawView() {
  const channel = store.channels.get(store.channel);
  drawHead(channel);
  showScreening();
  const view = [
    store.as,
    store.channel,
    channel?.can?.send,
    store.me?.pending,
    channel?.thread_metadata?.locked,
  ].join("/");
  if (view === drawnView && list) return list.sync();
  drawnView = view;
  const forum = Boolean(channel && isForum(channel));
  list = channel && !forum ? new MessageList(channel.id) : null;
  const content =
    list?.element ??
    (forum
      ? renderForum(channel)
      : h("p", { class: "empty" }, "There is nothing to see here for this person."));
  byId("view").replaceChildren(content);
  if (list) {
    list.view.toBottom();
    list.showTyping();
  }
  showComposer({ forum });
  return undefined;
}

const drawSides = debounce(() => {
  showChannels();
  const channel = store.channels.get(store.channel);
  if (channel && isForum(channel)) drawView();
}, 60);

const drawPeople = debounce(showPeople, 60);

store.on("state", () => {
  showPeople();
  showActing();
  if (!drawnView) return;
  if (!store.channels.has(store.channel)) return goChannel(firstChannel(), { push: false });
  drawView();
  showChannels();
});
store.on("members", drawPeople);
store.on("unread", drawSides);
store.on("message:new", (message) => {
  if (message.channel_id === list?.channel) list.append(message);
  // Where a thread hangs on a message of this channel, its count has grown.
  else if (list?.item(message.channel_id)) list.redraw(store.find(list.channel, message.channel_id));
});
store.on("message:changed", (message) => {
  if (message.channel_id === list?.channel) list.renew(message);
});
store.on("message:gone", ({ channel, id }) => {
  if (channel === list?.channel) list.remove(id);
});
store.on("typing", (channel) => {
  if (channel === list?.channel) list.showTyping();
});
store.on("interaction:failed", ({ message, text }) => list?.showFailure(message, text));
store.on("modal:open", () => list?.ask());
store.on("message:show", (id) => list?.show(id));
store.on("message:edit-last", () => {
  const own =
    list &&
    store
      .list(list.channel)
      .filter(
        (message) =>
          message.author.id === store.as &&
          !message.local &&
          message.content &&
          (message.type === 0 || message.type === 19),
      )
      .at(-1);
  if (own) startEdit(list, own);
});
store.on("clock", refreshTimes);
store.on("error", (error) => {
  notifyError(error);
  // Whoever one acted as has left or was removed.
  if (error.status === 404 && store.as) goPerson(null);
});
store.on("person:go", async (as) => {
  closeDrawer({ refocus: false });
  await goPerson(as);
  // What was pressed may have gone with its dialog: who came by keyboard goes on at the message box.
  if (document.activeElement === document.body && !touches()) toComposer();
});
store.on("channel:go", (id) => {
  goChannel(id);
  closeDrawer({ refocus: false });
  if (!touches()) focusComposer();
});
store.on("connection", (state) => {
  byId("connection").textContent = state === "lost" ? "Connection lost, trying again…" : "";
});

/** On a touch screen the keyboard would cover what one came to read. */
const touches = () => !matchMedia("(hover: hover)").matches;

/** To the message box, or to what stands in its place for who may not write. */
const toComposer = () => (byId("message-input") ?? byId("composer")).focus();

// -- start --------------------------------------------------------------------------------------

setIcon(byId("new-thread"), "newThread");
// Followed as a link it would take the person and the channel out of the address.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  toComposer();
});
byId("new-thread").addEventListener("click", () => openThread(store.channels.get(store.channel)));
startTheme();
startDrawers();
startActivity();
startPlaces();
buildOperator();
setInterval(refreshTimes, TIMES_MS);
addEventListener("popstate", () => {
  const { as, channel } = place();
  if (as !== store.as) goPerson(as, channel);
  else if (channel && channel !== store.channel) goChannel(channel, { push: false });
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && store.channel) store.markRead(store.channel);
});

const { as, channel } = place();
await goPerson(as, channel);
if (!store.as) openPicker();
