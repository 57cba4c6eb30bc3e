package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"profilestatus.example/store"
)

// A Store stores records in a PostgreSQL database. Use [Open]. It is safe for
// concurrent use.
type Store struct {
	set       settings
	queue     *queue
	writers   sync.WaitGroup
	pool      *pgxpool.Pool // of what reads and collects
	collector *collector
	expiry    expiry
	close     func() error

	promised         atomic.Pointer[durability]
	records, commits atomic.Uint64
}

var _ store.Store = (*Store)(nil)

// Open returns the store in the database that dsn names, a URL such as
// postgres://user@host/database with the parameters of libpq, among them several hosts,
// sslmode and pool_max_conns. Of several hosts the first one that accepts writes is
// used, also after a failover. Parameters that dsn lacks are taken from the environment
// (PGPASSWORD and so on) and from the password file.
//
// The error is one line that tells a person what to do, and holds no password. Open
// refuses a server before version 14, one that is a standby, is read-only or
// acknowledges commits that a crash can lose; a database whose encoding is not UTF8; a
// schema of another program, or one that a newer version of this program has migrated;
// and a user without the required privileges.
func Open(ctx context.Context, dsn string) (*Store, error) {
	return open(ctx, dsn, defaults())
}

func open(ctx context.Context, dsn string, set settings) (*Store, error) {
	config, schema, err := parse(dsn)
	if err != nil {
		return nil, advise(dsn, err)
	}
	all, err := readMigrations(migrations)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, set.maxOpenWait)
	defer cancel()
	s := &Store{set: set, queue: newQueue(set.maxQueueWait), collector: newCollector()}
	s.close = sync.OnceValue(s.shutDown)
	conn, err := pgx.ConnectConfig(ctx, config.ConnConfig)
	if err != nil {
		return nil, advise(dsn, err)
	}
	defer conn.Close(ctx)
	promised, err := prepare(ctx, conn, schema, all)
	if err != nil {
		return nil, advise(dsn, err)
	}
	s.promised.Store(&promised)
	if s.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), config); err != nil {
		return nil, advise(dsn, err)
	}
	for _, second := range []bool{false, true} {
		w := &writer{second: second, set: set, config: config.ConnConfig, queue: s.queue, promised: &s.promised, records: &s.records, commits: &s.commits, collect: s.collector.wake}
		s.writers.Go(w.run)
	}
	go s.collect()
	return s, nil
}

// Close waits up to 20 s for calls in flight, and closes the connections. Later calls
// get an error wrapping [store.ErrUnavailable]; a second Close does nothing. An error
// means that the database does not respond.
func (s *Store) Close() error { return s.close() }

func (s *Store) shutDown() error {
	s.queue.close()
	close(s.collector.closing)
	return errors.Join(
		s.waitFor("a write", func() { s.writers.Wait() }),
		s.waitFor("a read", func() { <-s.collector.stopped; s.pool.Close() }))
}

func (s *Store) waitFor(what string, f func()) error {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	select {
	case <-done:
		return nil
	case <-time.After(s.set.maxCloseWait):
		return fmt.Errorf("%s has not ended for %v", what, s.set.maxCloseWait)
	}
}

func (s *Store) isClosed() bool {
	s.queue.mu.RLock()
	defer s.queue.mu.RUnlock()
	return s.queue.closed
}

// Stats returns the counters. It may be called at any time.
func (s *Store) Stats() store.Stats {
	return store.Stats{Records: s.records.Load(), Commits: s.commits.Load()}
}

// Durability returns a sentence that says what an acknowledged create survives,
// according to the settings of the server when the store was opened or at the last
// [Store.Ping].
func (s *Store) Durability() string { return s.promised.Load().String() }

// Create implements [store.Store]. It returns when the record is committed.
func (s *Store) Create(ctx context.Context, r store.Record) error {
	return s.do(ctx, createRecord, r)
}

// Delete implements [store.Store]. It takes the same time for a history of any
// size: the space is reclaimed afterwards.
func (s *Store) Delete(ctx context.Context, k store.Key) error {
	return s.do(ctx, deleteHistory, store.Record{Key: k})
}

// DeleteTenant implements [store.Store]. It takes time proportional to the number of
// profiles of the tenant, not of their records. If that is more than 8 s, it fails with
// [store.ErrUnavailable].
func (s *Store) DeleteTenant(ctx context.Context, tenant string) error {
	return s.do(ctx, deleteTenant, store.Record{Key: store.Key{Tenant: tenant}})
}

// Ping implements [store.Store]. It commits a write probe that changes no data.
func (s *Store) Ping(ctx context.Context) error {
	probe, cancel := context.WithTimeout(ctx, s.set.maxPingWait)
	defer cancel()
	err := s.do(probe, probeWrite, store.Record{})
	if err != nil {
		if names, waits := s.awaitsStandbys(ctx); waits {
			err = fmt.Errorf("%w: %s", store.ErrUnavailable, absent(names))
		}
	}
	return err
}
