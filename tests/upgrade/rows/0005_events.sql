INSERT INTO event_baseline (source, made_at) VALUES
    ('folder /srv/site', '2026-12-01T05:28:43.315308Z');
INSERT INTO event (id, identity, page, done, first_seen_at, gone_since) VALUES
    (1, 'workshop/long-ago', '{"identity":"workshop/long-ago","kind":"workshop","title":"Long ago","link":"https://open-neuromorphic.org/workshops/long-ago/","aliases":["path:content/workshops/long-ago","at:/workshops/long-ago","video:kZqVe3547r8"],"start":null,"end":null,"day":"2024-02-27","zone":null,"doubts":[],"authors":["Ada Lovelace","Ben Okri"],"description":"What spikes are for.","image":null,"video":"kZqVe3547r8","join_link":null,"discord_event_url":null,"calendar_url":null,"upcoming":null,"draft":false,"notes":[]}', '{"said":{"title":"Long ago","link":"https://open-neuromorphic.org/workshops/long-ago/","start":null,"end":null,"day":"2024-02-27","words":"664baa0abe5365b5"},"announced":true,"scheduled":false,"cancelled":false,"reminded":[],"recording":"kZqVe3547r8","asked":[],"confirmed":[],"revision":0}', '2026-12-01T05:28:43.315308Z', NULL);
INSERT INTO event (id, identity, page, done, first_seen_at, gone_since) VALUES
    (2, 'workshop/spikes', '{"identity":"workshop/spikes","kind":"workshop","title":"Spikes on Chips","link":"https://open-neuromorphic.org/workshops/chips/","aliases":["workshop/chips","path:content/workshops/chips","at:/workshops/chips","video:gk-ieigCkmM"],"start":"2026-12-11T14:28:00Z","end":"2026-12-11T15:28:00Z","day":"2026-12-11","zone":null,"doubts":[],"authors":["Ada Lovelace","Ben Okri"],"description":"What spikes are for.","image":null,"video":"gk-ieigCkmM","join_link":null,"discord_event_url":null,"calendar_url":null,"upcoming":null,"draft":false,"notes":[]}', '{"said":{"title":"Spikes on Chips","link":"https://open-neuromorphic.org/workshops/chips/","start":"2026-12-11T14:28:00Z","end":"2026-12-11T15:28:00Z","day":"2026-12-11","words":"664baa0abe5365b5"},"announced":true,"scheduled":true,"cancelled":false,"reminded":[["remind a day before","2026-12-11T14:28:00Z"],["remind an hour before","2026-12-11T14:28:00Z"]],"recording":"gk-ieigCkmM","asked":[],"confirmed":[],"revision":1}', '2026-12-01T05:28:43.351248Z', NULL);
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, not_after, state, next_try_at, tries, first_try_at, last_try_at, message_id, settled_at, note) VALUES
    ('announcements.event.2.announce', 'post', 'channel 1577194706712920073', 1577194706712920073, NULL, '{"components":[{"type":17,"accent_color":2600544,"spoiler":false,"components":[{"type":10,"content":"## 📅 [Spikes on Chips](https://open-neuromorphic.org/workshops/spikes/)\n-# Workshop · Ada Lovelace and Ben Okri"},{"type":10,"content":"🕒 <t:1796992080:F> (<t:1796992080:R>)"},{"type":10,"content":"What spikes are for."},{"type":13,"file":{"url":"attachment://spikes.ics"},"spoiler":false},{"type":1,"components":[{"type":2,"style":5,"disabled":false,"label":"About the event","url":"https://open-neuromorphic.org/workshops/spikes/"},{"type":2,"style":2,"disabled":false,"label":"Remind me","custom_id":"event:remind:2","emoji":{"id":null,"name":"🔔"}}]}]}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}', '2026-12-04T12:29:00.016151Z', '2026-12-11T12:28:00.000000Z', 'sent', '2026-12-04T12:29:00.028125Z', 1, NULL, NULL, 1578387646823006208, '2026-12-04T12:29:00.028125Z', NULL);
INSERT INTO event_post (outbox_key, event_id, step) VALUES
    ('announcements.event.2.announce', 2, 'announce');
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, not_after, state, next_try_at, tries, first_try_at, last_try_at, message_id, settled_at, note) VALUES
    ('announcements.event.2.remind-day.20261211T1428', 'post', 'channel 1577194706712920073', 1577194706712920073, NULL, '{"components":[{"type":17,"accent_color":2600544,"spoiler":false,"components":[{"type":10,"content":"### ⏰ [Spikes on Chips](https://open-neuromorphic.org/workshops/chips/)\n🕒 <t:1796999280:F> (<t:1796999280:R>)"},{"type":1,"components":[{"type":2,"style":5,"disabled":false,"label":"About the event","url":"https://open-neuromorphic.org/workshops/chips/"}]}]}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}', '2026-12-10T14:29:00.013855Z', '2026-12-11T14:28:00.000000Z', 'sent', '2026-12-10T14:29:00.020101Z', 1, NULL, NULL, 1580592172976046080, '2026-12-10T14:29:00.020101Z', NULL);
INSERT INTO event_post (outbox_key, event_id, step) VALUES
    ('announcements.event.2.remind-day.20261211T1428', 2, 'remind a day before');
INSERT INTO outbox (key, action, lane, channel_id, subject, body, created_at, not_after, state, next_try_at, tries, first_try_at, last_try_at, message_id, settled_at, note) VALUES
    ('announcements.event.2.remind-hour.20261211T1428', 'post', 'channel 1577194706712920073', 1577194706712920073, NULL, '{"components":[{"type":17,"accent_color":2600544,"spoiler":false,"components":[{"type":10,"content":"### ⏰ [Spikes on Chips](https://open-neuromorphic.org/workshops/chips/)\n🕒 <t:1796999280:F> (<t:1796999280:R>)"},{"type":1,"components":[{"type":2,"style":5,"disabled":false,"label":"About the event","url":"https://open-neuromorphic.org/workshops/chips/"}]}]}],"roles":[],"users":[],"everyone":false,"files":[],"to":null}', '2026-12-11T13:29:00.169357Z', '2026-12-11T14:28:00.000000Z', 'sent', '2026-12-11T13:29:00.189255Z', 1, NULL, NULL, 1580939462056083456, '2026-12-11T13:29:00.189255Z', NULL);
INSERT INTO event_post (outbox_key, event_id, step) VALUES
    ('announcements.event.2.remind-hour.20261211T1428', 2, 'remind an hour before');
INSERT INTO event_scheduled (event_id, wanted, shown, discord_id, tried_at, next_try_at, tries, note) VALUES
    (2, '{"name": "Spikes on Chips", "description": "Ada Lovelace, Ben Okri\n\nWhat spikes are for.\n\nhttps://open-neuromorphic.org/workshops/chips/", "location": "https://open-neuromorphic.org/workshops/chips/", "start": "2026-12-11T14:28:00+00:00", "end": "2026-12-11T15:28:00+00:00"}', '{"name": "Spikes on Chips", "description": "Ada Lovelace, Ben Okri\n\nWhat spikes are for.\n\nhttps://open-neuromorphic.org/workshops/chips/", "location": "https://open-neuromorphic.org/workshops/chips/", "start": "2026-12-11T14:28:00+00:00", "end": "2026-12-11T15:28:00+00:00"}', 1577194716900884480, NULL, '2026-12-04T12:29:00.067928Z', 0, NULL);
INSERT INTO event_blob (sha, content, stored_at) VALUES
    ('fedcba9876543210fedcba9876543210fedcba98', CAST('+++
title = "Spikes on Chips"
+++
' AS BLOB), '2026-01-09T06:00:00.000000Z');
INSERT INTO event_copy (id, source, etag, commit_sha, fetched_at, confirmed_at) VALUES
    (1, 'a source that is not followed any more', NULL, NULL, '2026-01-09T06:00:00.000000Z',
     '2026-01-09T06:00:00.000000Z');
INSERT INTO event_file (path, copy_id, sha, left_out) VALUES
    ('content/workshops/chips/index.md', 1, 'fedcba9876543210fedcba9876543210fedcba98', NULL);
INSERT INTO event_schedule (id, source, failures, next_at) VALUES
    (1, 'a source that is not followed any more', 0, '2026-01-09T07:00:00.000000Z');
INSERT INTO event_pause (host, until, reason) VALUES
    ('raw.example.org', '2026-01-09T09:00:00.000000Z', 'it asked to wait');
INSERT INTO event_reminder (event_id, user_id, channel_id, asked_at, sent_for) VALUES
    (2, 1201, 3001, '2026-01-09T10:00:00.000000Z', NULL);
INSERT INTO event_doubt (event_id, key, doubt, outbox_key, decision) VALUES
    (2, 'no-zone - - 2026-12-05', '{"code":"no zone","sentence":"The page gives a time without a zone. Add time_zone, or an offset.","start":null,"end":null,"day":"2026-12-05"}',
     NULL, NULL);
