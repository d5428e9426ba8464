-- The pull requests that motions are about: what was seen of them, and what is to be said on them.

-- While a motion goes on. What of it counts stands in the motion's log.
CREATE TABLE committee_pull (
    motion       INTEGER PRIMARY KEY REFERENCES committee_motion (number),
    repository   TEXT NOT NULL CHECK (repository LIKE '_%/_%'),
    number       INTEGER NOT NULL CHECK (number > 0),
    -- The commit that the motion's text is at, and all that were met; none before the first look.
    head         TEXT,
    commits      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(commits)),
    -- As it was seen last.
    seen_head    TEXT,
    state        TEXT CHECK (state IN ('open', 'closed', 'merged')),
    merge_commit TEXT NOT NULL DEFAULT '',
    seen_at      TEXT,
    -- What GitHub asks to be asked with, so that it can say that nothing is new.
    validators   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(validators)),
    -- When to look again, how often it failed in a row, and why.
    next_at      TEXT NOT NULL,
    failures     INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    problem      TEXT NOT NULL DEFAULT '',
    CHECK ((head IS NULL) = (seen_head IS NULL) AND (seen_head IS NULL) = (state IS NULL)
           AND (seen_head IS NULL) = (seen_at IS NULL))
) STRICT;

CREATE TABLE committee_review (
    motion  INTEGER NOT NULL REFERENCES committee_pull (motion) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    login   TEXT NOT NULL CHECK (login <> ''),
    account INTEGER NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED')),
    at      TEXT NOT NULL,
    text    TEXT NOT NULL,
    commit_sha TEXT NOT NULL,
    PRIMARY KEY (motion, number)
) STRICT, WITHOUT ROWID;

-- Which account a name of the settings belonged to when it was first seen: names can be given up and taken.
CREATE TABLE committee_account (
    login   TEXT PRIMARY KEY CHECK (login = lower(login)),
    account INTEGER NOT NULL UNIQUE
) STRICT;

-- What is to be said on a pull request, written with the decision.
CREATE TABLE committee_comment (
    motion     INTEGER PRIMARY KEY REFERENCES committee_motion (number),
    repository TEXT NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    -- What it is found by on GitHub.
    mark       TEXT NOT NULL CHECK (mark <> ''),
    body       TEXT NOT NULL CHECK (instr(body, mark) > 0),
    -- 'sending': a request began, and nobody knows yet what became of it.
    state      TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'said')),
    sent_at    TEXT,
    next_at    TEXT NOT NULL,
    failures   INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    problem    TEXT NOT NULL DEFAULT '',
    CHECK (state <> 'sending' OR sent_at IS NOT NULL)
) STRICT;

CREATE TRIGGER committee_comment_once BEFORE UPDATE ON committee_comment WHEN old.state = 'said'
BEGIN SELECT raise(ABORT, 'what was said on a pull request is not said again'); END;

-- When GitHub wants to be asked again.
CREATE TABLE committee_pause (
    host   TEXT PRIMARY KEY,
    until  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
