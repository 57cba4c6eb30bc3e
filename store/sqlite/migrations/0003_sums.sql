-- Checksums of rows, so that damage is told from data. NULL: the row was
-- written by an earlier version, or by hand, and is not checked.
ALTER TABLE records ADD COLUMN sum INTEGER;
ALTER TABLE profiles ADD COLUMN sum INTEGER;
