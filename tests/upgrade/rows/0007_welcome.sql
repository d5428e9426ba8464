INSERT INTO welcome_state (id, known_until, looked_at, paused_at, raid_since, digest_at, greetings) VALUES
    (1, '2026-01-01T00:00:00.000000Z', '2026-01-11T10:00:00.000000Z', NULL, NULL, '2026-01-05T09:00:00.000000Z', 1);
INSERT INTO outbox (key, action, lane, channel_id, body, created_at, state, next_try_at, tries, message_id, settled_at)
VALUES
    ('welcome.greeting.1', 'post', 'channel 2003', 2003,
     '{"components":[{"type":10,"content":"Welcome, <@1201>!"}],"roles":[],"users":[1201],"everyone":false,"files":[],"to":null}',
     '2026-01-11T09:00:00.000000Z', 'sent', '2026-01-11T09:00:00.000000Z', 1, 9003, '2026-01-11T09:00:01.000000Z'),
    ('welcome.introduction.1', 'post', 'channel 2004', 2004,
     '{"components":[{"type":10,"content":"I build sensors."}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-11T09:30:00.000000Z', 'sent', '2026-01-11T09:30:00.000000Z', 1, 9004, '2026-01-11T09:30:01.000000Z');
INSERT INTO welcome_newcomer (user_id, joined_at, state, returns, screened_at, greeted_at, greeting, left_at, reason,
                              started_at, introduced_at, spoke_at) VALUES
    (1201, '2026-01-11T08:58:00.000000Z', 'greeted', 1, '2026-01-11T08:59:00.000000Z', '2026-01-11T09:00:00.000000Z',
     'welcome.greeting.1', NULL, NULL, '2026-01-11T09:10:00.000000Z', '2026-01-11T09:30:00.000000Z',
     '2026-01-11T09:40:00.000000Z'),
    (1202, '2026-01-11T09:05:00.000000Z', 'pending', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (1203, '2026-01-02T09:05:00.000000Z', 'silent', 0, '2026-01-08T09:05:00.000000Z', NULL, NULL,
     '2026-01-09T09:05:00.000000Z', 'waited too long to be greeted', NULL, NULL, NULL);
INSERT INTO welcome_introduction (user_id, outbox_key, about, brings, work, left_at) VALUES
    (1201, 'welcome.introduction.1', 'I build sensors.', 'Curiosity', '', NULL);
INSERT INTO welcome_week (week, step, n) VALUES ('2026-01-05', 'joined', 3), ('2026-01-05', 'greeted', 1);
