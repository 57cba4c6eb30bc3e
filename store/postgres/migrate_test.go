package postgres_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A schema of each version before is brought up to date, with what is in it, while a
// replica of that version writes.
func TestMigrateWhileOlderWrites(t *testing.T) {
	names, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(names) < 2 {
		t.Fatalf("the migrations are %v, error %v", names, err)
	}
	for version := 1; version < len(names); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) { testMigration(t, names[:version], len(names)) })
	}
}

// testMigration migrates a schema that scripts have made to the newest version.
func testMigration(t *testing.T, scripts []string, newest int) {
	dsn := database(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	script := fmt.Sprintf("CREATE TABLE format (version integer NOT NULL); INSERT INTO format VALUES (%d);", len(scripts))
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		script += string(text)
	}
	// What an older replica sends.
	older := func(profile, id string) {
		t.Helper()
		for _, statement := range []string{
			"INSERT INTO profiles (tenant, name) SELECT 'default', $1 WHERE $2 <> '' ON CONFLICT (tenant, name) DO NOTHING",
			`INSERT INTO records (profile_no, seq, id, status, sec, nsec) SELECT p.no, nextval('numbers'), $2, 'paused', 0, 0
FROM (SELECT no FROM profiles WHERE tenant = 'default' AND name = $1 FOR NO KEY UPDATE) p ON CONFLICT (id, profile_no) DO NOTHING`,
		} {
			if _, err := conn.Exec(t.Context(), statement, profile, id); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	schema := conn.Config().RuntimeParams["search_path"]
	execute(t, dsn, "CREATE SCHEMA IF NOT EXISTS "+schema, script)
	older("p", "a")
	s := open(t, dsn)
	create(t, s, "p", "b")
	older("p", "c")
	older("q", "a")
	createWithoutCare(t, s)
	create(t, s, "p", "d")
	create(t, s, "q", "b")
	if got, want := ids(t, s, "p"), []string{"d", "c", "b", "a"}; !slices.Equal(got, want) {
		t.Errorf("List(p) = %v, want %v", got, want)
	}
	if got, want := ids(t, s, "q"), []string{"b", "a"}; !slices.Equal(got, want) {
		t.Errorf("List(q) = %v, want %v", got, want)
	}
	if n := count(t, dsn, fmt.Sprintf("format WHERE version = %d", newest)); n != 1 {
		t.Errorf("the schema is not of version %d", newest)
	}
}
