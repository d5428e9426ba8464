INSERT INTO kernel_state (key, value) VALUES ('commands.hash', '0123456789abcdef');
INSERT INTO setting_override (cog, key, value, changed_by, changed_at) VALUES
    ('guide', 'answers', '4', 1101, '2026-01-05T10:00:00.000000Z');
INSERT INTO cog_switch (name, enabled, changed_by, changed_at) VALUES
    ('welcome', 1, 1101, '2026-01-05T10:01:00.000000Z'),
    ('announcements', 1, 0, '2026-01-05T10:02:00.000000Z');
