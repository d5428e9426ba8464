/** Message components, by Discord's type numbers. A component may hold others; each kind has its own file. */

import { h } from "../dom.js";
import { renderMarkdown } from "../markdown_view.js";
import { renderButton } from "./button.js";
import { container, file, gallery, section, separator, thumbnail } from "./layout.js";
import { renderSelect } from "./select.js";

/** @typedef {{message: import("../types.js").Message}} Context */

const actionRow = (row, context) =>
  h(
    "div",
    { class: "c-row", role: "group" },
    row.components.map((child) => renderComponent(child, context)),
  );

const KINDS = {
  1: actionRow,
  2: renderButton,
  3: renderSelect,
  5: renderSelect,
  6: renderSelect,
  7: renderSelect,
  8: renderSelect,
  9: (component, context) => section(component, context, renderComponent),
  10: (component) => h("div", { class: "c-text" }, renderMarkdown(component.content)),
  11: thumbnail,
  12: gallery,
  13: file,
  14: separator,
  17: (component, context) => container(component, context, renderComponent),
};

/** @param {any} component @param {Context} context */
export function renderComponent(component, context) {
  const render = KINDS[component.type];
  return render
    ? render(component, context)
    : h("p", { class: "c-unknown" }, `A component of type ${component.type}, which this page does not know.`);
}

/** @param {any[]} components @param {Context} context */
export function renderComponents(components, context) {
  return h(
    "div",
    { class: "components" },
    components.map((component) => renderComponent(component, context)),
  );
}
