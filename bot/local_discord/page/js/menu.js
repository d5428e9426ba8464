/** A menu next to its button: arrow keys, Home, End, first letters, Escape. */

import { h, keepFocus, place } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Opens a context menu once the button is released: where it is asked for at the press, the release would
 * close it again. @param {MouseEvent} event @param {() => void} open
 */
export function onRelease(event, open) {
  event.preventDefault();
  if (!event.buttons) open();
  else addEventListener("pointerup", () => setTimeout(open), { once: true });
}

/**
 * @param {HTMLElement} anchor gets the focus back
 * @param {string} label what the menu is about
 * @param {Array<{label: string, icon?: string, danger?: boolean, group?: string, run: () => void}|false|null|undefined|"">} entries
 */
export function openMenu(anchor, label, entries) {
  const menu = h("div", { class: "popup menu", role: "menu", "aria-label": label, popover: "auto" });
  let group = "";
  const giveBack = keepFocus(anchor);
  let chosen = false;
  for (const entry of entries.filter(Boolean)) {
    if (entry.group && entry.group !== group) {
      group = entry.group;
      menu.append(h("div", { class: "menu-group", role: "presentation" }, group));
    }
    menu.append(
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          class: entry.danger ? "menu-item is-danger" : "menu-item",
          onclick: () => {
            chosen = true;
            menu.hidePopover();
            giveBack();
            entry.run();
          },
        },
        entry.icon && icon(entry.icon),
        h("span", {}, entry.label),
      ),
    );
  }
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length].focus();
    } else if (event.key.length === 1 && event.key !== " ") {
      const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      rest.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    menu.remove();
    if (!chosen) giveBack();
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor);
  items[0]?.focus();
}
