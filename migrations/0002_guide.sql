-- The guide: its last good copy, what is under way, and what is counted for its curators.

-- Contents of files by their git identity, stored one by one as they arrive, so that an interrupted update
-- goes on where it stopped.
CREATE TABLE guide_blob (
    sha       TEXT PRIMARY KEY CHECK (length(sha) = 40 AND sha NOT GLOB '*[^0-9a-f]*'),
    content   BLOB NOT NULL,
    stored_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The copy in force; at most one. `source` names repository, branch and folders: the ETag of another source
-- means nothing.
CREATE TABLE guide_copy (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    source       TEXT NOT NULL,
    etag         TEXT,
    commit_sha   TEXT,
    fetched_at   TEXT NOT NULL,
    confirmed_at TEXT NOT NULL CHECK (confirmed_at >= fetched_at)
) STRICT;

-- Its files. The foreign key is the promise that a copy in force is complete: a file has its content, or the
-- reason why it was left out.
CREATE TABLE guide_file (
    path     TEXT PRIMARY KEY,
    copy_id  INTEGER NOT NULL REFERENCES guide_copy (id) ON DELETE CASCADE,
    sha      TEXT REFERENCES guide_blob (sha),
    left_out TEXT,
    CHECK ((sha IS NULL) <> (left_out IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX guide_file_sha ON guide_file (sha);

-- When the source is looked at again, and how often it failed in a row.
CREATE TABLE guide_schedule (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    source   TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    next_at  TEXT NOT NULL
) STRICT;

-- Servers that asked us to wait; kept so that a restart does not forget it.
CREATE TABLE guide_pause (
    host   TEXT PRIMARY KEY,
    until  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers (the bot's own messages) that were judged: a verdict counts once for each.
CREATE TABLE guide_judged (
    message_id INTEGER PRIMARY KEY,
    judged_at  TEXT NOT NULL
) STRICT;

-- Verdicts on answers, by month and without anybody's id: `subject` is a library's slug or a need in words.
CREATE TABLE guide_verdict (
    month       TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    kind        TEXT NOT NULL CHECK (kind IN ('library', 'need')),
    subject     TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
    helpful     INTEGER NOT NULL DEFAULT 0 CHECK (helpful >= 0),
    not_helpful INTEGER NOT NULL DEFAULT 0 CHECK (not_helpful >= 0),
    PRIMARY KEY (month, kind, subject)
) STRICT, WITHOUT ROWID;

-- Needs and names that the guide had no answer for, by month.
CREATE TABLE guide_unanswered (
    month   TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    kind    TEXT NOT NULL CHECK (kind IN ('need', 'name')),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 100),
    times   INTEGER NOT NULL CHECK (times > 0),
    PRIMARY KEY (month, kind, subject)
) STRICT, WITHOUT ROWID;

-- Conversations that were answered while listening: never the same one twice.
CREATE TABLE guide_conversation (
    conversation_id INTEGER PRIMARY KEY,
    channel_id      INTEGER NOT NULL,
    answered_at     TEXT NOT NULL
) STRICT;

CREATE INDEX guide_conversation_channel ON guide_conversation (channel_id, answered_at);
