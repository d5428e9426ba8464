/** The spike train under the server's name: each live event of the last minute is one spike. Decoration only. */

import { byId } from "./dom.js";
import { store } from "./store.js";

const SPAN = 60_000;
const FRAME_MS = 250;
/** @type {{at: number, row: number}[]} */
let spikes = [];
const ROWS = {
  MESSAGE_CREATE: 0,
  MESSAGE_UPDATE: 1,
  TYPING_START: 2,
  GUILD_MEMBER_ADD: 3,
  GUILD_MEMBER_UPDATE: 3,
};
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function startActivity() {
  const canvas = /** @type {HTMLCanvasElement} */ (byId("activity"));
  store.on("activity", (type) => {
    spikes.push({ at: performance.now(), row: ROWS[type] ?? 2 });
    if (calm.matches) draw(canvas);
  });
  // With reduced motion nothing glides: the picture changes only when something happened.
  setInterval(() => {
    if (!calm.matches && spikes.length && !document.hidden) draw(canvas);
  }, FRAME_MS);
  addEventListener("resize", () => draw(canvas));
  draw(canvas);
}

function draw(canvas) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const style = getComputedStyle(canvas);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.strokeStyle = style.borderBottomColor;
  pen.lineWidth = 1;
  for (let row = 0; row < 4; row += 1) {
    const y = 5.5 + row * 5;
    pen.globalAlpha = 0.5;
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
  }
  const now = performance.now();
  spikes = spikes.filter((spike) => now - spike.at < SPAN);
  pen.strokeStyle = style.color;
  pen.lineWidth = 1.5;
  for (const { at, row } of spikes) {
    const age = (now - at) / SPAN;
    const x = width * (1 - age) - 2;
    pen.globalAlpha = 1 - age * 0.7;
    pen.beginPath();
    pen.moveTo(x, 3 + row * 5);
    pen.lineTo(x, 8 + row * 5);
    pen.stroke();
  }
}
