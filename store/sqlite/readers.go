package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"

	"profilestatus.example/store"
)

// readers are goroutines that read, each with a read-only connection to the
// file. In the WAL mode they see the last commit and never wait for the writer.
//
// A caller hands its query to one of them and stops waiting when it wants to: a
// read that the disk does not answer cannot be interrupted, only left behind.
type readers struct {
	set     settings
	queries chan *query
	closing chan struct{}
	once    sync.Once
	running sync.WaitGroup
}

// A query is what a caller wants to know.
type query struct {
	text string
	args []any
	each func(row) error // for every row; must touch nothing that a caller uses who left
	done chan error      // receives once
}

// newReaders opens all connections at once: one that is opened later might
// meet another file at path.
func newReaders(ctx context.Context, path string, set settings) (*readers, error) {
	r := &readers{set: set, queries: make(chan *query), closing: make(chan struct{})}
	for range readerConns {
		c, err := openConnection(ctx, path, set.hook, "mode=ro", "_query_only=1",
			fmt.Sprintf("_pragma=cache_size(-%d)", readerCacheKiB),
			"_pragma=cell_size_check(1)")
		if err == nil {
			// The first read of a connection is what opens the log.
			err = c.query("SELECT count(*) FROM tombstones", func(row) error { return nil })
			r.running.Go(func() { r.run(c) })
		}
		if err != nil {
			r.close()
			return nil, err
		}
	}
	return r, nil
}

// run answers queries on c until the readers are closed.
func (r *readers) run(c *connection) {
	defer c.close()
	for {
		select {
		case q := <-r.queries:
			q.done <- c.query(q.text, q.each, q.args...)
		case <-r.closing:
			return
		}
	}
}

// close waits for the reads in flight, within bounds, and lets no more in.
func (r *readers) close() error {
	r.once.Do(func() { close(r.closing) })
	stopped := make(chan struct{})
	go func() {
		r.running.Wait()
		close(stopped)
	}()
	select {
	case <-stopped:
		return nil
	case <-time.After(r.set.maxCloseWait):
		return fmt.Errorf("a read has not ended for %v", r.set.maxCloseWait)
	}
}

// query calls each for every row of text. It returns an error wrapping
// [store.ErrUnavailable] when ctx ends or the disk does not answer in time; each
// may then still be called.
func (r *readers) query(ctx context.Context, text string, each func(row) error, args ...any) error {
	q := &query{text: text, args: args, each: each, done: make(chan error, 1)}
	timer := timers.Get().(*time.Timer)
	timer.Reset(r.set.maxReadWait)
	defer func() {
		timer.Stop()
		timers.Put(timer)
	}()
	select {
	case <-r.closing:
		return errClosed
	default:
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	select {
	case r.queries <- q:
	case <-r.closing:
		return errClosed
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-timer.C:
		return fmt.Errorf("%w: no read has ended for %v", store.ErrUnavailable, r.set.maxReadWait)
	}
	select {
	case err := <-q.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	case <-timer.C:
		return fmt.Errorf("%w: the disk has not answered for %v", store.ErrUnavailable, r.set.maxReadWait)
	}
}
