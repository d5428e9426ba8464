INSERT INTO guide_blob (sha, content, stored_at) VALUES
    ('0123456789abcdef0123456789abcdef01234567', CAST('---
title: Example library
---
A library for spiking networks.
' AS BLOB), '2026-01-06T06:00:00.000000Z');
INSERT INTO guide_copy (id, source, etag, commit_sha, fetched_at, confirmed_at) VALUES
    (1, 'a source that is not followed any more', 'W/"1"', '89abcdef0123456789abcdef0123456789abcdef',
     '2026-01-06T06:00:00.000000Z', '2026-01-07T06:00:00.000000Z');
INSERT INTO guide_file (path, copy_id, sha, left_out) VALUES
    ('content/software/example/index.md', 1, '0123456789abcdef0123456789abcdef01234567', NULL),
    ('content/software/large/index.md', 1, NULL, 'larger than a page is');
INSERT INTO guide_schedule (id, source, failures, next_at) VALUES
    (1, 'a source that is not followed any more', 2, '2026-01-07T08:00:00.000000Z');
INSERT INTO guide_pause (host, until, reason) VALUES
    ('api.example.org', '2026-01-07T09:00:00.000000Z', 'it asked to wait');
INSERT INTO guide_judged (message_id, judged_at) VALUES (7001, '2026-01-07T10:00:00.000000Z');
INSERT INTO guide_verdict (month, kind, subject, helpful, not_helpful) VALUES
    ('2026-01', 'library', 'norse', 3, 1), ('2026-01', 'need', 'JAX', 0, 2);
INSERT INTO guide_unanswered (month, kind, subject, times) VALUES ('2026-01', 'name', 'Nonesuch', 4);
INSERT INTO guide_conversation (conversation_id, channel_id, answered_at) VALUES
    (8001, 2001, '2026-01-07T11:00:00.000000Z');
