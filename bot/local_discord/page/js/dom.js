/** Small helpers around the DOM. Text always becomes a text node: nothing a person wrote is parsed as HTML. */

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `class`, `dataset`, `style` (custom properties too) and
 *   `on…` listeners are understood; `null`, `undefined` and `false` leave an attribute out.
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else if (key === "style")
      for (const [name, v] of Object.entries(value)) element.style.setProperty(name, v);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Appends nested lists of nodes and texts; empty values are skipped. */
export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

let counter = 0;
/** An id no other element of this page has. */
export const freshId = (prefix) => `${prefix}-${(counter += 1)}`;

/**
 * The address when it is one a page may safely point to (http or https), else null.
 * @param {string|undefined|null} address
 */
export function safeUrl(address) {
  if (!address) return null;
  try {
    const url = new URL(address, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to somewhere else: new tab, no opener, no referrer. Null when the address is not http(s). */
export function outsideLink(address, props, ...children) {
  const href = safeUrl(address);
  if (!href) return null;
  return h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/**
 * Remembers who has the focus while something else opens; the answer gives it back. What is around it, say a
 * message, takes it when the element is gone, or shows itself only while the focus is near.
 * @param {Element|null} element
 */
export function keepFocus(element) {
  const around = element?.parentElement?.closest("[id][tabindex]")?.id;
  return () => {
    element?.focus();
    if (document.activeElement === element) return;
    if (around) byId(around)?.focus();
    element?.focus();
  };
}

/** Calls `action` once, `delay` ms after the last call. */
export function debounce(action, delay) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), delay);
  };
}

// A popup that is taller hides what it is about; it scrolls.
const TALLEST = 416;

/**
 * Puts a fixed popup next to its anchor, on the side that has room; on a narrow screen it becomes a sheet
 * at the bottom (by style sheet). What does not fit below goes above the anchor, or above `above` around it.
 */
export function place(popup, anchor, { width = false, above = null } = {}) {
  if (matchMedia("(max-width: 40rem)").matches && !width) {
    popup.classList.add("as-sheet");
    return;
  }
  popup.classList.remove("as-sheet");
  const at = anchor.getBoundingClientRect();
  if (width) popup.style.setProperty("min-width", `${at.width}px`);
  popup.style.setProperty("max-height", `${TALLEST}px`);
  const own = popup.getBoundingClientRect();
  const below = innerHeight - at.bottom - 12;
  const ceiling = (above ?? anchor).getBoundingClientRect().top;
  const goesUp = own.height > below && ceiling > below;
  const top = goesUp ? Math.max(8, ceiling - own.height - 6) : at.bottom + 6;
  const left = Math.min(Math.max(8, at.left), Math.max(8, innerWidth - own.width - 8));
  popup.style.setProperty("top", `${top}px`);
  popup.style.setProperty("left", `${left}px`);
  const room = Math.max(140, goesUp ? ceiling - 16 : below);
  popup.style.setProperty("max-height", `${Math.min(room, TALLEST)}px`);
}
