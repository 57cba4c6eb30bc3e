-- The ends of histories, apart from the names of their profiles. A create changes
-- one of these rows and, unless it is the first of its profile, none of profiles.
-- They are short: many fit on a page, and so a commit writes few pages.
CREATE TABLE tails (
    no   INTEGER PRIMARY KEY, -- of the profile
    last INTEGER NOT NULL,    -- the seq of the newest record
    sum  INTEGER              -- checksum of this row and of the profile's
) STRICT;
INSERT INTO tails SELECT no, last, sum FROM profiles ORDER BY no;

CREATE TABLE profiles_5 (
    tenant TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    no     INTEGER NOT NULL, -- the seq of the first record
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
INSERT INTO profiles_5 SELECT tenant, name, no FROM profiles ORDER BY tenant, name;
DROP TABLE profiles;
ALTER TABLE profiles_5 RENAME TO profiles;
CREATE INDEX profiles_no ON profiles (no);
