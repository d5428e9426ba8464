-- What the bot is to say unasked, and what became of it: written in the same transaction as the state it
-- follows from (docs/architecture.md, "Delivery"). Times are UTC text of fixed width; ids are snowflakes.

-- One row is one message, edit, thread or publication. Ids are never used again: nonces are made from them.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The author's name for what is said; the same key is the same intention, however often it is written.
    key          TEXT NOT NULL UNIQUE,
    action       TEXT NOT NULL CHECK (action IN ('post', 'edit', 'thread', 'publish')),
    -- Rows of one lane go one after another, in the order of their ids.
    lane         TEXT NOT NULL,
    channel_id   INTEGER NOT NULL CHECK (channel_id > 0),
    -- The post that an edit, a thread or a publication belongs to.
    subject      INTEGER REFERENCES outbox (id),
    -- Emptied some time after it was said.
    body         TEXT CHECK (body IS NULL OR json_valid(body)),
    created_at   TEXT NOT NULL,
    -- Said later than this it would be wrong, so it is not said at all.
    not_after    TEXT,
    state        TEXT NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'sending', 'sent', 'held', 'dropped')),
    next_try_at  TEXT NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    -- The first and the last attempt of which nobody knows what became.
    first_try_at TEXT,
    last_try_at  TEXT,
    message_id   INTEGER CHECK (message_id > 0),
    settled_at   TEXT,
    -- Why it waits, is held or was dropped, in words for moderators.
    note         TEXT,
    CHECK ((action = 'post') = (subject IS NULL)),
    CHECK ((state = 'sending') = (first_try_at IS NOT NULL)),
    CHECK ((first_try_at IS NULL) = (last_try_at IS NULL)),
    CHECK ((state IN ('sent', 'dropped')) = (settled_at IS NOT NULL)),
    CHECK (state <> 'sent' OR message_id IS NOT NULL),
    CHECK (state NOT IN ('held', 'dropped') OR note IS NOT NULL),
    CHECK (state IN ('sent', 'dropped') OR action NOT IN ('post', 'edit') OR body IS NOT NULL)
) STRICT;

CREATE INDEX outbox_open ON outbox (lane, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_subject ON outbox (subject) WHERE subject IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (action, settled_at) WHERE settled_at IS NOT NULL;

-- Channels that the bot may not write to, or that are gone: nothing is sent there until that changes.
CREATE TABLE outbox_stop (
    channel_id INTEGER PRIMARY KEY,
    reason     TEXT NOT NULL,
    since      TEXT NOT NULL
) STRICT;

-- What moderators were told does not work, so that they hear of it once, and once when it works again.
CREATE TABLE health_notice (
    name    TEXT PRIMARY KEY,
    told_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
