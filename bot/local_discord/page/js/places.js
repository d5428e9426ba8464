/** Links to channels and messages of this server: they lead there within the page, as in Discord's own client. */

import { store } from "./store.js";

const ADDRESS = /^https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/channels\/(\d+)\/(\d+)(?:\/(\d+))?$/;

/**
 * @param {string} address
 * @returns {{channel: string, message?: string}|null} null for everything that cannot be seen here
 */
export function placeOf(address) {
  const [, guild, channel, message] = ADDRESS.exec(address) ?? [];
  return guild === store.guild?.id && store.channels.has(channel) ? { channel, message } : null;
}

/** Follows such links from now on, wherever they stand. */
export function startPlaces() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const place = link && !event.ctrlKey && !event.metaKey && placeOf(link.getAttribute("href"));
    if (!place) return;
    event.preventDefault();
    store.emit("channel:go", place.channel);
    if (place.message) store.emit("message:show", place.message);
  });
}
