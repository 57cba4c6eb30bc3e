package sqlite_test

import (
	"database/sql"
	"regexp"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/store"
)

// No statement reads a table of the store from end to end, so none takes longer
// because others have stored much.
func TestPlans(t *testing.T) {
	scan := regexp.MustCompile(`^SCAN (profiles|p|records|r|tails|t|marks)\b`)
	path := file(t)
	s, disk := openFaulty(t, path, longWait)
	create(t, s, "p", "a", "b", "c", "d")
	create(t, s, "q", "a")
	_, _, _ = s.List(t.Context(), key("p"), 0, 10)
	_, _ = s.Newest(t.Context(), key("p"))
	_, _ = s.Find(t.Context(), key("p"), "a")
	_, _ = s.Profiles(t.Context(), store.DefaultTenant, "", 10)
	_, _ = s.Tenants(t.Context(), "", 10)
	mark(t, s)
	expire(t, s, store.Retention{Last: 3}, 100)
	expire(t, s, store.Retention{Before: noon}, 1)
	expectOutcome(t, "Delete()", s.Delete(t.Context(), key("p")), "ok")
	expectOutcome(t, "DeleteTenant()", s.DeleteTenant(t.Context(), store.DefaultTenant), "ok")
	expectOutcome(t, "Close()", s.Close(), "ok")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	explained := 0
	slices.Sort(disk.seen)
	for _, query := range slices.Compact(disk.seen) {
		verb, _, _ := strings.Cut(query, " ")
		if !strings.Contains("SELECT WITH INSERT UPDATE DELETE", verb) {
			continue
		}
		for _, step := range plan(t, db, query) {
			explained++
			if scan.MatchString(step) {
				t.Errorf("%s\n\t%s: a whole table is read", query, step)
			}
		}
	}
	if explained < 30 {
		t.Errorf("%d steps were explained, want those of every statement", explained)
	}
}

// plan returns the steps of a statement as SQLite explains them.
func plan(t *testing.T, db *sql.DB, query string) (steps []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, 600)...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
