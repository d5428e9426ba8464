/** Light, dark, or as the system has it. */

import { byId } from "./dom.js";
import { setIcon } from "./icons.js";

const KEY = "local-discord:theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const LOOK = { auto: ["auto", "as the system"], light: ["sun", "light"], dark: ["moon", "dark"] };

/** Applies the stored choice and lets the button go round. */
export function startTheme() {
  let theme = localStorage.getItem(KEY) ?? "auto";
  const button = byId("theme");
  const apply = () => {
    document.documentElement.dataset.theme = theme;
    setIcon(button, LOOK[theme][0]);
    button.setAttribute("aria-label", `Colour scheme: ${LOOK[theme][1]}. Change`);
    button.title = `Colour scheme: ${LOOK[theme][1]}`;
  };
  button.addEventListener("click", () => {
    theme = NEXT[theme];
    localStorage.setItem(KEY, theme);
    apply();
  });
  apply();
}
