-- What the kernel keeps. Times are UTC text of fixed width (bot/clock.py); ids are Discord's snowflakes.

-- Small facts about this installation, such as the hash of the command tree that Discord has.
CREATE TABLE kernel_state (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Settings that moderators changed at run time; they win over config.toml.
CREATE TABLE setting_override (
    cog        TEXT NOT NULL,
    key        TEXT NOT NULL,
    value      TEXT NOT NULL CHECK (json_valid(value)),
    changed_by INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (cog, key)
) STRICT, WITHOUT ROWID;

-- Cogs that moderators switched on or off at run time; they win over cogs.enabled in config.toml.
CREATE TABLE cog_switch (
    name       TEXT PRIMARY KEY,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    changed_by INTEGER NOT NULL,
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
