/** A forum: its posts, and starting a new one. */

import { api, encodeFile } from "./api.js";
import { openDialog } from "./dialog.js";
import { freshId, h } from "./dom.js";
import { timeElement } from "./format.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { isThread } from "./types.js";

const DISCORD_EPOCH = 1_420_070_400_000n;
const createdAt = (id) => Number((BigInt(id) >> 22n) + DISCORD_EPOCH);

/** @param {import("./types.js").Channel} forum */
export function renderForum(forum) {
  const posts = [...store.channels.values()]
    .filter((channel) => isThread(channel) && channel.parent_id === forum.id)
    .sort((a, b) => (BigInt(b.last_message_id ?? b.id) > BigInt(a.last_message_id ?? a.id) ? 1 : -1));
  const tags = new Map((forum.available_tags ?? []).map((tag) => [tag.id, tag]));
  return h(
    "div",
    { class: "forum scroll", tabindex: "0", role: "region", "aria-label": `Posts in ${forum.name}` },
    h(
      "div",
      { class: "forum-head" },
      h("p", {}, forum.topic || "Every post is a conversation of its own."),
      store.as &&
        forum.can?.send !== false &&
        !store.me?.pending &&
        h(
          "button",
          {
            type: "button",
            class: "button button-primary",
            "aria-haspopup": "dialog",
            onclick: () => openPost(forum),
          },
          icon("plus"),
          "New post",
        ),
    ),
    posts.length
      ? h(
          "ul",
          { class: "post-list" },
          posts.map((post) => {
            const first = store.list(post.id)[0];
            const { count } = store.unread(post.id);
            return h(
              "li",
              {},
              h(
                "button",
                {
                  type: "button",
                  class: `post ${count ? "is-unread" : ""}`,
                  onclick: () => store.emit("channel:go", post.id),
                },
                h("span", { class: "post-title" }, post.name),
                (post.applied_tags ?? []).length > 0 &&
                  h(
                    "span",
                    { class: "chips" },
                    post.applied_tags.map((id) => h("span", { class: "chip" }, tags.get(id)?.name ?? "tag")),
                  ),
                first?.content &&
                  h(
                    "span",
                    { class: "post-text" },
                    `${store.nameOf(first.author)}: ${first.content.slice(0, 180)}`,
                  ),
                h(
                  "span",
                  { class: "post-foot" },
                  `${post.message_count ?? 0} ${post.message_count === 1 ? "reply" : "replies"} · `,
                  timeElement(createdAt(post.last_message_id ?? post.id), "R"),
                  count > 0 && ` · ${count} new`,
                ),
              ),
            );
          }),
        )
      : h("p", { class: "empty" }, "No posts yet. The first one is yours."),
  );
}

function openPost(forum) {
  const ids = { title: freshId("title"), text: freshId("text") };
  const title = h("input", { type: "text", class: "field", id: ids.title, maxlength: "100" });
  const text = h("textarea", { class: "field", id: ids.text, rows: "5" });
  const file = h("input", { type: "file", class: "field", multiple: true, "aria-label": "Files" });
  const tags = (forum.available_tags ?? []).map((tag) => ({
    id: tag.id,
    name: tag.name,
    box: h("input", { type: "checkbox" }),
  }));
  const error = h("p", { class: "field-error", role: "alert" });
  const dialog = openDialog(`New post in ${forum.name}`, [
    h(
      "form",
      {
        novalidate: true,
        onsubmit: async (event) => {
          event.preventDefault();
          error.textContent = "";
          if (!title.value.trim() || !text.value.trim()) {
            error.textContent = "A post needs a title and a text.";
            return (title.value.trim() ? text : title).focus();
          }
          try {
            const files = file.files.length ? await Promise.all([...file.files].map(encodeFile)) : undefined;
            const answer = await api.message({
              as: store.as,
              channel: forum.id,
              title: title.value.trim(),
              content: text.value.trim(),
              tags: tags.filter(({ box }) => box.checked).map(({ id }) => id),
              files,
            });
            dialog.close();
            if (answer.thread) {
              if (!store.channels.has(answer.thread.id))
                store.channels.set(answer.thread.id, { can: forum.can, ...answer.thread });
              store.put(answer.message);
              store.emit("channel:go", answer.thread.id);
            }
          } catch (problem) {
            error.textContent = [problem.message, problem.hint].filter(Boolean).join(" ");
          }
          return undefined;
        },
      },
      h(
        "div",
        { class: "modal-field" },
        h("label", { class: "field-label", for: ids.title }, "Title"),
        title,
      ),
      h("div", { class: "modal-field" }, h("label", { class: "field-label", for: ids.text }, "Text"), text),
      tags.length > 0 &&
        h(
          "fieldset",
          { class: "modal-field" },
          h("legend", { class: "field-label" }, "Tags"),
          h(
            "div",
            { class: "tag-choices" },
            tags.map(({ name, box }) =>
              h("div", { class: "choice" }, h("label", {}, box, h("span", {}, name))),
            ),
          ),
        ),
      h("div", { class: "modal-field" }, file),
      error,
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "submit", class: "button button-primary" }, "Post"),
      ),
    ),
  ]);
  title.focus();
}
