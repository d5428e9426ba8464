INSERT INTO poll (id, kind, channel_id, author_id, question, most, created_at, ends_at, ended_at, ended_by, counts,
                  turnout, salt, proof, stale) VALUES
    (1, 'date', 2005, 1101, 'When do we meet?', 2, '2026-01-12T10:00:00.000000Z', '2026-01-19T10:00:00.000000Z',
     NULL, NULL, NULL, NULL, NULL, NULL, 0),
    (2, 'secret', 2005, 0, 'Tea or coffee?', 1, '2026-01-12T10:00:00.000000Z', '2026-01-13T10:00:00.000000Z',
     '2026-01-12T12:00:00.000000Z', 1101, '[3, 2]', 5, NULL, NULL, 0);
INSERT INTO poll_option (poll_id, number, label, at) VALUES
    (1, 1, 'Saturday', '2026-01-24T15:00:00.000000Z'), (1, 2, 'Sunday', '2026-01-25T15:00:00.000000Z'),
    (2, 1, 'Tea', NULL), (2, 2, 'Coffee', NULL);
INSERT INTO poll_vote (poll_id, voter, answer) VALUES (1, '1201', '[1, 2]'), (1, '1202', '[0, 1]');
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, state, next_try_at, tries, message_id, settled_at) VALUES
    ('polls.1.card', 'post', 'channel 2005', 2005, NULL, NULL, '2026-01-12T10:00:00.000000Z', 'sent',
     '2026-01-12T10:00:00.000000Z', 1, 9011, '2026-01-12T10:00:01.000000Z'),
    ('polls.2.card', 'post', 'channel 2005', 2005, NULL, NULL, '2026-01-12T10:00:00.000000Z', 'sent',
     '2026-01-12T10:00:00.000000Z', 1, 9012, '2026-01-12T10:00:01.000000Z');
