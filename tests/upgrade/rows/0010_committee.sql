INSERT INTO committee_motion (number, policy, channel_id, cards, shown, told, tellings, election, look_at, ended) VALUES
    (1, '{"threshold": "2/3", "base": "seats", "answer_days": 14, "reminder_days": [7, 12, 13], "veto_needs_prior_request": false, "dismiss_stale": false, "escalated_threshold": "1/2", "charter_threshold": "2/3", "participation": "1/2"}', 1577195429299224604, 1, '7d0a30da33758efa0d699962d1e3a8a1987d3d47adc01249740db0f0fb6ce28d', 'passed:1:record:1577195429295030274:', 3, NULL, NULL, 0);
-- Its card.
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, state, next_try_at, tries, message_id, settled_at) VALUES
    ('committee.1.card.1', 'post', 'channel 1577195429299224604', 1577195429299224604, NULL, NULL,
     '2026-12-01T05:31:40.000000Z', 'sent', '2026-12-01T05:31:40.000000Z', 1, 1577195429299224700, '2026-12-01T05:31:41.000000Z');
INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) VALUES
    (1, 1, '2026-12-01T05:31:40.000000Z', 1577195429295030274, 'proposed', '{"chat":"https://discord.com/channels/1577195429299224587/1577195429299224604","kind":"operational","text":"We take none.","title":"Sponsors"}', '0000000000000000000000000000000000000000000000000000000000000000', 'ceedd2e28c28c62f0a4de9524ed85ec9b51e00568c5e1efb6b0dce3c62086287');
INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) VALUES
    (1, 2, '2026-12-01T05:31:40.000000Z', 1577195429299224576, 'answered', '{"choice":"request changes","text":"Name **them**."}', 'ceedd2e28c28c62f0a4de9524ed85ec9b51e00568c5e1efb6b0dce3c62086287', '9fab157f02e03f9399ee6267162d79ffb8076d9a9922f1b8842da06a8c07c1b4');
INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) VALUES
    (1, 3, '2026-12-01T05:31:40.000000Z', 1577195429295030274, 'revised', '{"summary":"Names","text":"We name them.","title":"Sponsors"}', '9fab157f02e03f9399ee6267162d79ffb8076d9a9922f1b8842da06a8c07c1b4', '2446028e94cea4c53f964a8277f70294962663f3c3f176f37d3173f421a0b071');
INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) VALUES
    (1, 4, '2026-12-01T05:31:40.000000Z', 1577195429295030275, 'answered', '{"choice":"approve"}', '2446028e94cea4c53f964a8277f70294962663f3c3f176f37d3173f421a0b071', 'e3edb72a7adfca9d4c111adf5547c64699156304ee9237799c8599af1d7cb9bb');
INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) VALUES
    (1, 5, '2026-12-01T05:31:40.000000Z', 1577195429299224576, 'answered', '{"choice":"approve"}', 'e3edb72a7adfca9d4c111adf5547c64699156304ee9237799c8599af1d7cb9bb', '633ea6a0222750ddb61dd7949334e7f15b17cdeeaa6206fc85fd39657d52aee0');
INSERT INTO committee_seat (id, at, seat, holder, why, abolished) VALUES
    (1, '2026-12-01T05:31:40.000000Z', 'Seat 1', 1577195429295030274, NULL, 0);
INSERT INTO committee_seat (id, at, seat, holder, why, abolished) VALUES
    (2, '2026-12-01T05:31:40.000000Z', 'Seat 2', 1577195429295030275, NULL, 0);
INSERT INTO committee_seat (id, at, seat, holder, why, abolished) VALUES
    (3, '2026-12-01T05:31:40.000000Z', 'Seat 3', 1577195429299224576, NULL, 0);
INSERT INTO committee_name (user_id, name) VALUES
    (1577195429295030274, 'Amara Okafor');
INSERT INTO committee_name (user_id, name) VALUES
    (1577195429295030275, 'Lukas Brandt');
INSERT INTO committee_name (user_id, name) VALUES
    (1577195429299224576, 'Mei Tanaka');
INSERT INTO committee_draft (user_id, motion, version, at, step, detail) VALUES
    (1101, 1, 0, '2026-01-12T10:00:00.000000Z', 'answered', '{}');
