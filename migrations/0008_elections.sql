-- Elections: the members' roll, what is voted on, who may vote, sealed ballots, the log, results and terms.

-- The Secretary's list of members, as it is now.
CREATE TABLE roll_member (
    member_id         TEXT PRIMARY KEY CHECK (length(member_id) BETWEEN 1 AND 64),
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- One Discord account per member.
    user_id           INTEGER UNIQUE CHECK (user_id > 0),
    standing          TEXT NOT NULL CHECK (standing IN ('good', 'probation', 'inactive')),
    last_meeting      TEXT,
    last_contribution TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE election (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    title             TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    kind              TEXT NOT NULL CHECK (kind IN ('officers', 'by-election', 'amendment', 'admission', 'motion')),
    stage             TEXT NOT NULL CHECK (stage IN ('draft', 'nominations', 'frozen', 'open', 'closed', 'counted',
                          'elected', 'tie', 'not valid', 'reopened', 'confirmed', 'archived', 'cancelled')),
    regulations       TEXT NOT NULL CHECK (json_valid(regulations)),
    officer_id        INTEGER NOT NULL,
    channel_id        INTEGER NOT NULL,
    nominations_at    TEXT,
    nominations_until TEXT CHECK (nominations_until > nominations_at),
    opens_at          TEXT NOT NULL CHECK (nominations_until IS NULL OR opens_at >= nominations_until),
    closes_at         TEXT NOT NULL CHECK (closes_at > opens_at),
    extended          INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
    follows           INTEGER REFERENCES election (id),
    created_at        TEXT NOT NULL
) STRICT;

CREATE TABLE election_question (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    election_id INTEGER NOT NULL REFERENCES election (id),
    number      INTEGER NOT NULL CHECK (number >= 1),
    form        TEXT NOT NULL CHECK (form IN ('office', 'motion')),
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    text        TEXT NOT NULL,
    seats       INTEGER NOT NULL CHECK (seats >= 1),
    UNIQUE (election_id, number)
) STRICT;

CREATE TABLE election_candidate (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    question_id  INTEGER NOT NULL REFERENCES election_question (id),
    user_id      INTEGER NOT NULL,
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    statement    TEXT NOT NULL,
    nominated_by INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('nominated', 'accepted', 'declined', 'withdrawn')),
    UNIQUE (question_id, user_id),
    UNIQUE (question_id, name)
) STRICT;

-- Who may vote: the roll as it was when voting opened.
CREATE TABLE election_voter (
    election_id INTEGER NOT NULL REFERENCES election (id),
    member_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    user_id     INTEGER,
    standing    TEXT NOT NULL CHECK (standing IN ('good', 'probation', 'inactive')),
    late_reason TEXT,
    PRIMARY KEY (election_id, member_id),
    UNIQUE (election_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who has voted, and what was voted, share no key: ballots are sealed, and found again only with the election's
-- key, which is no part of this database (docs/elections.md).
CREATE TABLE election_voted (
    election_id INTEGER NOT NULL,
    member_id   TEXT NOT NULL,
    -- Who voted for them; NULL for themselves.
    holder_id   TEXT CHECK (holder_id <> member_id),
    PRIMARY KEY (election_id, member_id),
    FOREIGN KEY (election_id, member_id) REFERENCES election_voter (election_id, member_id)
) STRICT, WITHOUT ROWID;

-- That key is a file of its own; the fingerprint tells it from any other, and opens nothing.
CREATE TABLE election_key (
    election_id INTEGER PRIMARY KEY REFERENCES election (id),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32)
) STRICT;

CREATE TABLE election_sealed_ballot (
    election_id INTEGER NOT NULL REFERENCES election (id),
    ballot_key  BLOB NOT NULL CHECK (length(ballot_key) = 32),
    sealed      BLOB NOT NULL,
    PRIMARY KEY (election_id, ballot_key)
) STRICT, WITHOUT ROWID;

-- The ballots once they are opened, each question's on its own, under random keys.
CREATE TABLE election_ballot (
    question_id INTEGER NOT NULL REFERENCES election_question (id),
    ballot_key  BLOB NOT NULL CHECK (length(ballot_key) = 16),
    answer      TEXT NOT NULL CHECK (json_valid(answer)),
    -- Only where the receipt is to show the ballot itself.
    receipt     TEXT,
    -- Only in votes that were announced as open.
    member_id   TEXT,
    PRIMARY KEY (question_id, ballot_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE election_receipt (
    election_id INTEGER NOT NULL REFERENCES election (id),
    receipt     TEXT NOT NULL,
    PRIMARY KEY (election_id, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE election_proxy (
    election_id  INTEGER NOT NULL,
    principal_id TEXT NOT NULL,
    holder_id    TEXT NOT NULL CHECK (holder_id <> principal_id),
    PRIMARY KEY (election_id, principal_id),
    FOREIGN KEY (election_id, principal_id) REFERENCES election_voter (election_id, member_id),
    FOREIGN KEY (election_id, holder_id) REFERENCES election_voter (election_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE election_log (
    election_id INTEGER NOT NULL REFERENCES election (id),
    number      INTEGER NOT NULL CHECK (number >= 1),
    at          TEXT NOT NULL,
    who         INTEGER NOT NULL,
    step        TEXT NOT NULL,
    detail      TEXT NOT NULL CHECK (json_valid(detail)),
    previous    TEXT NOT NULL,
    hash        TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (election_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER election_log_stays BEFORE UPDATE ON election_log
BEGIN SELECT raise(ABORT, 'the log of an election is only added to'); END;

CREATE TRIGGER election_log_keeps BEFORE DELETE ON election_log
BEGIN SELECT raise(ABORT, 'the log of an election is only added to'); END;

CREATE TABLE election_result (
    question_id INTEGER PRIMARY KEY REFERENCES election_question (id),
    outcome     TEXT NOT NULL CHECK (json_valid(outcome))
) STRICT;

-- What was published: 'public' for everybody, 'full' for scrutineers where the ballots are not published, and
-- 'chart-1' and so on, the pictures of the questions' counts by their numbers.
CREATE TABLE election_file (
    election_id INTEGER NOT NULL REFERENCES election (id),
    name        TEXT NOT NULL CHECK (name IN ('public', 'full') OR name GLOB 'chart-[1-9]*'),
    content     BLOB NOT NULL,
    PRIMARY KEY (election_id, name)
) STRICT;

CREATE TABLE officer_term (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    office      TEXT NOT NULL,
    user_id     INTEGER NOT NULL,
    name        TEXT NOT NULL,
    election_id INTEGER REFERENCES election (id),
    began_at    TEXT NOT NULL,
    ended_at    TEXT CHECK (ended_at >= began_at)
) STRICT;
