package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// applicationID marks a file as one of ours: "PrSt" in ASCII.
const applicationID = 0x50725374

// migrations bring a file from each version to the next. The first takes an
// empty file to version 1. A file that was released is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// A refusal is a reason not to touch a file. Its text says what to do.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// inspect returns the version of the database, 0 when it is empty, and refuses
// what this version of the program should leave alone.
func inspect(ctx context.Context, conn *sql.Conn) (version int, err error) {
	var id, tables int
	for _, q := range []struct {
		query string
		value *int
	}{
		{"PRAGMA application_id", &id},
		{"PRAGMA user_version", &version},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if err := conn.QueryRowContext(ctx, q.query).Scan(q.value); err != nil {
			return 0, fmt.Errorf("inspect: %w", err)
		}
	}
	if id != applicationID && (id != 0 || version != 0 || tables != 0) {
		return 0, &refusal{"it belongs to another program, name another file"}
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	if version > len(steps) {
		return 0, &refusal{fmt.Sprintf("a newer version of this program wrote it (format %d, this version knows %d), use that version or name another file",
			version, len(steps))}
	}
	return version, nil
}

// migrate applies the migrations that a database of this version lacks. Each
// takes effect as a whole or, when it fails, not at all.
func migrate(ctx context.Context, conn *sql.Conn, version int) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for ; version < len(steps); version++ {
		script, err := migrations.ReadFile(steps[version])
		if err != nil {
			return err
		}
		if err := step(ctx, conn, string(script), version+1); err != nil {
			return fmt.Errorf("%s: %w", steps[version], err)
		}
	}
	return nil
}

// step runs one migration and gives the database its new version.
func step(ctx context.Context, conn *sql.Conn, script string, version int) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	script += fmt.Sprintf(";\nPRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version)
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	return tx.Commit()
}
