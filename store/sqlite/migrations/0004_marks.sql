-- How far creates had come at some times, to know later what is how old.
CREATE TABLE marks (
    at  INTEGER PRIMARY KEY, -- milliseconds since 1970-01-01T00:00:00Z
    seq INTEGER NOT NULL     -- the highest one given by then
) STRICT;

-- Records up to this seq were removed when they were old. What follows one of
-- them ends its history.
CREATE TABLE expired (seq INTEGER NOT NULL) STRICT;
INSERT INTO expired VALUES (0);

-- Leads from a record that is removed to its profile. It is written to when a
-- profile begins or ends, not with each record.
CREATE INDEX profiles_no ON profiles (no);
