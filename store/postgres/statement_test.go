package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store/postgres"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := postgres.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// Texts arrive as they are.
func TestTexts(t *testing.T) {
	conn := connect(t, database(t))
	tests := []struct {
		texts  []string
		reason string
	}{
		{[]string{"a"}, "most are short"},
		{[]string{"", "ä€😀", "NULL", `{"a,b"}`, strings.Repeat("long", 10_000)}, "nothing in a text is special"},
		{[]string{}, "the server knows no dimension without elements"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%q has no reason", tt.texts)
		}
		var got []string
		if err := conn.QueryRow(t.Context(), "SELECT $1::text[]", tt.texts).Scan(&got); err != nil || !slices.Equal(got, tt.texts) {
			t.Errorf("%.80q came back as %.80q, %v, reason: %s", tt.texts, got, err, tt.reason)
		}
	}
}

// The profiles of a batch are found by the index for that, with and without statistics.
func TestPlan(t *testing.T) {
	dsn := database(t)
	open(t, dsn)
	conn := connect(t, dsn)
	plan := func(name string) {
		t.Helper()
		names := []string{"a", "b"}
		rows, err := conn.Query(t.Context(), "EXPLAIN "+postgres.AddRecords, names, names, names, names, []int64{1, 2}, []int32{1, 2}, 1, 1, "on", "on", "")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(lines, "\n"); !strings.Contains(text, "Index Scan using profiles_lookup") || strings.Contains(text, "profiles_pkey") {
			t.Errorf("%s: the plan is\n%s\nwant profiles_lookup", name, text)
		}
	}
	plan("empty")
	execute(t, dsn, "INSERT INTO profiles (tenant, name) SELECT 'default', i FROM generate_series(1, 20000) i")
	plan("grown")
	execute(t, dsn, "ANALYZE profiles")
	plan("analyzed")
}
