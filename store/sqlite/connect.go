package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"profilestatus.example/store"
)

const (
	writerCacheKiB = 4_000
	readerCacheKiB = 500
	readerConns    = 4
)

// dsn returns the name of the database at path for the driver. The parameters
// are not escaped.
func dsn(path string, parameters ...string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), OmitHost: true}
	if !strings.HasPrefix(u.Path, "/") { // C:/...
		u.Path = "/" + u.Path
	}
	u.RawQuery = strings.Join(parameters, "&")
	return u.String()
}

// openConnection opens the database at path. The parameters are not escaped.
func openConnection(ctx context.Context, path string, h hook, parameters ...string) (*connection, error) {
	busy := fmt.Sprintf("_busy_timeout=%d", busyTimeout.Milliseconds())
	connector, err := sqlite.NewConnector(dsn(path, append(parameters, busy)...))
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn: conn, hook: h, prepared: make(map[string]statement)}, nil
}

// connect opens the database at path, making it when needed, and brings it up
// to date. It returns the one connection that writes.
func connect(ctx context.Context, path string, set settings) (*connection, error) {
	// fdatasync leaves out the times of a file, which on most file systems cost
	// as much as the data, and nothing that is needed to read it. The setting is
	// the process's; where there is none, SQLite calls what it always does.
	_, _ = sqlite.Fdatasync(true)
	c, err := openConnection(ctx, path, set.hook)
	if err != nil {
		return nil, err
	}
	if err := configure(ctx, c, set); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// configure checks what is in the file before it changes the first byte.
func configure(ctx context.Context, c *connection, set settings) error {
	all, err := readMigrations(migrations)
	var version int
	if err == nil {
		version, err = inspect(c, len(all))
	}
	if err != nil {
		return err
	}
	for _, pragma := range []string{
		"journal_mode = WAL",
		"synchronous = " + set.synchronous,
		fmt.Sprintf("wal_autocheckpoint = %d", set.checkpointPages),
		fmt.Sprintf("cache_size = -%d", writerCacheKiB),
		"cell_size_check = 1",
	} {
		if _, err := c.exec("PRAGMA " + pragma); err != nil {
			return fmt.Errorf("set %s: %w", pragma, err)
		}
	}
	return migrate(ctx, c, all, version)
}

// advise turns what SQLite says about a file that does not open into what to
// do about it.
func advise(path string, err error) error {
	var advice string
	var refused *refusal
	var e *sqlite.Error
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("store %s: %w", path, err)
	case errors.Is(err, store.ErrDamaged):
		advice = "it is damaged, restore it from a copy or name another file"
	case !errors.As(err, &e):
		advice = "it cannot be opened"
	default:
		// Extended codes keep the kind of fault in the low byte.
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			advice = "it is not a database, name another file"
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
			advice = "files cannot be made beside it, let this user write to the directory"
		case sqlite3.SQLITE_BUSY:
			advice = "another program holds it, stop that program and try again"
		case sqlite3.SQLITE_FULL:
			advice = "the disk is full, make room"
		case sqlite3.SQLITE_CORRUPT:
			advice = "it is damaged, restore it from a copy or name another file"
		default:
			advice = "it cannot be opened, see to the disk"
		}
	}
	return fmt.Errorf("store %s: %s: %w", path, advice, err)
}
