INSERT INTO election_asked (key, question_id) VALUES ('committee.1.1.0', 100);
INSERT INTO committee_vote (motion, version, round, election, told, settled) VALUES (1, 1, 0, 2, '', 0);
