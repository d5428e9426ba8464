-- Newcomers: how far each came, and counts by week without names. Times are UTC text of fixed width; ids of people
-- are snowflakes.

CREATE TABLE welcome_state (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    -- Whoever joined up to then and is through is no newcomer: those who were there when the bot came, and
    -- later those whose rows were dropped.
    known_until TEXT NOT NULL,
    -- When the whole member list was last compared with the rows below.
    looked_at   TEXT NOT NULL,
    paused_at   TEXT,
    raid_since  TEXT,
    digest_at   TEXT,
    -- How many greetings were written: the variants of their text take turns.
    greetings   INTEGER NOT NULL DEFAULT 0 CHECK (greetings >= 0)
) STRICT;

CREATE TABLE welcome_newcomer (
    user_id       INTEGER PRIMARY KEY CHECK (user_id > 0),
    -- When the present (or last) stay began; Discord's `joined_at`.
    joined_at     TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'waiting', 'greeted', 'silent')),
    -- How often they came back after a greeting.
    returns       INTEGER NOT NULL DEFAULT 0 CHECK (returns >= 0),
    screened_at   TEXT,
    greeted_at    TEXT,
    -- The message of the last greeting.
    greeting      TEXT REFERENCES outbox (key),
    -- A direct message is still to be written.
    direct        INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0, 1)),
    left_at       TEXT,
    reason        TEXT,
    started_at    TEXT,
    introduced_at TEXT,
    spoke_at      TEXT,
    asked_at      TEXT,
    -- When the welcomers were told of them.
    told_at       TEXT,
    CHECK ((state = 'pending') = (screened_at IS NULL)),
    CHECK ((state = 'silent') = (reason IS NOT NULL)),
    CHECK (state <> 'greeted' OR (greeted_at IS NOT NULL AND greeting IS NOT NULL)),
    CHECK (direct = 0 OR state = 'greeted')
) STRICT;

CREATE INDEX welcome_newcomer_waiting ON welcome_newcomer (screened_at) WHERE state = 'waiting';
CREATE INDEX welcome_newcomer_joined ON welcome_newcomer (joined_at);
CREATE INDEX welcome_newcomer_left ON welcome_newcomer (left_at) WHERE left_at IS NOT NULL;

-- Introductions, one of each person at most, as they were typed: so that they can be changed.
CREATE TABLE welcome_introduction (
    user_id    INTEGER PRIMARY KEY CHECK (user_id > 0),
    outbox_key TEXT NOT NULL UNIQUE REFERENCES outbox (key),
    about      TEXT NOT NULL CHECK (about <> ''),
    brings     TEXT NOT NULL,
    work       TEXT NOT NULL,
    left_at    TEXT
) STRICT;

CREATE TABLE welcome_week (
    -- The week's Monday.
    week TEXT NOT NULL CHECK (week GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    step TEXT NOT NULL CHECK (step IN ('joined', 'screened', 'greeted', 'started', 'introduced', 'spoke')),
    n    INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (week, step)
) STRICT, WITHOUT ROWID;
