package sqlite

import (
	"database/sql"
	"encoding/binary"
	"hash/crc32"

	"profilestatus.example/store"
)

// castagnoli is the polynomial that processors know.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum returns the checksum of a row.
func sum(a, b string, numbers ...int64) int64 {
	var space [256]byte
	buf := append(append(append(space[:0], a...), 0), b...)
	for _, n := range numbers {
		buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	}
	return int64(crc32.Checksum(buf, castagnoli))
}

// sum returns the checksum of the record.
func (l *link) sum() int64 { return sum(l.id, l.status, l.seq, l.no, l.prev, l.sec, l.nsec) }

// sum returns the checksum of the tail of a history.
func (t tail) sum(k store.Key) int64 { return sum(k.Tenant, k.Profile, t.no, t.last) }

// differs reports whether a row has a checksum and it is not want.
func differs(stored sql.NullInt64, want int64) bool { return stored.Valid && stored.Int64 != want }
