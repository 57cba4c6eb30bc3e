package sqlite

import (
	"context"
	"database/sql/driver"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// applicationID marks a file as one of ours: "PrSt" in ASCII.
const applicationID = 0x50725374

// migrations bring a file from each version to the next. The first takes an
// empty file to version 1. A file that was released is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// A migration takes a database to the version in front of its name.
type migration struct {
	version int
	name    string
	script  string
}

// readMigrations returns the migrations in files in the order of their
// versions, which have to be 1, 2 and so on without a gap.
func readMigrations(files fs.FS) ([]migration, error) {
	names, _ := fs.Glob(files, "migrations/*.sql") // in order; only a bad pattern is an error
	var all []migration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, _ := strconv.Atoi(number) // 0 if it is none
		if version != len(all)+1 {
			return nil, fmt.Errorf("%s: its number is not %04d", name, len(all)+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, migration{version, name, string(script)})
	}
	return all, nil
}

// A refusal is a reason not to touch a file. Its text says what to do.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// inspect returns the version of the database, 0 when it is empty. It refuses
// what this version of the program, which knows files up to newest, should
// leave alone.
func inspect(c *connection, newest int) (version int, err error) {
	var id, tables int
	for _, q := range []struct {
		query string
		value *int
	}{
		{"PRAGMA application_id", &id},
		{"PRAGMA user_version", &version},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if err := c.query(q.query, func(r row) error { return r.Scan(q.value) }); err != nil {
			return 0, fmt.Errorf("inspect: %w", err)
		}
	}
	if id != applicationID && (id != 0 || version != 0 || tables != 0) {
		return 0, &refusal{"it belongs to another program, name another file"}
	}
	if version > newest {
		return 0, &refusal{fmt.Sprintf("a newer version of this program wrote it (format %d, this version knows %d), use that version or name another file",
			version, newest)}
	}
	return version, nil
}

// migrate applies those of all migrations that a database of this version
// lacks. Each takes effect as a whole or, when it fails, not at all.
func migrate(ctx context.Context, c *connection, all []migration, version int) error {
	for _, m := range all {
		if m.version <= version {
			continue
		}
		if err := m.apply(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// apply runs the migration and gives the database its new version.
func (m migration) apply(ctx context.Context, c *connection) error {
	conn := c.conn.(driver.ExecerContext)
	script := fmt.Sprintf("BEGIN; %s;\nPRAGMA application_id = %d; PRAGMA user_version = %d", m.script, applicationID, m.version)
	_, err := conn.ExecContext(ctx, script, nil)
	if err == nil {
		err = c.hook.call("COMMIT")
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT", nil)
	}
	if err != nil {
		c.exec("ROLLBACK") // fails when SQLite has done so by itself
	}
	return err
}
