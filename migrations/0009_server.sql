-- Which server this database is of: members, messages and roles in it mean nothing in another one.
CREATE TABLE server (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    guild_id INTEGER NOT NULL CHECK (guild_id > 0)
) STRICT;
