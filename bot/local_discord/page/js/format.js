/** Times, colours and initials as text. */

import { h } from "./dom.js";
import { store } from "./store.js";

const day = (ms) => new Date(ms).toDateString();
const formats = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const formatters = new Map();
// Unit, its seconds, and from how many seconds on it is used: 25 days are no month yet, 10 months no year.
const UNITS = [
  ["year", 31_557_600, 320 * 86_400],
  ["month", 2_629_800, 25.5 * 86_400],
  ["day", 86_400, 21.5 * 3600],
  ["hour", 3600, 44.5 * 60],
  ["minute", 60, 44.5],
  ["second", 1, 0],
];
// "auto" would call a moment in 20 days "next month", and one of ten months ago "last year".
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });

/** Whether two times (ISO) are of one day, for the reader. */
export const sameDay = (a, b) => day(Date.parse(a)) === day(Date.parse(b));

// What is said of a time changes as time goes on; everything else in `formats` is said once for all.
const changing = {
  R: relativeTo,
  // When a message was written: the time today, else day and time.
  message: (ms, now) =>
    day(ms) === day(now) ? formatTime(ms, "t") : `${formatTime(ms, "d")}, ${formatTime(ms, "t")}`,
  day: (ms, now) =>
    day(ms) === day(now) ? "Today" : day(ms) === day(now - 86_400_000) ? "Yesterday" : formatTime(ms, "D"),
};

/** "in 7 days": in the largest unit that is long enough for it. */
function relativeTo(ms, now) {
  const seconds = (ms - now) / 1000;
  const [unit, size] = UNITS.find(([, , from]) => Math.abs(seconds) >= from);
  // Never "in 0 months".
  const count = Math.max(Math.round(Math.abs(seconds) / size), unit === "second" ? 0 : 1);
  return relative.format(seconds < 0 ? -count : count, unit);
}

/** A time in one of Discord's styles (t T d D f F R) or the page's own (message, day), for the reader. */
export function formatTime(ms, style = "f") {
  if (changing[style]) return changing[style](ms, store.now());
  if (!formatters.has(style))
    formatters.set(style, new Intl.DateTimeFormat(undefined, formats[style] ?? formats.f));
  return formatters.get(style).format(new Date(ms));
}

/** A `<time>`; what changes with time is kept true by `refreshTimes`. */
export function timeElement(ms, style, props = {}) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return document.createTextNode("Invalid Date");
  return h(
    "time",
    { ...props, datetime: date.toISOString(), title: formatTime(ms, "F"), dataset: { ms, style } },
    formatTime(ms, style),
  );
}

/** When a message was written. @param {string} iso */
export const messageTime = (iso) => timeElement(Date.parse(iso), "message");

/** The day a message belongs to, as a separator shows it. @param {string} iso */
export const dayElement = (iso) => timeElement(Date.parse(iso), "day");

/** Renews the times on the page that change. */
export function refreshTimes() {
  for (const element of document.querySelectorAll("time[data-style]")) {
    const { ms, style } = element.dataset;
    const text = changing[style] && formatTime(Number(ms), style);
    if (text && element.textContent !== text) element.textContent = text;
  }
}

/** One or two letters for a name. */
export function initials(name) {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters =
    words.length > 1
      ? [words[0], words.at(-1)].map((word) => [...word][0])
      : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** 1.5 MB and the like. */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** "Ada, Ben and Cai" */
export const listNames = (names) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
