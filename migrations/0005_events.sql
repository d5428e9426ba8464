-- The community's events: the copy of their pages, what was done about each, what stands in Discord's calendar.

-- The last good copy of the pages; the same five tables as the guide's (0002_guide.sql), see bot/repository.
CREATE TABLE event_blob (
    sha       TEXT PRIMARY KEY CHECK (length(sha) = 40 AND sha NOT GLOB '*[^0-9a-f]*'),
    content   BLOB NOT NULL,
    stored_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event_copy (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    source       TEXT NOT NULL,
    etag         TEXT,
    commit_sha   TEXT,
    fetched_at   TEXT NOT NULL,
    confirmed_at TEXT NOT NULL CHECK (confirmed_at >= fetched_at)
) STRICT;

CREATE TABLE event_file (
    path     TEXT PRIMARY KEY,
    copy_id  INTEGER NOT NULL REFERENCES event_copy (id) ON DELETE CASCADE,
    sha      TEXT REFERENCES event_blob (sha),
    left_out TEXT,
    CHECK ((sha IS NULL) <> (left_out IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX event_file_sha ON event_file (sha);

CREATE TABLE event_schedule (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    source   TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    next_at  TEXT NOT NULL
) STRICT;

CREATE TABLE event_pause (
    host   TEXT PRIMARY KEY,
    until  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Places whose events were there before the bot first looked: those are not announced.
CREATE TABLE event_baseline (
    source  TEXT PRIMARY KEY,
    made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per event for good: a page that comes back under another name is the same event.
CREATE TABLE event (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    identity      TEXT NOT NULL UNIQUE,
    -- Its last good reading, and what was done about it (`events.plan.Done`).
    page          TEXT NOT NULL CHECK (json_valid(page)),
    done          TEXT NOT NULL CHECK (json_valid(done)),
    first_seen_at TEXT NOT NULL,
    -- Since when its page is nowhere to be found.
    gone_since    TEXT
) STRICT;

-- What was said about an event, by the outbox's keys: all of it is corrected when the event changes.
CREATE TABLE event_post (
    outbox_key TEXT PRIMARY KEY REFERENCES outbox (key),
    event_id   INTEGER NOT NULL REFERENCES event (id),
    step       TEXT NOT NULL CHECK (step IN ('announce', 'remind a day before', 'remind an hour before')),
    CHECK (outbox_key GLOB 'announcements.event.*')
) STRICT, WITHOUT ROWID;

CREATE INDEX event_post_event ON event_post (event_id);

-- Doubts that moderators were asked about. Which of them decided is not kept.
CREATE TABLE event_doubt (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id   INTEGER NOT NULL REFERENCES event (id),
    key        TEXT NOT NULL,
    doubt      TEXT NOT NULL CHECK (json_valid(doubt)),
    -- The message that asks; NULL without a channel for moderators.
    outbox_key TEXT REFERENCES outbox (key) DEFERRABLE INITIALLY DEFERRED,
    -- 'past': the page was changed, so there is nothing to decide any more.
    decision   TEXT CHECK (decision IN ('confirmed', 'left', 'past')),
    UNIQUE (event_id, key)
) STRICT;

-- Events in Discord's own calendar: what each should show, and what is known of the one that is there.
CREATE TABLE event_scheduled (
    event_id     INTEGER PRIMARY KEY REFERENCES event (id),
    -- NULL: it should not be there (any more).
    wanted       TEXT CHECK (wanted IS NULL OR json_valid(wanted)),
    shown        TEXT CHECK (shown IS NULL OR json_valid(shown)),
    discord_id   INTEGER CHECK (discord_id > 0),
    -- The last attempt to make it of which nobody knows what became.
    tried_at     TEXT,
    next_try_at  TEXT NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    -- What Discord refused, in words for moderators.
    note         TEXT,
    CHECK (tried_at IS NULL OR discord_id IS NULL)
) STRICT;

-- Who wants to be reminded of an event by direct message; deleted once it is over.
CREATE TABLE event_reminder (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id   INTEGER NOT NULL REFERENCES event (id),
    user_id    INTEGER NOT NULL CHECK (user_id > 0),
    -- The direct messages between the person and the bot.
    channel_id INTEGER NOT NULL CHECK (channel_id > 0),
    asked_at   TEXT NOT NULL,
    -- The start that the person was reminded of.
    sent_for   TEXT,
    UNIQUE (event_id, user_id)
) STRICT;

CREATE INDEX event_reminder_user ON event_reminder (user_id);
