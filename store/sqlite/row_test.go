package sqlite_test

import (
	"database/sql"
	"testing"

	"profilestatus.example/store/sqlite"
)

// A value is only taken for what it is.
func TestScan(t *testing.T) {
	tests := []struct {
		value  any
		dest   any
		want   bool
		reason string
	}{
		{int64(7), new(int64), true, "an integer"},
		{int64(7), new(int), true, "the same"},
		{int64(1), new(bool), true, "SQLite has no other truth"},
		{"7", new(string), true, "a text"},
		{int64(7), new(sql.NullInt64), true, "an integer that may be missing"},
		{nil, new(sql.NullInt64), true, "it is missing"},
		{"7", new(sql.NullString), true, "a text that may be missing"},
		{nil, new(sql.NullString), true, "it is missing"},
		{"7", new(int64), false, "a text is no integer, even if it looks so"},
		{nil, new(int), false, "nothing is not 0"},
		{1.0, new(bool), false, "nor is a number true"},
		{int64(7), new(string), false, "an integer is no text"},
		{nil, new(string), false, "nothing is no text"},
		{[]byte("7"), new(sql.NullString), false, "nor are bytes"},
		{"7", new(sql.NullInt64), false, "a text does not count as missing"},
		{int64(7), new(float64), false, "no column has such values"},
	}
	for _, tt := range tests {
		if err := sqlite.Scan([]any{tt.value}, tt.dest); (err == nil) != tt.want {
			t.Errorf("Scan(%v) to %T = %v, want success: %t\nreason: %s", tt.value, tt.dest, err, tt.want, tt.reason)
		}
	}
	var n int64
	var s string
	var b bool
	if err := sqlite.Scan([]any{int64(7), "x", int64(1)}, &n, &s, &b); err != nil || n != 7 || s != "x" || !b {
		t.Errorf("Scan() = %d, %q, %t, %v, want 7, x, true", n, s, b, err)
	}
	if err := sqlite.Scan([]any{int64(7)}, &n, &s); err == nil {
		t.Error("Scan() of one column to two places = nil, want an error")
	}
}
