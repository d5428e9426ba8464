/**
 * Discord's Markdown as a tree. Pure: text in, nodes out, no DOM. A node is `{type, children?, …}`; texts are
 * `{type: "text", text}`. What Discord does not know stays text.
 *
 * @typedef {{type: string, children?: Node[], text?: string, [key: string]: any}} Node
 */

// Deeper nesting than this is somebody's joke; the rest is shown as it was typed.
const DEEPEST = 12;

const text = (value) => ({ type: "text", text: value });

/** Inline rules by first character; each pattern is sticky and linear. */
const RULES = [
  ["\\", /\\([^0-9A-Za-z\s])/y, (m) => text(m[1])],
  [
    "`",
    /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/y,
    (m) => ({ type: "code", text: m[2].replace(/^ (?=`)|(?<=`) $/g, "") }),
  ],
  [
    "*",
    /\*\*\*([^\s*](?:[\s\S]*?[^\s*])?)\*\*\*(?!\*)/y,
    (m, d) => ({ type: "strong", children: [{ type: "em", children: inline(m[1], d) }] }),
  ],
  ["*", /\*\*([\s\S]+?)\*\*(?!\*)/y, (m, d) => ({ type: "strong", children: inline(m[1], d) })],
  [
    "*",
    /\*(?![\s*])((?:\*\*[\s\S]+?\*\*|\\[\s\S]|[^*\\])+?)\*(?!\*)/y,
    (m, d) => ({ type: "em", children: inline(m[1], d) }),
  ],
  ["_", /__([\s\S]+?)__(?!_)/y, (m, d) => ({ type: "u", children: inline(m[1], d) })],
  [
    "_",
    /_((?:__[\s\S]+?__|\\[\s\S]|[^_\\])+?)_(?![0-9A-Za-z_])/y,
    (m, d) => ({ type: "em", children: inline(m[1], d) }),
  ],
  ["~", /~~([\s\S]+?)~~(?!_)/y, (m, d) => ({ type: "s", children: inline(m[1], d) })],
  ["|", /\|\|([\s\S]+?)\|\|/y, (m, d) => ({ type: "spoiler", children: inline(m[1], d) })],
  [
    "[",
    /\[((?:\\.|[^[\]\\\n]){1,1000})\]\(\s*<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+["'][^"'\n]*["'])?\s*\)/y,
    (m, d) => ({ type: "link", href: m[2], children: inline(m[1], d, true) }),
  ],
  ["<", /<(https?:\/\/[^\s<>]+)>/y, (m) => ({ type: "link", href: m[1], children: [text(m[1])] })],
  ["<", /<@!?(\d{1,20})>/y, (m) => ({ type: "user", id: m[1] })],
  ["<", /<@&(\d{1,20})>/y, (m) => ({ type: "role", id: m[1] })],
  ["<", /<#(\d{1,20})>/y, (m) => ({ type: "channel", id: m[1] })],
  [
    "<",
    /<\/([-\p{L}\p{N}_]{1,32}(?: [-\p{L}\p{N}_]{1,32}){0,2}):(\d{1,20})>/uy,
    (m) => ({ type: "command", name: m[1], id: m[2] }),
  ],
  [
    "<",
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    (m) => ({ type: "time", ms: Number(m[1]) * 1000, style: m[2] ?? "f" }),
  ],
  ["<", /<a?:(\w{2,32}):(\d{1,20})>/y, (m) => ({ type: "emoji", name: m[1], id: m[2] })],
  ["<", /<id:(customize|browse|guide|home|linked-roles)>/y, (m) => ({ type: "guide", text: m[1] })],
  ["@", /@(everyone|here)(?!\w)/y, (m) => ({ type: "everyone", text: m[0] })],
  [
    "h",
    /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]*_~|]/y,
    (m) => ({ type: "link", href: m[0], children: [text(m[0])] }),
  ],
  ["\n", /\n/y, () => ({ type: "br" })],
];

const STARTS = new Set(RULES.map(([first]) => first));

/**
 * Text within a line (or several) as nodes.
 * @param {string} source @param {number} depth @param {boolean} [inLink] no links inside links
 * @returns {Node[]}
 */
export function inline(source, depth = 0, inLink = false) {
  if (depth >= DEEPEST) return [text(source)];
  /** @type {Node[]} */
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < source.length) {
    const hit = STARTS.has(source[at]) ? matchAt(source, at, depth + 1, inLink) : null;
    if (hit) {
      if (hit.node.type === "text") plain += hit.node.text;
      else {
        if (plain) nodes.push(text(plain));
        plain = "";
        nodes.push(hit.node);
      }
      at += hit.length;
    } else {
      plain += source[at];
      at += 1;
    }
  }
  if (plain) nodes.push(text(plain));
  return nodes;
}

function matchAt(source, at, depth, inLink) {
  for (const [first, pattern, make] of RULES) {
    if (first !== source[at]) continue;
    // An underscore or an address inside a word is part of the word.
    if ((first === "h" || first === "_") && at && /[0-9A-Za-z]/.test(source[at - 1])) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) continue;
    const node = make(match, depth);
    if (inLink && node.type === "link") continue;
    return { node, length: match[0].length };
  }
  return null;
}

/**
 * A whole message as nodes.
 * @param {string} source @param {number} [depth]
 * @returns {Node[]}
 */
export function parse(source, depth = 0) {
  /** @type {Node[]} */
  const nodes = [];
  const fence = /```(?:([\w+#.-]{1,32})\n)?([\s\S]*?[^\s`][\s\S]*?|\s*?\n\s*?)```\n?/g;
  let at = 0;
  for (let match = fence.exec(source); match; match = fence.exec(source)) {
    nodes.push(...blocks(source.slice(at, match.index), depth));
    nodes.push({ type: "pre", language: match[1] ?? "", text: match[2].replace(/^\n+|\n+$/g, "") });
    at = fence.lastIndex;
  }
  nodes.push(...blocks(source.slice(at), depth));
  return nodes;
}

const ITEM = /^( *)([-*]|\d{1,10}\.) +(.*)$/;

function blocks(source, depth) {
  if (!source) return [];
  if (depth >= DEEPEST) return [text(source)];
  const lines = source.split("\n");
  /** @type {Node[]} */
  const nodes = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) nodes.push(...inline(paragraph.join("\n"), depth));
    paragraph = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const heading = /^(#{1,3}) +(.+?) *#*$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    if (heading || small) {
      flush();
      nodes.push(
        heading
          ? { type: "heading", level: heading[1].length, children: inline(heading[2], depth + 1) }
          : { type: "small", children: inline(small[1], depth + 1) },
      );
    } else if (line.startsWith(">>> ")) {
      flush();
      const rest = [line.slice(4), ...lines.slice(i + 1)].join("\n");
      nodes.push({ type: "quote", children: parse(rest, depth + 1) });
      return nodes;
    } else if (line.startsWith("> ")) {
      flush();
      let end = i;
      while (end + 1 < lines.length && lines[end + 1].startsWith("> ")) end += 1;
      nodes.push({
        type: "quote",
        children: parse(
          lines
            .slice(i, end + 1)
            .map((l) => l.slice(2))
            .join("\n"),
          depth + 1,
        ),
      });
      i = end;
    } else if (ITEM.test(line)) {
      flush();
      let end = i;
      while (end + 1 < lines.length && ITEM.test(lines[end + 1])) end += 1;
      nodes.push(
        ...lists(
          lines.slice(i, end + 1).map((l) => ITEM.exec(l)),
          depth + 1,
        ),
      );
      i = end;
    } else paragraph.push(line);
  }
  flush();
  return nodes;
}

/** Lines of list items as nested lists; a deeper indentation belongs to the item before it. */
function lists(items, depth) {
  /** @type {Node[]} */
  const nodes = [];
  for (let i = 0; i < items.length;) {
    const [, indent, marker, content] = items[i];
    const ordered = marker.endsWith(".");
    let end = i + 1;
    while (end < items.length && items[end][1].length > indent.length) end += 1;
    const children = inline(content, depth);
    if (end > i + 1 && depth < DEEPEST) children.push(...lists(items.slice(i + 1, end), depth + 1));
    else if (end > i + 1)
      children.push(
        text(
          `\n${items
            .slice(i + 1, end)
            .map((m) => m[0])
            .join("\n")}`,
        ),
      );
    const last = nodes.at(-1);
    if (last?.ordered === ordered) last.items.push(children);
    else
      nodes.push({
        type: "list",
        ordered,
        start: ordered ? Number.parseInt(marker, 10) : 1,
        items: [children],
      });
    i = end;
  }
  return nodes;
}
