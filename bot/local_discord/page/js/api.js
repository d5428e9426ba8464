/** The people's side of the local Discord: one function per route, and the stream of live events. */

/** What the server refused, in words for the person at the page. */
export class LocalError extends Error {
  /** @param {string} message @param {string} [hint] what to do about it @param {number} [status] */
  constructor(message, hint = "", status = 0) {
    super(message);
    this.hint = hint;
    this.status = status;
  }
}

async function call(method, path, { query, body } = {}) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const address = given.length
    ? `${path}?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}`
    : path;
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new LocalError(
      "The local Discord does not answer.",
      "Is it still running? The page tries again by itself.",
    );
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new LocalError(
      answer.error ?? `The local Discord answered ${response.status}.`,
      answer.hint ?? "",
      response.status,
    );
  return answer;
}

const get = (path, query) => call("GET", path, { query });
const post = (path, body) => {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return call("POST", path, { body: given });
};

export const api = {
  state: (as) => get("/local/state", { as }),
  messages: (as, channel, before, limit = 50) => get("/local/messages", { as, channel, before, limit }),
  interaction: (as, id, wait) => get("/local/interaction", { as, id, wait }),
  clock: () => get("/local/clock"),
  requests: (since) => get("/local/requests", { since }),
  join: (body) => post("/local/join", body),
  leave: (as) => post("/local/leave", { as }),
  screening: (as) => post("/local/screening", { as }),
  role: (member, role, remove) => post("/local/role", { member, role, remove: remove || undefined }),
  message: (body) => post("/local/message", body),
  edit: (as, channel, message, content) => post("/local/message/edit", { as, channel, message, content }),
  remove: (as, channel, message) => post("/local/message/delete", { as, channel, message }),
  thread: (as, channel, name, message) => post("/local/thread", { as, channel, name, message }),
  react: (as, channel, message, emoji, remove) =>
    post("/local/react", { as, channel, message, emoji, remove: remove || undefined }),
  dm: (as) => post("/local/dm", { as }),
  vote: (as, channel, message, answers) => post("/local/vote", { as, channel, message, answers }),
  command: (body) => post("/local/command", body),
  autocomplete: (body) => post("/local/autocomplete", body),
  context: (body) => post("/local/context", body),
  click: (as, channel, message, custom_id) => post("/local/click", { as, channel, message, custom_id }),
  select: (as, channel, message, custom_id, values) =>
    post("/local/select", { as, channel, message, custom_id, values }),
  modal: (as, interaction, values) => post("/local/modal", { as, interaction, values }),
  closeModal: (as, interaction) => post("/local/modal/close", { as, interaction }),
  advance: (seconds) => post("/local/clock", { advance: seconds }),
  faults: () => get("/local/faults"),
  orderFault: (fault) => post("/local/faults", { faults: [fault] }),
  removeFaults: (id) => call("DELETE", "/local/faults", { query: { id } }),
  gateway: (action) => post("/local/gateway", { action }),
};

/** Reads a picked file for a JSON body. @param {File} file */
export async function encodeFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In slices: spreading a large file over call arguments overflows the stack.
  for (let at = 0; at < bytes.length; at += 32768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { filename: file.name, content_base64: btoa(binary) };
}

/** Live events of one person's view, reconnecting for as long as it is open. */
export class EventStream {
  /**
   * @param {string|null} as whose view; null is the operator's
   * @param {{event: (e: {type: string, data: any}) => void, open: () => void, lost: () => void}} handlers
   *   `open` is called at each connection: state that may have been missed has to be fetched again.
   */
  constructor(as, handlers) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = as ? `?as=${encodeURIComponent(as)}` : "";
    this.address = `${scheme}://${location.host}/local/events${query}`;
    this.handlers = handlers;
    this.delay = 400;
    this.closed = false;
    this.connect();
  }

  connect() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.delay = 400;
      this.handlers.open();
    };
    socket.onmessage = ({ data }) => {
      if (!this.closed) this.handlers.event(JSON.parse(data));
    };
    socket.onclose = () => {
      if (this.closed) return;
      this.handlers.lost();
      this.timer = setTimeout(() => this.connect(), this.delay);
      this.delay = Math.min(this.delay * 2, 6000);
    };
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
