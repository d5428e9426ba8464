/** What can be chosen in a select or an option: strings from the component, people, roles and channels from the store. */

import { avatar } from "../avatar.js";
import { markColour } from "../colour.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { ChannelType, isForum, isThread, isVoice } from "../types.js";

/**
 * @typedef {{value: string, label: string, detail?: string, mark?: () => Node, selected?: boolean}} Choice
 */

/** The icon that tells the kind of a channel. @param {import("../types.js").Channel} channel */
export function channelIcon(channel) {
  if (isThread(channel)) return channel.type === ChannelType.PRIVATE_THREAD ? "lock" : "thread";
  if (isForum(channel)) return "forum";
  if (isVoice(channel)) return "voice";
  if (channel.type === ChannelType.NEWS) return "news";
  return channel.type === ChannelType.DM ? "at" : "hash";
}

/** @returns {Choice[]} */
export const people = () =>
  [...store.members.values()]
    .map((member) => ({
      value: member.user.id,
      label: store.nameOf(member.user),
      detail: `@${member.user.username}`,
      mark: () => avatar(member.user, "avatar-small"),
    }))
    .sort((a, b) => a.label.localeCompare(b.label));

/** @returns {Choice[]} */
export const roles = () =>
  [...store.roles.values()]
    .sort((a, b) => b.position - a.position)
    .map((role) => ({
      value: role.id,
      label: role.name.startsWith("@") ? role.name : `@${role.name}`,
      mark: () => h("span", { class: "chip-dot", style: { "--mark": markColour(role.color) } }),
    }));

/** @param {number[]} [types] only these kinds of channel @returns {Choice[]} */
export const channels = (types) =>
  [...store.channels.values()]
    .filter(
      (channel) =>
        channel.type !== ChannelType.DM &&
        (types?.length ? types.includes(channel.type) : channel.type !== ChannelType.CATEGORY),
    )
    .map((channel) => ({
      value: channel.id,
      label: store.channelName(channel),
      mark: () => icon(channelIcon(channel)),
    }));

/** The choices of any kind of select. @param {any} select @returns {Choice[]} */
export function choicesOf(select) {
  const given = new Set((select.default_values ?? []).map((value) => value.id));
  const marked = (list) => list.map((choice) => ({ ...choice, selected: given.has(choice.value) }));
  switch (select.type) {
    case 3:
      return select.options.map((option) => ({
        value: option.value,
        label: option.label,
        detail: option.description,
        selected: Boolean(option.default),
        mark: option.emoji
          ? () =>
              h(
                "span",
                { class: "emoji-inline" },
                option.emoji.id ? `:${option.emoji.name}:` : option.emoji.name,
              )
          : undefined,
      }));
    case 5:
      return marked(people());
    case 6:
      return marked(roles());
    case 7:
      return marked([...people(), ...roles()]);
    default:
      return marked(channels(select.channel_types));
  }
}

/** Those that match what was typed, best first; the order stays within each rank. @param {Choice[]} list */
export function matching(list, query) {
  const wanted = query.trim().toLowerCase().replace(/^[@#]/, "");
  if (!wanted) return list;
  const rank = (choice) => {
    const label = choice.label.toLowerCase().replace(/^[@#]/, "");
    if (label.startsWith(wanted)) return 0;
    if (label.includes(wanted)) return 1;
    return choice.detail?.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return list
    .map((choice) => [rank(choice), choice])
    .filter(([r]) => r < 3)
    .sort((a, b) => a[0] - b[0])
    .map(([, choice]) => choice);
}

/** One row of a list box. @param {Choice} choice */
export const choiceRow = (choice, props) =>
  h(
    "li",
    { class: "option", ...props, role: "option", dataset: { value: choice.value } },
    choice.mark && h("span", { class: "option-mark" }, choice.mark()),
    h(
      "span",
      { class: "option-text" },
      h("span", { class: "option-label" }, choice.label),
      choice.detail && h("span", { class: "option-detail" }, choice.detail),
    ),
    h("span", { class: "option-check", "aria-hidden": "true" }, icon("check")),
  );
