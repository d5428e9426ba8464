/** Line icons, drawn on a 24 × 24 grid. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4.500 9h16M3.500 15h16",
  news: "M4 10v4l3 .5 2 5h3l-1.500-4.500L19 18V6L7 9.500zM22 10v4",
  forum: "M4 5h11v8H8l-4 3zM18 9h2v10l-3-2h-6",
  voice: "M4 10v4h4l5 4V6L8 10zM17 9a4 4 0 0 1 0 6M19.500 6.500a8 8 0 0 1 0 11",
  thread: "M6 4v9a4 4 0 0 0 4 4h9M15 13l4 4-4 4",
  newThread: "M4 5v7a4 4 0 0 0 4 4h5M10 12.500l3.500 3.500-3.500 3.500M18 3.500v8M14 7.500h8",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  at: "M16 12a4 4 0 1 1-1.200-2.900M16 8v5a2.500 2.500 0 0 0 5 0v-1a9 9 0 1 0-3.500 7",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6M18 14a6 6 0 0 1 3.500 6",
  menu: "M4 7h16M4 12h16M4 17h10",
  close: "M6 6l12 12M18 6 6 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M19 5l-1.500 1.500M6.500 17.500 5 19",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7h6M12 12h9M12 17h6",
  plus: "M12 5v14M5 12h14",
  clip: "M20 11.500 12 19.500a5 5 0 0 1-7-7l8.500-8.500a3.500 3.500 0 0 1 5 5L10 17.500a2 2 0 0 1-3-3l7.500-7.500",
  send: "M4 12 20 4l-5 16-3.500-6.500z",
  slash: "M16 4 8 20",
  reply: "M10 7 4 12l6 5v-3.500c5 0 8 1.500 10 4.500 0-6-4-9-10-9z",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5",
  more: "M5 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM19 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2z",
  down: "M6 9l6 6 6-6",
  check: "M5 12.500l4.500 4.500L19 7.500",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  switch: "M4 8h14l-3-3M20 16H6l3 3",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  warn: "M12 4 2.500 20h19zM12 10v4.500M12 17.500v.01",
};

/** @param {keyof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Fills a button that only has an icon. */
export function setIcon(button, name) {
  button.replaceChildren(icon(name));
}
