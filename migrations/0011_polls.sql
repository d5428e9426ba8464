-- Quick polls. `ask` is one of Discord's own, whose votes Discord keeps; the votes of the others are here.

-- The post of a poll stands in the outbox under the key 'polls.<id>.card'.
CREATE TABLE poll (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL CHECK (kind IN ('ask', 'secret', 'date')),
    channel_id INTEGER NOT NULL CHECK (channel_id > 0),
    -- Who asked; 0 once that is erased.
    author_id  INTEGER NOT NULL CHECK (author_id >= 0),
    question   TEXT NOT NULL CHECK (question <> ''),
    -- How many options one person may choose.
    most       INTEGER NOT NULL CHECK (most >= 1),
    created_at TEXT NOT NULL,
    ends_at    TEXT NOT NULL CHECK (ends_at > created_at),
    ended_at   TEXT CHECK (ended_at <= ends_at),
    -- Who ended it before its time; NULL when nobody did, 0 once that is erased.
    ended_by   INTEGER CHECK (ended_by >= 0),
    -- What came of a secret poll: how often each option was chosen, and how many took part.
    counts     TEXT CHECK (counts IS NULL OR json_valid(counts)),
    turnout    INTEGER CHECK (turnout >= 0),
    -- What its voters' marks are made with, and what tells whether the bot's token is still the same.
    salt       BLOB,
    proof      TEXT,
    -- Whether its message shows less than is known.
    stale      INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
    CHECK (ended_by IS NULL OR ended_at IS NOT NULL),
    CHECK ((kind = 'secret' AND ended_at IS NULL) = (salt IS NOT NULL)),
    CHECK ((salt IS NULL) = (proof IS NULL)),
    CHECK ((kind = 'secret' AND ended_at IS NOT NULL) = (counts IS NOT NULL)),
    CHECK ((counts IS NULL) = (turnout IS NULL))
) STRICT;

CREATE INDEX poll_open ON poll (ends_at) WHERE ended_at IS NULL;
CREATE INDEX poll_author ON poll (author_id);

CREATE TRIGGER poll_ended BEFORE UPDATE OF ended_at, counts, turnout ON poll WHEN old.ended_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'a poll that has ended stays as it is'); END;

-- `at` is the moment that an option of a date poll stands for.
CREATE TABLE poll_option (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL CHECK (number >= 1),
    label   TEXT NOT NULL CHECK (label <> ''),
    at      TEXT,
    PRIMARY KEY (poll_id, number)
) STRICT, WITHOUT ROWID;

-- `voter` is a person's id in a date poll, and in a secret one a mark that only the bot's token leads to.
-- The order of rows tells nothing of the order of votes.
CREATE TABLE poll_vote (
    poll_id INTEGER NOT NULL REFERENCES poll (id) ON DELETE CASCADE,
    voter   TEXT NOT NULL CHECK (voter <> ''),
    answer  TEXT NOT NULL CHECK (json_type(answer) = 'array'),
    PRIMARY KEY (poll_id, voter)
) STRICT, WITHOUT ROWID;

CREATE INDEX poll_vote_voter ON poll_vote (voter);

CREATE TRIGGER poll_vote_in_time BEFORE INSERT ON poll_vote
WHEN (SELECT ended_at FROM poll WHERE id = new.poll_id) IS NOT NULL
BEGIN SELECT raise(ABORT, 'the poll has ended'); END;

CREATE TRIGGER poll_vote_stays BEFORE UPDATE ON poll_vote
WHEN (SELECT ended_at FROM poll WHERE id = new.poll_id) IS NOT NULL
BEGIN SELECT raise(ABORT, 'the poll has ended'); END;
