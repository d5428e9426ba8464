/**
 * Shapes the page works with. They are Discord's own wherever Discord has one; only the fields
 * the page reads are named.
 *
 * @typedef {{id: string, username: string, global_name?: string|null, avatar?: string|null, bot?: boolean}} User
 * @typedef {{user: User, nick?: string|null, roles: string[], joined_at: string, pending?: boolean}} Member
 * @typedef {{id: string, name: string, color: number, position: number, hoist?: boolean, permissions?: string}} Role
 * @typedef {{id: string, type: number, name?: string, topic?: string|null, position?: number,
 *   parent_id?: string|null, recipients?: User[], last_message_id?: string|null, message_count?: number,
 *   owner_id?: string, thread_metadata?: {archived: boolean, locked: boolean},
 *   can?: {send: boolean, manage: boolean, manage_messages: boolean, threads: boolean}}} Channel
 * @typedef {{id: string|null, name: string, animated?: boolean}} Emoji
 * @typedef {{emoji: Emoji, count: number, me: boolean}} Reaction
 * @typedef {{id: string, filename: string, url: string, size?: number, content_type?: string,
 *   description?: string|null, width?: number|null, height?: number|null}} Attachment
 * @typedef {{id: string, channel_id: string, type: number, author: User, content: string, timestamp: string,
 *   edited_timestamp?: string|null, flags?: number, attachments?: Attachment[], embeds?: object[],
 *   components?: object[], reactions?: Reaction[], referenced_message?: Message|null, poll?: object,
 *   mentions?: User[], mention_roles?: string[], mention_everyone?: boolean,
 *   interaction_metadata?: {type: number, user: User, name?: string},
 *   message_reference?: {message_id?: string, channel_id?: string}, thread?: Channel, local?: LocalNote}} Message
 * @typedef {{kind: "pending"|"failed", text: string, hint?: string}} LocalNote
 *   A line the page itself adds to a channel for the acting person: what Discord's client would show.
 * @typedef {{id: string, application_id: string, type?: number, name: string, description: string,
 *   options?: CommandOption[]}} Command
 * @typedef {{type: number, name: string, description: string, required?: boolean, choices?: {name: string, value: any}[],
 *   autocomplete?: boolean, min_value?: number, max_value?: number, min_length?: number, max_length?: number,
 *   channel_types?: number[], options?: CommandOption[]}} CommandOption
 * @typedef {{interaction: string, custom_id: string, title: string, components: object[], channel?: string}} OpenModal
 * @typedef {{interaction: string, outcome: string, message?: Message, modal?: OpenModal, error?: string}} Outcome
 */

export const ChannelType = Object.freeze({
  TEXT: 0,
  DM: 1,
  VOICE: 2,
  CATEGORY: 4,
  NEWS: 5,
  NEWS_THREAD: 10,
  PUBLIC_THREAD: 11,
  PRIVATE_THREAD: 12,
  STAGE: 13,
  FORUM: 15,
  MEDIA: 16,
});

export const MessageFlag = Object.freeze({
  CROSSPOSTED: 1,
  HAS_THREAD: 32,
  EPHEMERAL: 64,
  LOADING: 128,
  COMPONENTS_V2: 32768,
});

export const CommandType = Object.freeze({ SLASH: 1, USER: 2, MESSAGE: 3 });

/** @param {Channel} channel */
export const isThread = (channel) => channel.type >= 10 && channel.type <= 12;
/** @param {Channel} channel */
export const isForum = (channel) => channel.type === ChannelType.FORUM || channel.type === ChannelType.MEDIA;
/** @param {Channel} channel */
export const isVoice = (channel) => channel.type === ChannelType.VOICE || channel.type === ChannelType.STAGE;
/** @param {Message} message */
export const isEphemeral = (message) => Boolean((message.flags ?? 0) & MessageFlag.EPHEMERAL);
