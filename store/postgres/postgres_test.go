package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"profilestatus.example/store"
	"profilestatus.example/store/postgres"
	"profilestatus.example/store/postgres/pgtest"
	"profilestatus.example/store/storetest"
)

// givenDatabase is the environment that names a database to test with, as Open
// wants it, whose user may make schemas. Otherwise the tests start a server. Its
// name does not begin like those that the program reads, which refuses others.
const givenDatabase = "POSTGRES_TEST_DSN"

// parallel is how many tests run at once.
const parallel = 4

var (
	server  *pgtest.Server // nil: a given one, or none
	skipped error          // why there is no database
	schemas atomic.Int64
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	// Tests that run beside others mostly wait for the server's disk.
	if err := flag.Set("test.parallel", fmt.Sprint(parallel)); err != nil {
		panic(err)
	}
	if os.Getenv(givenDatabase) != "" {
		return m.Run()
	}
	err := storetest.FoldersInMemory()
	if err != nil {
		panic(err)
	}
	// No test has what is worth compiling for or vacuuming.
	server, err = pgtest.Start("max_connections=400", "jit=off", "autovacuum=off")
	switch {
	case errors.Is(err, pgtest.ErrMissing):
		skipped = err
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	default:
		defer server.Remove()
	}
	return m.Run()
}

// database returns the name of an empty schema in the database that all tests
// share, with parameters such as "pool_max_conns=1".
func database(t testing.TB) string {
	t.Helper()
	if skipped != nil {
		t.Skip(skipped)
	}
	schema := fmt.Sprintf("test_%d_%d", os.Getpid(), schemas.Add(1))
	dsn := named(schema)
	if server == nil { // a server of the tests goes as a whole
		t.Cleanup(func() { execute(t, dsn, "DROP SCHEMA IF EXISTS "+schema+" CASCADE") })
	}
	return dsn
}

// named returns how to connect with the schema.
func named(schema string) string {
	if server != nil {
		return server.DSN("search_path=" + schema)
	}
	separator := "?"
	if strings.Contains(os.Getenv(givenDatabase), "?") {
		separator = "&"
	}
	return os.Getenv(givenDatabase) + separator + "search_path=" + schema
}

// execute runs statements, each in a transaction of its own.
func execute(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// open opens the store and closes it with the test.
func open(t testing.TB, dsn string) *postgres.Store {
	t.Helper()
	return openFor(t, t, dsn)
}

// openFor opens the store for the test t and closes it with the test last.
func openFor(t, last testing.TB, dsn string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	last.Cleanup(func() {
		if err := s.Close(); err != nil {
			last.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

// TestStore runs the suite with a new store for each row.
func TestStore(t *testing.T) {
	t.Parallel()
	schemas := newShelf(t, func(_ testing.TB, dsn string) string { return dsn })
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, schemas.take(t)) })
}

// replicas spreads calls over stores on one database.
type replicas struct {
	stores []store.Store
	next   atomic.Uint64
}

func (r *replicas) any() store.Store { return r.stores[r.next.Add(1)%uint64(len(r.stores))] }

func (r *replicas) Create(ctx context.Context, x store.Record) error { return r.any().Create(ctx, x) }
func (r *replicas) Newest(ctx context.Context, k store.Key) (store.Record, error) {
	return r.any().Newest(ctx, k)
}
func (r *replicas) Find(ctx context.Context, k store.Key, id string) (store.Record, error) {
	return r.any().Find(ctx, k, id)
}
func (r *replicas) List(ctx context.Context, k store.Key, from store.Position, limit int) ([]store.Record, store.Position, error) {
	return r.any().List(ctx, k, from, limit)
}
func (r *replicas) Delete(ctx context.Context, k store.Key) error { return r.any().Delete(ctx, k) }
func (r *replicas) Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error) {
	return r.any().Profiles(ctx, tenant, after, limit)
}
func (r *replicas) Tenants(ctx context.Context, after string, limit int) ([]string, error) {
	return r.any().Tenants(ctx, after, limit)
}
func (r *replicas) Mark(ctx context.Context, now time.Time, interval time.Duration) (bool, error) {
	return r.any().(store.Expirer).Mark(ctx, now, interval)
}
func (r *replicas) Expire(ctx context.Context, keep store.Retention, limit int) (int, bool, error) {
	return r.any().(store.Expirer).Expire(ctx, keep, limit)
}
func (r *replicas) DeleteTenant(ctx context.Context, tenant string) error {
	return r.any().DeleteTenant(ctx, tenant)
}
func (r *replicas) Ping(ctx context.Context) error { return r.any().Ping(ctx) }

// TestReplicas runs the suite with its calls spread over three replicas on one
// database. Rows that follow each other share replicas, which have then been at
// work for a while.
func TestReplicas(t *testing.T) {
	t.Parallel()
	running := newShelf(t, func(row testing.TB, dsn string) *replicas {
		dsn += "&pool_max_conns=2" // each is a process of the server
		return &replicas{stores: []store.Store{openFor(row, t, dsn), openFor(row, t, dsn), openFor(row, t, dsn)}}
	})
	storetest.Run(t, func(t *testing.T) store.Store { return running.take(t) })
}

func key(profileID string) store.Key {
	return store.Key{Tenant: store.DefaultTenant, Profile: profileID}
}

func record(profileID, id string) store.Record {
	return store.Record{Key: key(profileID), ID: id, Status: "paused", LastSynchronization: time.Date(2026, 11, 24, 10, 0, 0, 1, time.UTC)}
}

func create(t testing.TB, s store.Store, profileID string, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.Create(t.Context(), record(profileID, id)); err != nil {
			t.Fatalf("Create(%s/%s) = %v, want nil", profileID, id, err)
		}
	}
}

// createWithoutCare has s create records of a known profile until it expects no new
// profile and no taken id any more.
func createWithoutCare(t testing.TB, s store.Store) {
	t.Helper()
	for range postgres.CarefulBatches + 2 {
		create(t, s, "known", fmt.Sprint(rand.Uint64()))
	}
}
