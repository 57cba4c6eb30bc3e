-- Each create finds its profile. To compare names in the tree of the primary key
-- takes the server several times as long as to look up a number made of them.
SET LOCAL statement_timeout = 0; -- the service waits for 30 s
CREATE INDEX IF NOT EXISTS profiles_lookup ON profiles USING hash (hashtextextended(name, hashtextextended(tenant, 0)));
