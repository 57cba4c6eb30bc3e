package sqlite_test

import (
	"database/sql"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// The checksums in a file are part of its format: CRC-32C of both texts with a
// zero between them, and of the numbers with eight bytes each.
func TestChecksumFormat(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a", "b")
	at := record("p", "b").LastSynchronization
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	sum := func(text string, numbers ...int64) uint32 {
		data := []byte(text)
		for _, n := range numbers {
			data = binary.BigEndian.AppendUint64(data, uint64(n))
		}
		return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	}
	for query, want := range map[string]uint32{
		"SELECT sum FROM records WHERE seq = 2": sum("b\x00paused", 2, 1, 1, at.Unix(), int64(at.Nanosecond())),
		"SELECT sum FROM tails":                 sum("default\x00p", 1, 2),
	} {
		var got uint32
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %d, %v, want %d", query, got, err, want)
		}
	}
}

// Calls fail when another program has removed the tables, whether their
// statements were prepared before or not.
func TestTablesRemoved(t *testing.T) {
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a")
	for range 20 { // each reader has probably answered one
		if _, err := s.Newest(t.Context(), key("p")); err != nil {
			t.Fatal(err)
		}
	}
	makeDatabase(t, path, "DROP TABLE tombstones", "DROP TABLE records")
	for range 20 {
		_, err := s.Newest(t.Context(), key("p"))
		expectOutcome(t, "Newest()", err, "unavailable")
	}
	_, err := s.Find(t.Context(), key("p"), "a")
	expectOutcome(t, "Find()", err, "unavailable")
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "b")), "unavailable")
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "unavailable")
}
