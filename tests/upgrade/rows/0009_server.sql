INSERT INTO server (id, guild_id) VALUES (1, :guild);
