-- Every profile belongs to a tenant. Those of version 1 belong to the one that
-- is meant when none is named.
CREATE TABLE profiles_2 (
    tenant TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    no     INTEGER NOT NULL,
    last   INTEGER NOT NULL, -- the seq of the newest record
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

INSERT INTO profiles_2 SELECT 'default', name, no, last FROM profiles ORDER BY name;
DROP TABLE profiles;
ALTER TABLE profiles_2 RENAME TO profiles;

-- What was deleted is a tombstone until its records are collected.
ALTER TABLE erased RENAME TO tombstones;
