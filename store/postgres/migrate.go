package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// migrations bring a schema from each version to the next. The first takes an
// empty one to version 1. A file that was released is never edited, and a newer
// version leaves to an older replica what that one reads and writes.
//
//go:embed migrations/*.sql
var migrations embed.FS

// advisoryLock is the number of the lock under which migrations are taken.
const advisoryLock = 0x5072_5374 // "PrSt" in ASCII

// readMigrations returns the scripts in files in the order of their versions,
// which have to be 1, 2 and so on without a gap.
func readMigrations(files fs.FS) ([]string, error) {
	names, _ := fs.Glob(files, "migrations/*.sql") // in order; only a bad pattern is an error
	var all []string
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if version, _ := strconv.Atoi(number); version != len(all)+1 {
			return nil, fmt.Errorf("%s: its number is not %04d", name, len(all)+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, string(script))
	}
	return all, nil
}

// prepare makes the schema or brings it up to date, unless this version of the
// program, which knows the given migrations, should leave the database alone. It
// returns what the server promises.
func prepare(ctx context.Context, conn *pgx.Conn, schema string, all []string) (d durability, err error) {
	if err := conn.QueryRow(ctx, "SELECT "+durabilityColumns).Scan(&d.synchronousCommit, &d.fsync, &d.standbys); err != nil {
		return d, err
	}
	if err := d.validate(); err != nil {
		return d, err
	}
	version, err := inspect(ctx, conn, schema, len(all))
	if err != nil || version == len(all) {
		return d, err
	}
	return d, pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// It does not wait for a standby, so that Open does not. What is committed
		// later and does wait comes after it in the log, so that a standby has both.
		if _, err := tx.Exec(ctx, "SET LOCAL synchronous_commit TO local"); err != nil {
			return err
		}
		// Another replica may be doing the same.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", advisoryLock); err != nil {
			return err
		}
		version, err := inspect(ctx, tx, schema, len(all))
		if err != nil {
			return err
		}
		if version == 0 {
			// The name was checked. A schema that is there needs no privilege.
			_, err = tx.Exec(ctx, "DO $$ BEGIN IF to_regnamespace('"+schema+"') IS NULL THEN CREATE SCHEMA "+schema+"; END IF; END $$")
			if err == nil {
				_, err = tx.Exec(ctx, "CREATE TABLE format (version integer NOT NULL); INSERT INTO format VALUES (0)")
			}
		}
		for _, script := range all[version:] {
			if err == nil {
				_, err = tx.Exec(ctx, script)
			}
		}
		if err == nil {
			_, err = tx.Exec(ctx, fmt.Sprintf("UPDATE format SET version = %d", len(all)))
		}
		return err
	})
}

// A querier is a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// inspect returns the version of the schema, 0 when it is empty or missing. It
// refuses what this version of the program, which knows schemas up to newest,
// should leave alone.
func inspect(ctx context.Context, q querier, schema string, newest int) (version int, err error) {
	const tables = `SELECT count(*), count(*) FILTER (WHERE c.relname = 'format')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'S')`
	var all, format int
	if err := q.QueryRow(ctx, tables, schema).Scan(&all, &format); err != nil || all == 0 {
		return 0, err
	}
	foreign := &refusal{fmt.Sprintf("the schema %s belongs to another program, name another one by search_path", schema)}
	if format == 0 {
		return 0, foreign
	}
	err = q.QueryRow(ctx, "SELECT version FROM "+schema+".format").Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, foreign
	}
	if version > newest {
		return 0, &refusal{fmt.Sprintf("a newer version of this program has brought the schema %s to format %d, this version knows %d; use that version",
			schema, version, newest)}
	}
	if err != nil || version == 0 {
		return version, err
	}
	return version, privileges(ctx, q)
}

// privileges refuses a user that may not do with the tables what the store does. Of
// those that a migration is still to make it says nothing.
func privileges(ctx context.Context, q querier) error {
	const query = `SELECT current_user::text, string_agg(p || ' ON ' || t, ', ')
FROM unnest('{profiles,records,tombstones,writers,marks,numbers}'::text[]) t, unnest('{SELECT,INSERT,UPDATE,DELETE,USAGE}'::text[]) p
WHERE CASE WHEN (t = 'numbers') <> (p = 'USAGE') THEN false
	WHEN p = 'USAGE' THEN NOT has_sequence_privilege(to_regclass(t), p) ELSE NOT has_table_privilege(to_regclass(t), p) END
HAVING count(*) > 0`
	var user, missing string
	err := q.QueryRow(ctx, query).Scan(&user, &missing)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &refusal{fmt.Sprintf("the user %s lacks privileges, GRANT %s", user, missing)}
}
