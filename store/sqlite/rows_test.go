package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"profilestatus.example/store/sqlite"
)

// A store with a row that no create has written is not backed up, and such a copy is not
// restored, though SQLite finds nothing wrong with it.
func TestBackupOfWrongRows(t *testing.T) {
	tests := []struct{ change, want, reason string }{
		{"UPDATE records SET id = 'other' WHERE seq = 2", "record 2 has another checksum", "a letter has become another one"},
		{"UPDATE records SET sec = sec + 1 WHERE seq = 1", "record 1 has another checksum", "so has a number"},
		{"UPDATE tails SET last = 1", "the tail of a history is (1, 1)", "the newest would be an old one"},
		{"UPDATE profiles SET name = 'q'", "the tail of a history is (1, 3)", "another profile would have the history"},
		{"DELETE FROM tails", "the tail of a history is (0, 0)", "nobody would find it"},
		{"CREATE TABLE other AS SELECT * FROM records; DROP TABLE records; ALTER TABLE other RENAME TO records; UPDATE records SET prev = 'x'", "a row cannot be read: column 3", "the file says itself that it has other columns"},
		{"CREATE TABLE other AS SELECT * FROM profiles; DROP TABLE profiles; ALTER TABLE other RENAME TO profiles; UPDATE profiles SET name = x'70'", "a row cannot be read: column 2", "the same"},
		{"UPDATE records SET sum = NULL; UPDATE tails SET sum = NULL", "", "rows of earlier versions have no checksum"},
	}
	for _, tt := range tests {
		because(t, tt.change, tt.reason)
		stored := file(t)
		dir := filepath.Dir(stored)
		s := open(t, stored)
		create(t, s, "p", "a", "b", "c")
		expectOutcome(t, "Close()", s.Close(), "ok")
		db, err := sql.Open("sqlite", stored)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(tt.change); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"Backup()":  sqlite.Backup(t.Context(), stored, filepath.Join(dir, "copied"), quiet),
			"Restore()": sqlite.Restore(t.Context(), stored, filepath.Join(dir, "restored"), quiet),
		} {
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), ": it is damaged, restore it from a copy or name another file: store is not available: the stored data is damaged: "+tt.want) {
				t.Errorf("%s: %s = %v, want %q; %s", tt.change, name, err, tt.want, tt.reason)
			}
		}
	}
}

// A store of an earlier version is backed up and restored as it is.
func TestBackupOfEarlierVersion(t *testing.T) {
	stored, copied, restored := file(t), file(t), file(t)
	write(t, stored, string(version1(t)))
	if err := sqlite.Backup(t.Context(), stored, copied, quiet); err != nil {
		t.Fatalf("Backup() = %v, want nil", err)
	}
	if err := sqlite.Restore(t.Context(), copied, restored, quiet); err != nil {
		t.Fatalf("Restore() = %v, want nil", err)
	}
	expectVersion1(t, restored)
}
