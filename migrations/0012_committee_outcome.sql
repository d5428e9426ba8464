-- What becomes of the voting members' votes that the committee asks for, known on both sides.

-- For what a question of an election was asked: one question for each key, which is gone with the question.
CREATE TABLE election_asked (
    key         TEXT PRIMARY KEY CHECK (key <> ''),
    question_id INTEGER NOT NULL UNIQUE REFERENCES election_question (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The votes a motion asks for: one for each text (how often it had been changed) and round (how many votes had been
-- held on the motion before).
CREATE TABLE committee_vote (
    motion   INTEGER NOT NULL REFERENCES committee_motion (number),
    version  INTEGER NOT NULL CHECK (version >= 0),
    round    INTEGER NOT NULL CHECK (round >= 0),
    -- The election, once it is known that there is one.
    election INTEGER,
    -- Until which stage of it the committee was told that it is not noted.
    told     TEXT NOT NULL DEFAULT '',
    -- Whether nothing more is to come of it.
    settled  INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    PRIMARY KEY (motion, version, round)
) STRICT, WITHOUT ROWID;

CREATE INDEX committee_vote_goes_on ON committee_vote (motion) WHERE settled = 0;

-- It says more than the number of a draft did.
ALTER TABLE committee_motion DROP COLUMN election;
