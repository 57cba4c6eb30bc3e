package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"profilestatus.example/store"
)

// An oddConn is a connection that has a text in place of the first value of each row
// of the queries that contain odd.
type oddConn struct {
	driver.Conn
	odd string
}

func (c oddConn) Prepare(query string) (driver.Stmt, error) {
	stmt, err := c.Conn.Prepare(query)
	if err == nil && strings.Contains(query, c.odd) {
		return oddStmt{stmt.(statement)}, nil
	}
	return stmt, err
}

type oddStmt struct{ statement }

func (s oddStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.statement.QueryContext(ctx, args)
	return oddRows{rows}, err
}

type oddRows struct{ driver.Rows }

func (r oddRows) Next(row []driver.Value) error {
	err := r.Rows.Next(row)
	row[0] = "odd"
	return err
}

// What is read is taken for nothing but what it is, also where SQLite is not known to
// give anything else.
func TestOddRows(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "s.db")
	s, err := Open(ctx, path)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	copied := func(c *connection) error {
		return copyPages(ctx, c, path+".part", func(int64, int64) { t.Error("progress() was called, want an error before") })
	}
	inspected := func(c *connection) error { return inspectCopy(c) }
	for _, tt := range []struct {
		odd    string
		call   func(c *connection) error
		reason string
	}{
		{"application_id", inspected, "whose file it is is not known"},
		{"user_version", inspected, "its version is not known"},
		{"count(*) FROM sqlite_schema", inspected, "whether it is empty is not known"},
		{"page_count", copied, "how much is to be copied is not known"},
		{"page_size", copied, "the same"},
		{"name = 'tails'", checkRows, "whether there are tails to check is not known"},
		{"FROM tombstones", func(c *connection) error { _, err := newCommitter(c, new(linkCache)); return err }, "whether there is garbage is not known"},
		{"wal_checkpoint(NOOP)", func(c *connection) error {
			_, err := (&writer{committer: &committer{connection: c}}).frames()
			return err
		}, "how much of the log is in use is not known"},
		{"SELECT EXISTS", func(c *connection) error {
			r := &readers{set: defaults(), queries: make(chan *query), closing: make(chan struct{})}
			r.running.Go(func() { r.run(&connection{conn: c.conn, prepared: make(map[string]statement)}) })
			marking := &Store{files: new(files), health: new(health), writer: &writer{committer: new(committer)}, readers: r}
			_, err := marking.Mark(ctx, time.Now(), time.Hour)
			return errors.Join(err, r.close())
		}, "whether there is a mark is not known"},
	} {
		if tt.reason == "" {
			t.Fatalf("%s: the row has no reason", tt.odd)
		}
		c, err := openConnection(ctx, path, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.conn = oddConn{c.conn, tt.odd}
		if err := tt.call(c); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "want a") {
			t.Errorf("%s: %v, want damage; %s", tt.odd, err, tt.reason)
		}
		_ = c.close() // a second time for the readers
	}
}
