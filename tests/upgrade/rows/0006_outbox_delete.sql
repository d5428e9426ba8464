INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, state, next_try_at, message_id, settled_at)
    SELECT 'example.said/delete', 'delete', 'edits 2001', 2001, id, NULL, '2026-01-10T10:00:00.000000Z', 'sent',
           '2026-01-10T10:00:00.000000Z', 9001, '2026-01-10T10:00:01.000000Z' FROM outbox WHERE key = 'example.said';
