/** The side columns: beside the conversation where there is room, drawers over it where there is not. */

import { byId } from "./dom.js";
import { setIcon } from "./icons.js";

const narrow = matchMedia("(max-width: 52rem)");
const PEOPLE_KEY = "local-discord:people";

/** @type {"channels"|"people"|null} */
let open = null;

const openers = () => ({ channels: byId("open-channels"), people: byId("toggle-people") });

function draw() {
  const app = byId("app");
  const peopleShown = narrow.matches ? open === "people" : localStorage.getItem(PEOPLE_KEY) !== "closed";
  const channelsShown = !narrow.matches || open === "channels";
  app.classList.toggle("without-people", !narrow.matches && !peopleShown);
  app.dataset.drawer = narrow.matches && open ? open : "";
  // What is not to be seen must not take the focus either.
  byId("channels").inert = !channelsShown;
  byId("people").inert = !peopleShown;
  byId("stage").inert = narrow.matches && open !== null;
  byId("scrim").hidden = !(narrow.matches && open);
  byId("open-channels").setAttribute("aria-expanded", String(channelsShown));
  byId("toggle-people").setAttribute("aria-expanded", String(peopleShown));
}

function show(which) {
  open = which;
  draw();
  byId(`close-${which}`).focus();
}

/** Closes an open drawer; the focus goes back to the button that opened it. */
export function closeDrawer({ refocus = true } = {}) {
  if (!open) return;
  const opener = openers()[open];
  open = null;
  draw();
  if (refocus) opener.focus();
}

function selectTab(name, focus = false) {
  for (const which of ["people", "operator"]) {
    const tab = byId(`tab-${which}`);
    const chosen = which === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(`panel-${which}`).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
}

export function startDrawers() {
  setIcon(byId("open-channels"), "menu");
  setIcon(byId("toggle-people"), "people");
  setIcon(byId("close-channels"), "close");
  setIcon(byId("close-people"), "close");
  byId("open-channels").addEventListener("click", () => show("channels"));
  byId("toggle-people").addEventListener("click", () => {
    if (narrow.matches) return show("people");
    localStorage.setItem(PEOPLE_KEY, localStorage.getItem(PEOPLE_KEY) === "closed" ? "open" : "closed");
    return draw();
  });
  byId("close-channels").addEventListener("click", () => closeDrawer());
  byId("close-people").addEventListener("click", () => closeDrawer());
  byId("scrim").addEventListener("click", () => closeDrawer());
  addEventListener("keydown", (event) => {
    if (
      event.key === "Escape" &&
      !event.defaultPrevented &&
      !document.querySelector("dialog[open], :popover-open")
    )
      closeDrawer();
  });
  narrow.addEventListener("change", () => {
    open = null;
    draw();
  });
  for (const name of ["people", "operator"]) {
    byId(`tab-${name}`).addEventListener("click", () => selectTab(name));
    byId(`tab-${name}`).addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft")
        selectTab(name === "people" ? "operator" : "people", true);
    });
  }
  draw();
}
