/** Discord's own polls: the vote and the results. */

import { api } from "./api.js";
import { freshId, h } from "./dom.js";
import { timeElement } from "./format.js";
import { attempt } from "./notices.js";
import { store } from "./store.js";

const answerText = (answer) =>
  [answer.poll_media.emoji?.name, answer.poll_media.text].filter(Boolean).join(" ");

/**
 * What the message after a poll says of it: its question, the winner, and a way to the poll.
 * @param {import("./types.js").Message} message of type 46
 */
export function pollResult(message) {
  const fields = Object.fromEntries((message.embeds?.[0]?.fields ?? []).map((f) => [f.name, f.value]));
  const votes = Number(fields.victor_answer_votes ?? 0);
  const total = Number(fields.total_votes ?? 0);
  const winner = [fields.victor_answer_emoji_name, fields.victor_answer_text].filter(Boolean).join(" ");
  const share = total ? Math.round((votes / total) * 100) : 0;
  const poll = message.message_reference?.message_id;
  let outcome = winner ? `The winner: ${winner} (${share} %)` : "The result was a draw";
  if (!total) outcome = "There was no winner";
  return [
    h("strong", {}, fields.poll_question_text ?? ""),
    " has closed. ",
    h("span", {}, `${outcome}. `),
    poll &&
      h(
        "button",
        { type: "button", class: "text-button", onclick: () => store.emit("message:show", poll) },
        "View the poll",
      ),
  ];
}

/** @param {import("./types.js").Message} message one with a poll */
export function renderPoll(message) {
  const { poll } = message;
  const counts = new Map((poll.results?.answer_counts ?? []).map((count) => [String(count.id), count]));
  const total = [...counts.values()].reduce((sum, count) => sum + count.count, 0);
  const mine = [...counts.values()].filter((count) => count.me_voted).map((count) => String(count.id));
  const ended =
    Boolean(poll.results?.is_finalized) || (poll.expiry && Date.parse(poll.expiry) <= store.now());
  const name = freshId("poll");
  const voting = !ended && !mine.length && store.as;
  const cast = (answers) => attempt(() => api.vote(store.as, message.channel_id, message.id, answers));

  const rows = poll.answers.map((answer) => {
    const id = String(answer.answer_id);
    const count = counts.get(id)?.count ?? 0;
    const share = total ? Math.round((count / total) * 100) : 0;
    if (voting) {
      return h(
        "label",
        { class: "poll-answer" },
        h("input", { type: poll.allow_multiselect ? "checkbox" : "radio", name, value: id }),
        h("span", {}, answerText(answer)),
      );
    }
    return h(
      "div",
      {
        class: `poll-answer is-result ${mine.includes(id) ? "is-mine" : ""}`,
        style: { "--share": `${share}%` },
      },
      h(
        "span",
        {},
        answerText(answer),
        mine.includes(id) && h("span", { class: "poll-mine" }, " · your vote"),
      ),
      h("span", { class: "poll-count" }, `${count} ${count === 1 ? "vote" : "votes"} · ${share} %`),
    );
  });
  const foot = [
    `${total} ${total === 1 ? "vote" : "votes"}`,
    " · ",
    ended ? "Poll closed" : poll.expiry ? ["ends ", timeElement(Date.parse(poll.expiry), "R")] : "open",
  ];
  const form = h(
    "form",
    {
      class: "poll",
      onsubmit: (event) => {
        event.preventDefault();
        const answers = [...new FormData(form).values()].map(String);
        if (answers.length) cast(answers);
      },
    },
    h(
      "fieldset",
      {},
      h("legend", {}, poll.question.text),
      h(
        "p",
        { class: "poll-hint" },
        poll.allow_multiselect ? "Select one or more answers" : "Select one answer",
      ),
      rows,
      h(
        "div",
        { class: "poll-foot" },
        h("span", {}, foot),
        voting && h("button", { type: "submit", class: "button button-primary" }, "Vote"),
        !ended &&
          mine.length > 0 &&
          h(
            "button",
            { type: "button", class: "button button-secondary", onclick: () => cast([]) },
            "Remove vote",
          ),
      ),
    ),
  );
  return form;
}
