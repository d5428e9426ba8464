-- A message that was said can be taken back: the action 'delete'. SQLite changes no CHECK in place, so the table
-- is made anew with what it holds (sqlite.org/lang_altertable.html, section 7); everything else is as it was.

CREATE TABLE outbox_with_delete (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    key          TEXT NOT NULL UNIQUE,
    action       TEXT NOT NULL CHECK (action IN ('post', 'edit', 'thread', 'publish', 'delete')),
    lane         TEXT NOT NULL,
    channel_id   INTEGER NOT NULL CHECK (channel_id > 0),
    -- The post that another action is about.
    subject      INTEGER REFERENCES outbox_with_delete (id),
    body         TEXT CHECK (body IS NULL OR json_valid(body)),
    created_at   TEXT NOT NULL,
    not_after    TEXT,
    state        TEXT NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'sending', 'sent', 'held', 'dropped')),
    next_try_at  TEXT NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    first_try_at TEXT,
    last_try_at  TEXT,
    message_id   INTEGER CHECK (message_id > 0),
    settled_at   TEXT,
    note         TEXT,
    CHECK ((action = 'post') = (subject IS NULL)),
    CHECK ((state = 'sending') = (first_try_at IS NOT NULL)),
    CHECK ((first_try_at IS NULL) = (last_try_at IS NULL)),
    CHECK ((state IN ('sent', 'dropped')) = (settled_at IS NOT NULL)),
    CHECK (state <> 'sent' OR message_id IS NOT NULL),
    CHECK (state NOT IN ('held', 'dropped') OR note IS NOT NULL),
    CHECK (state IN ('sent', 'dropped') OR action NOT IN ('post', 'edit') OR body IS NOT NULL)
) STRICT;

INSERT INTO outbox_with_delete SELECT
    id, key, action, lane, channel_id, subject, body, created_at, not_after, state, next_try_at, tries,
    first_try_at, last_try_at, message_id, settled_at, note
FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_with_delete RENAME TO outbox;

CREATE INDEX outbox_open ON outbox (lane, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_subject ON outbox (subject) WHERE subject IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (action, settled_at) WHERE settled_at IS NOT NULL;
