/** Colours that people chose, made legible: a role's colour must stay readable on light and on dark ground. */

// The grounds that leave least room, of all on which names stand: highlighted rows (--accent-soft, --spike-soft).
const GROUND = { light: [220, 237, 242], dark: [20, 48, 59] };
// WCAG AA for text of normal size.
const ENOUGH = 4.5;

const channels = (colour) => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
const css = (rgb) => `rgb(${rgb.join(" ")})`;

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function legible(rgb, ground, towards) {
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = rgb.map((value) => Math.round(value + (towards - value) * share));
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return [towards, towards, towards];
}

const made = new Map();

/** CSS for a colour used as text, in both schemes. @param {number} colour 0xRRGGBB; 0 means none */
export function textColour(colour) {
  if (!colour) return "inherit";
  if (!made.has(colour)) {
    const rgb = channels(colour);
    made.set(
      colour,
      `light-dark(${css(legible(rgb, GROUND.light, 0))}, ${css(legible(rgb, GROUND.dark, 255))})`,
    );
  }
  return made.get(colour);
}

/** CSS for a colour used as a mark (dot, bar), as it is. @param {number} colour */
export const markColour = (colour) => (colour ? css(channels(colour)) : "var(--ink-3)");

/** A calm hue of somebody's own, from their name. @param {string} name */
export function hueOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 81 + letter.charCodeAt(0)) % 997;
  // Twelve well separated hues rather than any: neighbours in a list stay distinguishable.
  return (sum % 12) * 30 + 8;
}
