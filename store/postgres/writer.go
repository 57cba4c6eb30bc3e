package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"profilestatus.example/store"
)

// A writer commits what waits in the queue, one transaction after another, on a
// connection of its own. It is used by one goroutine only.
type writer struct {
	second bool // only helps
	set    settings
	config *pgx.ConnConfig
	queue  *queue
	held   *write // taken from the queue, for the next batch

	// The size of the last batch, and how long it took.
	answered int
	took     time.Duration

	conn *pgx.Conn // nil: none
	// id names this writer's row in the database; 0: there is none. batch is
	// what the last transaction has written to it.
	id, batch int64
	warned    bool // the server has sent a warning since the last commit began
	careful   int  // so many more batches may need what add refuses
	// durability is what the server promised in the last transaction that asked.
	durability durability
	promised   *atomic.Pointer[durability] // the same of both writers

	garbage bool   // this transaction has deleted something
	collect func() // tells that something was deleted

	records, commits *atomic.Uint64
}

var (
	// errAgain means that nothing is wrong and the batch has to be begun anew.
	errAgain = errors.New("another replica has removed the row of this writer")

	// errRefused means that the batch needs care, and that nothing was changed.
	errRefused = errors.New("the batch needs care")

	// errUncertain wraps the error of a commit whose outcome is not known.
	errUncertain = errors.New("the outcome of the commit is not known")
)

// run serves the queue until it is closed and empty.
func (w *writer) run() {
	var batch []*write
	for {
		batch = w.next(batch[:0])
		if len(batch) == 0 {
			w.leave()
			return
		}
		began := time.Now()
		if w.second {
			w.commit(batch)
		} else {
			w.queue.begin()
			w.commit(batch)
			w.queue.end()
		}
		w.answered, w.took = len(batch), time.Since(began)
		clear(batch) // the records are the callers'
	}
}

// leave takes the writer's row away and ends its connection.
func (w *writer) leave() {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	w.conn.Exec(ctx, "DELETE FROM writers WHERE id = $1", w.id) // or another replica does
	w.drop()
}

// commit brings the batch to the database and then answers it.
func (w *writer) commit(batch []*write) {
	ctx, cancel := context.WithTimeout(context.Background(), w.set.maxBatchTime)
	defer cancel()
	err := w.apply(ctx, batch)
	var created uint64
	for _, x := range batch {
		if err != nil {
			x.err = err
		} else if x.kind == createRecord && x.err == nil {
			created++
		}
	}
	if err == nil {
		w.records.Add(created)
		w.commits.Add(1)
		if w.garbage {
			w.collect()
		}
	}
	for _, x := range batch {
		x.done <- struct{}{}
	}
}

// apply commits the batch, if need be by several attempts. When it returns nil,
// the err of each write is its outcome. An error wrapping [store.ErrUnknown]
// leaves the outcome open; after any other error nothing was changed.
func (w *writer) apply(ctx context.Context, batch []*write) error {
	for attempt := 1; ; attempt++ {
		if err := w.connect(ctx); err != nil {
			return fmt.Errorf("%w: connect: %w", store.ErrUnavailable, err)
		}
		err := w.transact(ctx, batch)
		if err == nil {
			return nil
		}
		if errors.Is(err, errRefused) {
			continue // with care, on the same connection
		}
		broken := w.conn.IsClosed() || isLost(err)
		again := broken || errors.Is(err, errAgain) || isContention(err)
		w.drop()
		if errors.Is(err, errUncertain) {
			committed, unknown := w.lookUp(ctx)
			if unknown != nil {
				w.id = 0 // which is not to be locked by what is still open
				return fmt.Errorf("%w: %w; %w", store.ErrUnknown, err, unknown)
			}
			if committed {
				return nil
			}
		}
		if !again || attempt == maxAttempts || ctx.Err() != nil {
			return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		}
	}
}

// lookUp returns whether the transaction that was to write batch is committed.
// It gives the row another id: that waits for the transaction to end if it is
// still open, and lets it change nothing if the server begins with it only now. Its
// commit takes a later place in the log, so that the disk and synchronous standbys
// have whatever was read when it is acknowledged. Only to read would prove nothing: a
// row can be seen before a standby has it.
func (w *writer) lookUp(ctx context.Context) (committed bool, err error) {
	next := newWriterID()
	for {
		if err = w.connect(ctx); err == nil {
			var batch int64
			err = w.conn.QueryRow(ctx, "UPDATE writers SET id = $2, used = now() WHERE id IN ($1, $2) RETURNING batch", w.id, next).Scan(&batch)
			if errors.Is(err, pgx.ErrNoRows) {
				w.id = 0
				return false, nil // and the batch with it
			}
			if err == nil && !w.warned {
				w.id = next
				return batch == w.batch, nil
			}
			w.drop()
		}
		select {
		case <-ctx.Done():
			return false, errors.Join(err, ctx.Err())
		case <-time.After(w.set.retryInterval):
		}
	}
}

// connect makes sure that there is a connection, and a row of this writer.
func (w *writer) connect(ctx context.Context) error {
	w.warned = false
	if w.conn == nil {
		config := w.config.Copy()
		config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
			// A commit that does not wait for its standby any longer succeeds, and
			// only a warning tells.
			w.warned = w.warned || n.SeverityUnlocalized == "WARNING"
		}
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return err
		}
		encodeTextsDirectly(conn)
		w.conn = conn
		w.careful = max(w.careful, 1) // which learns what this server promises
	}
	if w.id != 0 {
		return nil
	}
	id := newWriterID()
	if _, err := w.conn.Exec(ctx, "INSERT INTO writers (id, batch) VALUES ($1, 0)", id); err != nil {
		w.drop()
		return err
	}
	w.id, w.batch = id, 0
	return nil
}

func newWriterID() int64 { return rand.Int64() | 1 }

// drop ends the connection and, with it, an open transaction.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	w.conn.Close(ctx)
	w.conn = nil
}

// checkEnd returns what the answer to a commit means, or to what was sent together
// with it. An error wrapping errUncertain leaves open whether the transaction is
// committed; after any other it is not.
func (w *writer) checkEnd(err error) error {
	var e *pgconn.PgError
	switch {
	case err == nil && !w.warned:
		return nil
	case err == nil:
		return fmt.Errorf("commit: %w: the server did not wait for its standbys", errUncertain)
	case errors.As(err, &e) && e.SeverityUnlocalized == "ERROR" && !w.conn.IsClosed():
		return fmt.Errorf("commit: %w", err)
	}
	return fmt.Errorf("commit: %w: %w", errUncertain, err)
}
