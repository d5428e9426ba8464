/** Components that arrange or show: container, section, thumbnail, gallery, file, separator. */

import { fileCard, picture } from "../attachments.js";
import { markColour } from "../colour.js";
import { h } from "../dom.js";

/** Where a media item lies: `attachment://name` means a file of the same message. */
function source(media, message) {
  const url = media?.url ?? "";
  if (!url.startsWith("attachment://"))
    return { url, filename: decodeURIComponent(url.split("/").at(-1) || "file").split("?")[0] };
  const name = url.slice("attachment://".length);
  return message.attachments?.find((file) => file.filename === name) ?? { url: "", filename: name };
}

function covered(component, content, what) {
  if (!component.spoiler) return content;
  const inside = h("div", { class: "spoiler-text" }, content);
  inside.inert = true;
  const box = h(
    "div",
    { class: "spoiler spoiler-block" },
    inside,
    h(
      "button",
      {
        type: "button",
        class: "spoiler-cover",
        "aria-label": `Show the hidden ${what}`,
        onclick: (event) => {
          inside.inert = false;
          box.classList.add("is-open");
          event.currentTarget.remove();
        },
      },
      "Spoiler",
    ),
  );
  return box;
}

export function container(component, context, render) {
  const accent = component.accent_color;
  return covered(
    component,
    h(
      "div",
      {
        class: accent === null || accent === undefined ? "c-container" : "c-container has-accent",
        style: { "--mark": markColour(accent) },
      },
      component.components.map((child) => render(child, context)),
    ),
    "card",
  );
}

export function section(component, context, render) {
  return h(
    "div",
    { class: "c-section" },
    h(
      "div",
      { class: "c-section-text" },
      component.components.map((child) => render(child, context)),
    ),
    component.accessory && h("div", { class: "c-accessory" }, render(component.accessory, context)),
  );
}

export function thumbnail(component, { message }) {
  const { url } = source(component.media, message);
  return picture(url, component.description, { class: "c-thumbnail", spoiler: component.spoiler });
}

export function gallery(component, { message }) {
  return h(
    "div",
    { class: "c-gallery", dataset: { count: Math.min(component.items.length, 5) } },
    component.items.map((item) =>
      picture(source(item.media, message).url, item.description, {
        class: "c-gallery-item",
        spoiler: item.spoiler,
      }),
    ),
  );
}

export function file(component, { message }) {
  const known = source(component.file, message);
  return covered(
    component,
    fileCard({
      url: known.url,
      filename: component.name ?? known.filename,
      size: component.size ?? known.size,
    }),
    "file",
  );
}

export const separator = (component) =>
  h("hr", {
    class: `c-separator ${component.spacing === 2 ? "is-large" : ""} ${component.divider === false ? "is-bare" : ""}`,
  });
