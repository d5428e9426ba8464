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
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** A time in one of Discord's styles (t T d D f F R), in the reader's time zone. @param {number} ms */
export function formatTime(ms, style = "f") {
  if (style === "R") {
    const seconds = (ms - store.now()) / 1000;
    const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? UNITS.at(-1);
    return relative.format(Math.trunc(seconds / size), unit);
  }
  if (!formatters.has(style))
    formatters.set(style, new Intl.DateTimeFormat(undefined, formats[style] ?? formats.f));
  return formatters.get(style).format(new Date(ms));
}

/** A `<time>`; relative ones are kept true by `refreshTimes`. */
export function timeElement(ms, style, props = {}) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return document.createTextNode("Invalid Date");
  return h(
    "time",
    { ...props, datetime: date.toISOString(), title: formatTime(ms, "F"), dataset: { ms, style } },
    formatTime(ms, style),
  );
}

/** When a message was written: the time today, else day and time. @param {string} iso */
export function messageTime(iso) {
  const ms = Date.parse(iso);
  if (day(ms) === day(store.now())) return timeElement(ms, "t");
  return h(
    "time",
    { datetime: iso, title: formatTime(ms, "F") },
    `${formatTime(ms, "d")}, ${formatTime(ms, "t")}`,
  );
}

/** Renews the relative times on the page. */
export function refreshTimes() {
  for (const element of document.querySelectorAll('time[data-style="R"]')) {
    const text = formatTime(Number(element.dataset.ms), "R");
    if (element.textContent !== text) element.textContent = text;
  }
}

/** The day a message belongs to, as a separator shows it. */
export function dayLabel(iso) {
  const ms = Date.parse(iso);
  if (day(ms) === day(store.now())) return "Today";
  if (day(ms) === day(store.now() - 86_400_000)) return "Yesterday";
  return formatTime(ms, "D");
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
