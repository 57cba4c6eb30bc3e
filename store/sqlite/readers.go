package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"profilestatus.example/store"
)

// readers are read-only connections to the file. In the WAL mode they see the
// last commit and never wait for the writer.
type readers struct {
	db *sql.DB

	// Every read holds mu for reading, so that close waits for them.
	mu     sync.RWMutex
	closed bool
	stmts  sync.Map // of *sql.Stmt by query
}

// newReaders opens all connections at once: one that is opened later might
// meet another file at path.
func newReaders(ctx context.Context, path string) (*readers, error) {
	db, err := sql.Open("sqlite", dsn(path, "mode=ro", "_query_only=1",
		fmt.Sprintf("_busy_timeout=%d", busyTimeout.Milliseconds()),
		fmt.Sprintf("_pragma=cache_size(-%d)", readerCacheKiB)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readerConns)
	db.SetMaxIdleConns(readerConns)
	var conns [readerConns]*sql.Conn
	for i := range conns {
		if conns[i], err = db.Conn(ctx); err == nil {
			// The first read of a connection is what opens the log.
			_, err = conns[i].ExecContext(ctx, "SELECT count(*) FROM tombstones")
		}
		if err != nil {
			break
		}
	}
	for _, c := range conns {
		if c != nil {
			c.Close() // back into the pool
		}
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return &readers{db: db}, nil
}

// close waits for the reads in flight and lets no more in.
func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return r.db.Close()
}

// query calls each for every row. It takes milliseconds at most, so a caller
// that leaves meanwhile is not looked out for: database/sql and the driver would
// each start a goroutine to do so, which costs other reads more.
func (r *readers) query(ctx context.Context, query string, each func(*sql.Rows) error, args ...any) error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	stmt, err := r.prepare(ctx, query)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return fmt.Errorf("scan: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	return nil
}

func (r *readers) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := r.stmts.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if other, loaded := r.stmts.LoadOrStore(query, stmt); loaded {
		stmt.Close()
		return other.(*sql.Stmt), nil
	}
	return stmt, nil
}

// scan reads the columns id, status, sec and nsec into r, and more behind them.
func scan(rows *sql.Rows, r *store.Record, more ...any) error {
	var sec, nsec int64
	if err := rows.Scan(append([]any{&r.ID, &r.Status, &sec, &nsec}, more...)...); err != nil {
		return err
	}
	r.LastSynchronization = time.Unix(sec, nsec).UTC()
	return nil
}
