-- Numbers of profiles and places of records. A number is taken after its
-- profile was locked, so that within a profile they grow as commits do. No
-- session may keep a supply of its own.
CREATE SEQUENCE numbers AS bigint NO CYCLE CACHE 1;

-- The profiles that have records. A deleted profile that is written to again
-- gets another number. Names are compared byte for byte.
CREATE TABLE profiles (
    tenant text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,
    no     bigint NOT NULL DEFAULT nextval('numbers'),
    PRIMARY KEY (tenant, name)
);

-- id comes first in its index: the service makes ids that grow with time, so
-- new entries meet on the same few pages.
CREATE TABLE records (
    profile_no bigint NOT NULL,
    seq        bigint NOT NULL,
    id         text COLLATE "C" NOT NULL,
    status     text NOT NULL,
    sec        bigint NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    nsec       integer NOT NULL, -- nanoseconds of that second
    PRIMARY KEY (profile_no, seq),
    UNIQUE (id, profile_no)
);

-- Profiles that were deleted and whose records are still to be removed.
CREATE TABLE tombstones (
    no bigint PRIMARY KEY
);

-- Each connection that writes has a row, and each of its transactions writes
-- its number there, so that the outcome of a commit can be looked up.
CREATE TABLE writers (
    id    bigint PRIMARY KEY,
    batch bigint NOT NULL,
    used  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
