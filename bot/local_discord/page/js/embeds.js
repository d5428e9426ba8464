/** Classic embeds. */

import { picture } from "./attachments.js";
import { markColour } from "./colour.js";
import { h, outsideLink } from "./dom.js";
import { timeElement } from "./format.js";
import { renderInline, renderMarkdown } from "./markdown_view.js";

const linked = (url, props, content) => outsideLink(url, props, content) ?? h("span", props, content);

/** @param {any} embed Discord's embed object */
export function renderEmbed(embed) {
  return h(
    "article",
    { class: "embed", style: { "--mark": embed.color ? markColour(embed.color) : "var(--line-strong)" } },
    h(
      "div",
      { class: "embed-main" },
      embed.provider?.name && h("p", { class: "embed-provider" }, embed.provider.name),
      embed.author?.name &&
        h(
          "p",
          { class: "embed-author" },
          embed.author.icon_url && picture(embed.author.icon_url, "", { class: "embed-icon" }),
          linked(embed.author.url, {}, embed.author.name),
        ),
      embed.title && h("p", { class: "embed-title" }, linked(embed.url, {}, renderInline(embed.title))),
      embed.description && renderMarkdown(embed.description),
      embed.fields?.length
        ? h(
            "dl",
            { class: "embed-fields" },
            embed.fields.map((field) =>
              h(
                "div",
                { class: field.inline ? "embed-field is-inline" : "embed-field" },
                h("dt", {}, renderInline(field.name)),
                h("dd", {}, renderMarkdown(field.value)),
              ),
            ),
          )
        : null,
      embed.image &&
        picture(embed.image.url, embed.image.description || "Image of this embed", { class: "embed-image" }),
      (embed.footer || embed.timestamp) &&
        h(
          "p",
          { class: "embed-footer" },
          embed.footer?.icon_url && picture(embed.footer.icon_url, "", { class: "embed-icon" }),
          embed.footer?.text,
          embed.footer?.text && embed.timestamp && " · ",
          embed.timestamp && timeElement(Date.parse(embed.timestamp), "f"),
        ),
    ),
    embed.thumbnail &&
      picture(embed.thumbnail.url, embed.thumbnail.description || "Thumbnail of this embed", {
        class: "embed-thumbnail",
      }),
  );
}
