package sqlite_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/store"
	"profilestatus.example/store/sqlite"
)

// The calls that may meet damage.
const (
	newest  = "newest"
	list    = "list"
	find    = "find"
	names   = "profiles"
	creates = "create"
	opens   = "open"
)

// A tampering is a change of what sixRecords has stored, and the calls that are
// then damaged.
type tampering struct {
	name   string
	change string
	calls  []string
	reason string
}

func tamperings() []tampering {
	record := func(set string, seq int) string {
		return fmt.Sprintf("UPDATE records SET sum = NULL, %s WHERE seq = %d", set, seq)
	}
	tail := func(set string) string { return "UPDATE tails SET sum = NULL, " + set + " WHERE no = 1" }
	number := func(no int) string {
		return tail(fmt.Sprint("no = ", no)) + fmt.Sprintf("; UPDATE profiles SET no = %d WHERE name = 'p'", no)
	}
	asText := func(table, column string) string {
		return fmt.Sprintf("CREATE TABLE other AS SELECT * FROM %[1]s; DROP TABLE %[1]s; ALTER TABLE other RENAME TO %[1]s; UPDATE %[1]s SET %[2]s = 'x'", table, column)
	}
	read := []string{newest, list, find}
	ends := []string{newest, list, names, creates}
	last := []string{newest, list, creates}
	return []tampering{
		{"record with another status", "UPDATE records SET status = 'success' WHERE seq = 3", read, "the checksum is of the old one"},
		{"tail with another last", "UPDATE tails SET last = 1 WHERE no = 1", ends, "the checksum is of the old one"},
		{"tail is missing", "DELETE FROM tails WHERE no = 1", ends, "a create would begin another history"},
		{"profile with another name", "UPDATE profiles SET name = 'r' WHERE name = 'q'", []string{names}, "the checksum is of the old one"},
		{"last is missing", tail("last = 99"), last, "a create would cut off the history"},
		{"last is another's", tail("last = 4"), last, "the same"},
		{"last before the first", tail("last = -1"), ends, "no record has such a number"},
		{"history without a number", number(0), ends, "numbers begin with 1"},
		{"history with a number after its last", "DELETE FROM tails WHERE no = 4; " + number(4), append([]string{"newest q", "list q"}, ends...), "the first record names it"},
		{"last beyond all numbers", tail("last = 4611686018427387905"), last, "adding to it would overflow"},
		{"record of another history", record("profile_no = 4", 2), []string{list}, "the chain must stay in its history"},
		{"history ends early", record("prev = 0", 3), read, "only the first record has none before it"},
		{"first record has one before it", record("prev = 1", 1), []string{list}, "lists would not end"},
		{"record follows itself", record("prev = 3", 3), read, "lists would not end"},
		{"record follows a later one", record("prev = 9", 3), read, "lists would not end"},
		{"record follows a negative one", record("prev = -1", 3), read, "no record has such a number"},
		{"record follows another history's", record("prev = 1", 6), []string{"newest q", "list q"}, "a history begins with its first record"},
		{"record is missing", "DELETE FROM records WHERE seq = 2", []string{list}, "a short list would look whole"},
		{"history with a number after its records", number(7) + "; UPDATE records SET sum = NULL, profile_no = 7 WHERE profile_no = 1", []string{newest, list, find, names, creates}, "the first record names it"},
		{"history without a number, nor its records", number(0) + "; UPDATE records SET sum = NULL, profile_no = 0 WHERE profile_no = 1", []string{newest, list, find, names, creates}, "numbers begin with 1"},
		{"record beyond all numbers", record("seq = 4611686018427387905", 3), []string{newest, list, find, creates}, "adding to it would overflow"},
		{"no id", record("id = ''", 3), []string{newest, list}, "ids are texts"},
		{"id of another alphabet", record("id = 'ü'", 3), []string{newest, list}, "it would have to be escaped"},
		{"status with a blank", record("status = 'a b'", 3), read, "the same"},
		{"status with a quote", record(`status = 'a"b'`, 3), read, "the same"},
		{"status with a backslash", record(`status = 'a\b'`, 3), read, "the same"},
		{"status with a control character", record("status = 'a' || char(127)", 3), read, "the same"},
		{"status too long", record("status = printf('%.1025c', 'a')", 3), read, "no status is"},
		{"time before the year 1", record("sec = -62135596801", 3), read, "it has no text"},
		{"time after the year 9999", record("sec = 253402300800", 3), read, "it has no text"},
		{"negative nanoseconds", record("nsec = -1", 3), read, "they count up"},
		{"a second of nanoseconds", record("nsec = 1000000000", 3), read, "it is another second"},
		{"negative position", "UPDATE sqlite_sequence SET seq = -1 WHERE name = 'records'", []string{opens}, "places would be given twice"},
		{"position beyond all numbers", "UPDATE sqlite_sequence SET seq = 4611686018427387904 WHERE name = 'records'", []string{opens}, "adding to it would overflow"},
		{"position that is no number", "UPDATE sqlite_sequence SET seq = 'x' WHERE name = 'records'", []string{opens}, "no place is known to be free"},
		{"tail after the last position", "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'records'", []string{creates}, "places would be given twice"},
		{"text that is none", "UPDATE records SET sum = NULL, id = CAST(x'ff' AS TEXT) WHERE seq = 3", []string{newest, list}, "nobody wrote it"},

		{"text in place of a number", asText("profiles", "no"), []string{newest, list, names, creates, "newest q", "list q"}, "the file says itself that it has other columns"},
		{"text in place of an end", asText("tails", "last"), []string{newest, list, names, creates, "newest q", "list q"}, "the same"},
		{"text in place of a time", asText("records", "sec"), []string{newest, list, find, "newest q", "list q"}, "the same"},

		{"removals up to what is no number", asText("expired", "seq"), []string{opens}, "what is missing could be damage"},

		{"longest status", record("status = printf('%.1024c', 'a')", 3), nil, "the limit is inclusive"},
		{"edges of the alphabet", record("status = '!~'", 3), nil, "blank and DEL are the first outside"},
		{"year 1", record("sec = -62135596800, nsec = 0", 3), nil, "the first that has a text"},
		{"year 9999", record("sec = 253402300799, nsec = 999999999", 3), nil, "the last that has a text"},
		{"highest position", "UPDATE sqlite_sequence SET seq = 4611686018427387903 WHERE name = 'records'", nil, "the limit is inclusive"},
	}
}

// What is stored and cannot have been written by the store is damage, for every
// call that meets it, although no checksum tells.
func TestTamperedRows(t *testing.T) {
	t.Parallel()
	content := sixRecords(t)
	for _, tt := range tamperings() {
		because(t, tt.name, tt.reason)
		path := file(t)
		write(t, path, content)
		makeDatabase(t, path, tt.change)
		s, err := sqlite.Open(t.Context(), path)
		if slices.Contains(tt.calls, opens) {
			if !errors.Is(err, store.ErrDamaged) || !strings.HasPrefix(err.Error(), "store "+path) {
				t.Errorf("%s: Open() = %v, want ErrDamaged, reason: %s", tt.name, err, tt.reason)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: Open() = %v, want nil, reason: %s", tt.name, err, tt.reason)
			continue
		}
		damaged := false
		expect := func(name string, err error) {
			want := slices.Contains(tt.calls, name)
			damaged = damaged || want
			if errors.Is(err, store.ErrDamaged) != want {
				t.Errorf("%s: %s = %v, want damage: %v, reason: %s", tt.name, name, err, want, tt.reason)
			}
		}
		// The create comes first, since it would notice what others have met, and
		// it is left out where it would hide the damage behind a new record.
		if len(tt.calls) == 0 || slices.Contains(tt.calls, creates) {
			expect(creates, s.Create(t.Context(), record("p", "d")))
		}
		for profile, suffix := range map[string]string{"p": "", "q": " q"} {
			_, err := s.Newest(t.Context(), key(profile))
			expect(newest+suffix, err)
			_, _, err = s.List(t.Context(), key(profile), 0, 10)
			expect(list+suffix, err)
		}
		_, err = s.Find(t.Context(), key("p"), "c")
		expect(find, err)
		_, err = s.Profiles(t.Context(), store.DefaultTenant, "", 10)
		expect(names, err)
		if err := s.Ping(t.Context()); errors.Is(err, store.ErrDamaged) != damaged {
			t.Errorf("%s: Ping() = %v, want damage: %v, reason: %s", tt.name, err, damaged, tt.reason)
		}
		s.Close()
	}
}

// sixRecords returns a store with the records a, b and c of profile p, at 1 to 3,
// and x, y and z of profile q, at 4 to 6.
func sixRecords(t *testing.T) string {
	t.Helper()
	path := file(t)
	s := open(t, path)
	create(t, s, "p", "a", "b", "c")
	create(t, s, "q", "x", "y", "z")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return contentOf(t, path)
}

// A place that is taken although nobody was given it is an error and no conflict
// of ids, which the client would have to have caused.
func TestTakenPlace(t *testing.T) {
	path := file(t)
	write(t, path, sixRecords(t))
	makeDatabase(t, path, "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'records'")
	s := open(t, path)
	expectOutcome(t, "Create()", s.Create(t.Context(), record("p", "new")), "unavailable")
}

// A tombstone or a record that cannot be read is damage for garbage collection.
func TestCollectUnreadable(t *testing.T) {
	const asText = "CREATE TABLE other AS SELECT * FROM %[1]s; DROP TABLE %[1]s; ALTER TABLE other RENAME TO %[1]s; "
	for _, change := range []string{
		fmt.Sprintf(asText, "tombstones") + "INSERT INTO tombstones (no, last) VALUES (1, 'x')",
		fmt.Sprintf(asText, "records") + "UPDATE records SET prev = 'x'; INSERT INTO tombstones (no, last) VALUES (1, 3)",
	} {
		path := file(t)
		write(t, path, sixRecords(t))
		makeDatabase(t, path, change)
		s := open(t, path)
		eventually(t, change, func() bool { return errors.Is(s.Ping(t.Context()), store.ErrDamaged) })
	}
}

// A deleted history whose chain does not end is collected as far as it goes.
func TestCollectDamagedChain(t *testing.T) {
	t.Parallel()
	path := file(t)
	write(t, path, sixRecords(t))
	makeDatabase(t, path, "UPDATE records SET sum = NULL, prev = 9 WHERE seq = 2")
	s := open(t, path)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	eventually(t, "the tombstone leaves the file", func() bool { return count(t, path, "tombstones") == 0 })
	expectOutcome(t, "Ping()", s.Ping(t.Context()), "ok")
}

// A page whose last record follows one that is missing is no last page, whatever
// its size.
func TestMissingBehindPage(t *testing.T) {
	path := file(t)
	write(t, path, sixRecords(t))
	makeDatabase(t, path, "DELETE FROM records WHERE seq = 2")
	s := open(t, path)
	for limit := 1; limit <= 2; limit++ {
		for _, from := range []store.Position{0, 3} { // both begin with the record at 3
			if page, next, err := s.List(t.Context(), key("p"), from, limit); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("List(%d, %d) = %v, %d, %v, want ErrDamaged", from, limit, page, next, err)
			}
		}
	}
}

// A query that fails after its first row has not read everything.
func TestFailsBetweenRows(t *testing.T) {
	s := open(t, file(t))
	const rows = "WITH numbers (n) AS (VALUES (1), (%d)) SELECT abs(n) FROM numbers"
	expectOutcome(t, "Query()", s.Query(t.Context(), fmt.Sprintf(rows, 2)), "ok")
	expectOutcome(t, "Query() that overflows", s.Query(t.Context(), fmt.Sprintf(rows, math.MinInt64)), "unavailable")
}
