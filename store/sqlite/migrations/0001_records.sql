-- Every record of every profile in the order of creation, which is the order
-- of seq and never the clock's. AUTOINCREMENT: a seq is never used twice, so
-- that an old position cannot meet a new record.
CREATE TABLE records (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_no INTEGER NOT NULL,
    prev       INTEGER NOT NULL, -- the profile's record before this one; 0: none
    id         TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    sec        INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    nsec       INTEGER NOT NULL  -- nanoseconds of that second
) STRICT;

-- id comes first: the server makes ids that grow with time, so new entries
-- meet on the same few pages instead of one page for each profile.
CREATE UNIQUE INDEX records_id ON records (id, profile_no);

-- The profiles that have records. no is the seq of the first record, so it is
-- never used twice either.
CREATE TABLE profiles (
    name TEXT    NOT NULL PRIMARY KEY,
    no   INTEGER NOT NULL,
    last INTEGER NOT NULL -- the seq of the newest record
) STRICT, WITHOUT ROWID;

-- Profiles that were deleted and whose records are still to be removed, from
-- last backwards.
CREATE TABLE erased (
    no   INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- The row is there from the start so that there is always one to rewrite when
-- the store wants to know whether it can write.
INSERT INTO sqlite_sequence (name, seq) VALUES ('records', 0);
