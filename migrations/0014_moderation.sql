-- Reports to moderators, and newcomers whom the guard held. Times are UTC text of fixed width; ids are snowflakes.

-- The card of a report stands in the outbox under the key 'moderation.report.<id>/<cards>'.
CREATE TABLE moderation_report (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The message that it is about; NULL when it is about none.
    channel_id INTEGER CHECK (channel_id > 0),
    message_id INTEGER CHECK (message_id > 0),
    -- Who wrote it, and its words: NULL when the bot could not read it. 0 and empty once that is erased.
    author_id  INTEGER CHECK (author_id >= 0),
    words      TEXT,
    made_at    TEXT NOT NULL,
    -- The channel that its card is posted in, NULL while moderators have none; how often it was posted anew.
    place_id   INTEGER CHECK (place_id > 0),
    cards      INTEGER NOT NULL DEFAULT 0 CHECK (cards >= 0),
    -- The moderator who looks into it, and who closed it; 0 once that is erased.
    taken_by   INTEGER CHECK (taken_by >= 0),
    taken_at   TEXT,
    closed_by  INTEGER CHECK (closed_by >= 0),
    closed_at  TEXT CHECK (closed_at >= made_at),
    note       TEXT,
    CHECK ((channel_id IS NULL) = (message_id IS NULL)),
    CHECK (message_id IS NOT NULL OR (author_id IS NULL AND words IS NULL)),
    CHECK ((author_id IS NULL) = (words IS NULL)),
    CHECK ((place_id IS NULL) = (cards = 0)),
    CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
    CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
    CHECK (note IS NULL OR closed_at IS NOT NULL)
) STRICT;

-- While a report is open, whoever reports the same message joins it.
CREATE UNIQUE INDEX moderation_report_once ON moderation_report (message_id)
WHERE closed_at IS NULL AND message_id IS NOT NULL;
CREATE INDEX moderation_report_open ON moderation_report (id) WHERE closed_at IS NULL;

CREATE TRIGGER moderation_report_closed BEFORE UPDATE OF closed_at ON moderation_report
WHEN old.closed_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'a report that was closed stays closed'); END;

CREATE TABLE moderation_reporter (
    report_id INTEGER NOT NULL REFERENCES moderation_report (id) ON DELETE CASCADE,
    user_id   INTEGER NOT NULL CHECK (user_id > 0),
    reason    TEXT NOT NULL CHECK (reason <> ''),
    made_at   TEXT NOT NULL,
    PRIMARY KEY (report_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX moderation_reporter_lately ON moderation_reporter (user_id, made_at);

-- A newcomer in whose messages the guard found something. Written before Discord is asked to hold them, so that a
-- kill in between loses neither hold nor report. Its card has the key 'moderation.hold.<id>/<cards>'.
CREATE TABLE moderation_hold (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL CHECK (user_id > 0),
    kind       TEXT NOT NULL CHECK (kind IN ('repeated', 'invite')),
    words      TEXT NOT NULL,
    found_at   TEXT NOT NULL,
    -- Until when they are held at most: nothing else of theirs before that is another hold.
    until      TEXT NOT NULL CHECK (until > found_at),
    -- 'wanted' until Discord was asked; 'reported': they are not held, and `trouble` says why.
    state      TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'held', 'reported')),
    trouble    TEXT,
    place_id   INTEGER CHECK (place_id > 0),
    cards      INTEGER NOT NULL DEFAULT 0 CHECK (cards >= 0),
    -- What a moderator said of it: 0 for one whose id was erased.
    decision   TEXT CHECK (decision IN ('release', 'keep')),
    decided_by INTEGER CHECK (decided_by >= 0),
    decided_at TEXT,
    -- Whether the end that a release puts to the time-out is still to be told to Discord.
    lifting    INTEGER NOT NULL DEFAULT 0 CHECK (lifting IN (0, 1)),
    CHECK ((place_id IS NULL) = (cards = 0)),
    CHECK ((state = 'reported') = (trouble IS NOT NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NULL OR state <> 'wanted'),
    CHECK (lifting = 0 OR (decision = 'release' AND state = 'held'))
) STRICT;

CREATE INDEX moderation_hold_user ON moderation_hold (user_id, until);
CREATE INDEX moderation_hold_due ON moderation_hold (id) WHERE state = 'wanted' OR lifting = 1;

-- The messages in which it was found.
CREATE TABLE moderation_hold_message (
    hold_id    INTEGER NOT NULL REFERENCES moderation_hold (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL CHECK (message_id > 0),
    channel_id INTEGER NOT NULL CHECK (channel_id > 0),
    PRIMARY KEY (hold_id, message_id)
) STRICT, WITHOUT ROWID;
