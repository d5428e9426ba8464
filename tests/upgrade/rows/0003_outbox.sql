INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, not_after, state, next_try_at, tries,
                    first_try_at, last_try_at, message_id, settled_at, note) VALUES
    ('example.said', 'post', 'channel 2001', 2001, NULL,
     '{"components":[{"type":10,"content":"Said"}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-08T10:00:00.000000Z', NULL, 'sent', '2026-01-08T10:00:00.000000Z', 1,
     NULL, NULL, 9001, '2026-01-08T10:00:01.000000Z', NULL),
    ('example.forgotten', 'post', 'channel 2001', 2001, NULL, NULL,
     '2025-11-08T10:00:00.000000Z', NULL, 'sent', '2025-11-08T10:00:00.000000Z', 1,
     NULL, NULL, 9000, '2025-11-08T10:00:01.000000Z', NULL),
    ('example.waits', 'post', 'channel 2001', 2001, NULL,
     '{"components":[{"type":10,"content":"Waits"}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-08T10:01:00.000000Z', '2026-01-09T10:01:00.000000Z', 'waiting', '2026-01-08T10:01:00.000000Z', 0,
     NULL, NULL, NULL, NULL, NULL),
    ('example.under way', 'post', 'channel 2002', 2002, NULL,
     '{"components":[{"type":10,"content":"Under way"}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-08T10:02:00.000000Z', NULL, 'sending', '2026-01-08T10:02:05.000000Z', 2,
     '2026-01-08T10:02:00.000000Z', '2026-01-08T10:02:01.000000Z', NULL, NULL, 'no answer'),
    ('example.held', 'post', 'channel 2002', 2002, NULL,
     '{"components":[{"type":10,"content":"Held"}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-08T10:03:00.000000Z', NULL, 'held', '2026-01-08T10:03:00.000000Z', 1,
     NULL, NULL, NULL, NULL, 'Discord refuses it'),
    ('example.dropped', 'post', 'channel 2002', 2002, NULL,
     '{"components":[{"type":10,"content":"Too late"}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}',
     '2026-01-08T10:04:00.000000Z', '2026-01-08T10:04:30.000000Z', 'dropped', '2026-01-08T10:04:00.000000Z', 0,
     NULL, NULL, NULL, '2026-01-08T10:05:00.000000Z', 'too late to be said');
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, state, next_try_at)
    SELECT 'example.said/publish', 'publish', 'publish', 2001, id, NULL, '2026-01-08T10:00:00.000000Z', 'waiting',
           '2026-01-08T10:00:00.000000Z' FROM outbox WHERE key = 'example.said';
INSERT INTO outbox_stop (channel_id, reason, since) VALUES
    (2001, 'Missing Access (HTTP 403, code 50001)', '2026-01-08T10:06:00.000000Z');
INSERT INTO health_notice (name, told_at) VALUES ('outbox.channel.2001', '2026-01-08T10:07:00.000000Z');
