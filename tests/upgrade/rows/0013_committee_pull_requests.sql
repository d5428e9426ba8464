INSERT INTO committee_pull (motion, repository, number, head, commits, seen_head, state, seen_at, next_at) VALUES
    (1, 'open-neuromorphic/communications', 7, 'a1', '["a1"]', 'a1', 'open', '2026-01-12T10:00:00.000000Z',
     '2026-01-12T10:05:00.000000Z');
INSERT INTO committee_review (motion, number, login, account, state, at, text, commit_sha) VALUES
    (1, 1, 'lukas', 4711, 'APPROVED', '2026-01-12T09:00:00.000000Z', '', 'a1');
INSERT INTO committee_account (login, account) VALUES ('lukas', 4711);
INSERT INTO committee_comment (motion, repository, number, mark, body, next_at) VALUES
    (1, 'open-neuromorphic/communications', 7, '<!-- m1 -->', 'Passed. <!-- m1 -->', '2026-01-12T10:05:00.000000Z');
INSERT INTO committee_pause (host, until, reason) VALUES ('api.github.com', '2026-01-12T11:00:00.000000Z', 'limit');
