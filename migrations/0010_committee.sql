-- The Executive Committee's motions. How one stands follows from its log, the seats and the time, and is no column.

-- `number` is what it is called; the policy is the one it is decided by.
CREATE TABLE committee_motion (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    policy     TEXT NOT NULL CHECK (json_valid(policy)),
    channel_id INTEGER NOT NULL CHECK (channel_id > 0),
    -- How often its card was posted (again, when it was deleted), and the hash of what it shows.
    cards      INTEGER NOT NULL DEFAULT 0 CHECK (cards >= 0),
    shown      TEXT NOT NULL DEFAULT '',
    -- Of what the channel was told last, and how often it was told something.
    told       TEXT NOT NULL DEFAULT '',
    tellings   INTEGER NOT NULL DEFAULT 0 CHECK (tellings >= 0),
    -- The draft of the voting members' vote that was asked for, while they have not begun to vote.
    election   INTEGER,
    -- When there is something to do if nobody acts before.
    look_at    TEXT,
    ended      INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    CHECK (ended = 0 OR look_at IS NULL)
) STRICT;

CREATE INDEX committee_motion_due ON committee_motion (look_at) WHERE look_at IS NOT NULL;

CREATE TRIGGER committee_motion_policy BEFORE UPDATE OF number, policy ON committee_motion
BEGIN SELECT raise(ABORT, 'a motion is decided by the policy it was proposed under'); END;

CREATE TRIGGER committee_motion_ended BEFORE UPDATE OF ended ON committee_motion WHEN old.ended > new.ended
BEGIN SELECT raise(ABORT, 'a motion that has ended does not begin again'); END;

CREATE TRIGGER committee_motion_keeps BEFORE DELETE ON committee_motion
BEGIN SELECT raise(ABORT, 'motions are not deleted'); END;

CREATE TABLE committee_log (
    motion   INTEGER NOT NULL REFERENCES committee_motion (number),
    number   INTEGER NOT NULL CHECK (number >= 1),
    at       TEXT NOT NULL,
    who      INTEGER NOT NULL CHECK (who >= 0),
    step     TEXT NOT NULL CHECK (step IN ('proposed', 'answered', 'revised', 'withdrawn', 'vote opened', 'vote decided',
                 'recorded')),
    detail   TEXT NOT NULL CHECK (json_valid(detail)),
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    hash     TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (motion, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX committee_log_who ON committee_log (who);

CREATE TRIGGER committee_log_stays BEFORE UPDATE ON committee_log
BEGIN SELECT raise(ABORT, 'the log of a motion is only added to'); END;

CREATE TRIGGER committee_log_keeps BEFORE DELETE ON committee_log
BEGIN SELECT raise(ABORT, 'the log of a motion is only added to'); END;

-- Who took and left which seat.
CREATE TABLE committee_seat (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    seat      TEXT NOT NULL CHECK (seat <> ''),
    holder    INTEGER CHECK (holder > 0),
    why       TEXT,
    abolished INTEGER NOT NULL CHECK (abolished IN (0, 1)),
    CHECK (holder IS NULL OR (why IS NULL AND abolished = 0))
) STRICT;

CREATE TRIGGER committee_seat_stays BEFORE UPDATE ON committee_seat
BEGIN SELECT raise(ABORT, 'who held which seat is only added to'); END;

CREATE TRIGGER committee_seat_keeps BEFORE DELETE ON committee_seat
BEGIN SELECT raise(ABORT, 'who held which seat is only added to'); END;

-- What those who hold or held a seat are called in records.
CREATE TABLE committee_name (
    user_id INTEGER PRIMARY KEY CHECK (user_id > 0),
    name    TEXT NOT NULL CHECK (name <> '')
) STRICT;

-- What somebody has still to confirm.
CREATE TABLE committee_draft (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL CHECK (user_id > 0),
    motion  INTEGER NOT NULL REFERENCES committee_motion (number),
    -- Which text they had before them: how often it had been changed.
    version INTEGER NOT NULL CHECK (version >= 0),
    at      TEXT NOT NULL,
    step    TEXT NOT NULL,
    detail  TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
