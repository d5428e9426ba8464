/** Files under a message. */

import { h, outsideLink, safeUrl } from "./dom.js";
import { fileSize } from "./format.js";
import { icon } from "./icons.js";

/** Whether a file is to be shown as a picture. @param {import("./types.js").Attachment} file */
export function isImage(file) {
  return file.content_type
    ? file.content_type.startsWith("image/")
    : /\.(png|jpe?g|gif|webp|svg|avif)$/i.test(file.filename);
}

/** A file as a card with its name and size. */
export function fileCard({ url, filename, size }) {
  const inside = [
    icon("file"),
    h(
      "span",
      { class: "file-text" },
      h("span", { class: "file-name" }, filename),
      h("span", { class: "file-size" }, fileSize(size)),
    ),
  ];
  return outsideLink(url, { class: "file" }, inside) ?? h("span", { class: "file" }, inside);
}

/** A picture, or its description where there is no address to show. */
export function picture(url, alt, { spoiler = false, ...props } = {}) {
  const src = safeUrl(url);
  if (!src) return h("span", { class: "file" }, icon("file"), alt || "An image without an address");
  const image = h("img", { ...props, src, alt: alt ?? "", loading: "lazy", referrerpolicy: "no-referrer" });
  if (!spoiler) return image;
  const box = h(
    "span",
    { class: "spoiler spoiler-image" },
    image,
    h(
      "button",
      {
        type: "button",
        class: "spoiler-cover",
        "aria-label": "Show the hidden image",
        onclick: (event) => {
          box.classList.add("is-open");
          event.currentTarget.remove();
        },
      },
      "Spoiler",
    ),
  );
  return box;
}

/** @param {import("./types.js").Attachment[]} files */
export function renderAttachments(files) {
  if (!files.length) return null;
  return h(
    "div",
    { class: "attachments" },
    files.map((file) =>
      isImage(file)
        ? picture(file.url, file.description || file.filename, {
            class: "attachment-image",
            spoiler: file.filename.startsWith("SPOILER_"),
          })
        : fileCard(file),
    ),
  );
}
