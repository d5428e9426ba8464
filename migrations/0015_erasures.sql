-- Who had erased what was held about them, and when that was done last (UTC): a restored backup knows them
-- still, and they are erased in it again (bot/erasures.py). Forgotten when no such backup is left.
CREATE TABLE erasure (
    user_id   INTEGER PRIMARY KEY CHECK (user_id > 0),
    erased_at TEXT NOT NULL
) STRICT;
