-- What is announced: sources, what each of them is known to hold, and who showed a recording first. Times are
-- UTC text of fixed width; ids of channels, roles and people are snowflakes.

CREATE TABLE announcement_source (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    url           TEXT NOT NULL CHECK (url GLOB 'http://*' OR url GLOB 'https://*'),
    -- What the variants of one address share: the same source is not followed twice.
    canonical     TEXT NOT NULL,
    -- The address in the configuration that it came from: it does not come back once it was removed.
    seed          TEXT UNIQUE,
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'youtube', 'releases', 'repositories', 'sitemap')),
    title         TEXT NOT NULL,
    channel_id    INTEGER NOT NULL CHECK (channel_id > 0),
    role_id       INTEGER CHECK (role_id > 0),
    thread        INTEGER NOT NULL CHECK (thread IN (0, 1)),
    crosspost     INTEGER NOT NULL CHECK (crosspost IN (0, 1)),
    filters       TEXT NOT NULL CHECK (json_valid(filters)),
    template      TEXT,
    quiet_from    TEXT CHECK (quiet_from GLOB '[0-2][0-9]:[0-5][0-9]'),
    quiet_to      TEXT CHECK (quiet_to GLOB '[0-2][0-9]:[0-5][0-9]'),
    quiet_zone    TEXT,
    paused_at     TEXT,
    removed_at    TEXT,
    -- Without it the next reading announces nothing: the first of all, and the first after a pause.
    baseline_at   TEXT,
    etag          TEXT,
    last_modified TEXT,
    body_hash     TEXT,
    -- Asked, answered well (unchanged or not), and last read in full.
    checked_at    TEXT,
    succeeded_at  TEXT,
    read_at       TEXT,
    failures      INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    error         TEXT,
    -- What the last full reading had to mend or leave out, one sentence a line.
    problems      TEXT NOT NULL DEFAULT '',
    -- Where a permanent redirect led; the second one in a row changes the address.
    moved_to      TEXT,
    next_check_at TEXT NOT NULL,
    -- 0: nobody, as for a source of the configuration.
    added_by      INTEGER NOT NULL,
    added_at      TEXT NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL) AND (quiet_from IS NULL) = (quiet_zone IS NULL)),
    CHECK ((failures = 0) = (error IS NULL))
) STRICT;

CREATE UNIQUE INDEX announcement_source_address ON announcement_source (canonical) WHERE removed_at IS NULL;
CREATE INDEX announcement_source_next ON announcement_source (next_check_at)
    WHERE removed_at IS NULL AND paused_at IS NULL;

-- Everything a source was ever seen to hold. Rows stay: they are how an item is known when it comes again.
CREATE TABLE announcement_item (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id     INTEGER NOT NULL REFERENCES announcement_source (id),
    identity      TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN
                  ('baseline', 'skipped', 'due', 'announced', 'summarised', 'filtered', 'old', 'duplicate')),
    -- Why it was not announced, in words for moderators.
    reason        TEXT,
    title         TEXT NOT NULL,
    link          TEXT,
    published     TEXT,
    -- What a card shows of it; emptied when it was not seen for long.
    content       TEXT CHECK (content IS NULL OR json_valid(content)),
    -- Digest of what was shown: another one is a correction.
    shown         TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    seen_at       TEXT NOT NULL,
    -- Not before this; later than first seen in quiet hours.
    due_at        TEXT,
    -- Missed for so long that it goes into the summary.
    late          INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
    announced_at  TEXT,
    -- The post that shows it.
    outbox_key    TEXT REFERENCES outbox (key),
    UNIQUE (source_id, identity),
    CHECK (state <> 'due' OR (due_at IS NOT NULL AND content IS NOT NULL)),
    CHECK (state NOT IN ('announced', 'summarised') OR (outbox_key IS NOT NULL AND announced_at IS NOT NULL))
) STRICT;

CREATE INDEX announcement_item_due ON announcement_item (due_at) WHERE state = 'due';
CREATE INDEX announcement_item_seen ON announcement_item (source_id, seen_at);

-- Other names an item is or was known by.
CREATE TABLE announcement_alias (
    source_id INTEGER NOT NULL REFERENCES announcement_source (id),
    alias     TEXT NOT NULL,
    item_id   INTEGER NOT NULL REFERENCES announcement_item (id),
    PRIMARY KEY (source_id, alias)
) STRICT, WITHOUT ROWID;

CREATE INDEX announcement_alias_alias ON announcement_alias (alias);
CREATE INDEX announcement_alias_item ON announcement_alias (item_id);

-- A recording is announced once, whichever source shows it first. NULL: posted by hand.
CREATE TABLE announcement_video (
    video_id TEXT PRIMARY KEY,
    item_id  INTEGER REFERENCES announcement_item (id),
    known_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
