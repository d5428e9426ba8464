INSERT INTO moderation_report (id, channel_id, message_id, author_id, words, made_at, place_id, cards, taken_by, taken_at,
                               closed_by, closed_at, note) VALUES
    (1, 2005, 3101, 1201, 'Buy followers here', '2026-01-12T10:00:00.000000Z', 2009, 1, 1101,
     '2026-01-12T10:05:00.000000Z', 1101, '2026-01-12T10:20:00.000000Z', 'Deleted, and talked to them.'),
    (2, 2005, 3102, 1202, 'You are all idiots', '2026-01-13T10:00:00.000000Z', 2009, 2, NULL, NULL, NULL, NULL, NULL),
    (3, 2006, 3103, NULL, NULL, '2026-01-13T11:00:00.000000Z', NULL, 0, NULL, NULL, NULL, NULL, NULL),
    (4, NULL, NULL, NULL, NULL, '2026-01-13T12:00:00.000000Z', 2009, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO moderation_reporter (report_id, user_id, reason, made_at) VALUES
    (2, 1203, 'Insults everybody', '2026-01-13T10:00:00.000000Z'),
    (2, 1204, 'Against the code of conduct', '2026-01-13T10:10:00.000000Z'),
    (3, 1203, 'Campaigning', '2026-01-13T11:00:00.000000Z'),
    (4, 1204, 'Somebody writes to me again and again', '2026-01-13T12:00:00.000000Z');
INSERT INTO moderation_hold (id, user_id, kind, words, found_at, until, state, trouble, place_id, cards, decision,
                             decided_by, decided_at, lifting) VALUES
    (1, 1301, 'repeated', 'Free coins at https://coins.example', '2026-01-14T10:00:00.000000Z',
     '2026-01-14T10:10:00.000000Z', 'held', NULL, 2009, 1, 'keep', 1101, '2026-01-14T10:02:00.000000Z', 0),
    (2, 1302, 'invite', 'Join discord.gg/example', '2026-01-14T11:00:00.000000Z', '2026-01-14T11:10:00.000000Z',
     'reported', 'the bot lacks Timeout Members', 2009, 1, NULL, NULL, NULL, 0);
INSERT INTO moderation_hold_message (hold_id, message_id, channel_id) VALUES
    (1, 3201, 2005), (1, 3202, 2006), (1, 3203, 2007), (2, 3204, 2005);
