package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A shelf keeps what the rows of a suite use one after another, each with a schema
// that is emptied in between: schemas and connections cost more than most rows.
type shelf[T any] struct {
	suite  testing.TB
	create func(row testing.TB, dsn string) T
	free   chan item[T]
}

type item[T any] struct {
	thing T
	dsn   string
	conn  *pgx.Conn // empties the schema
}

// newShelf returns an empty shelf for the rows of suite. When a row finds it empty,
// create makes something on the new schema that dsn names, to last as long as suite.
func newShelf[T any](suite testing.TB, create func(row testing.TB, dsn string) T) *shelf[T] {
	suite.Helper()
	if skipped != nil {
		suite.Skip(skipped)
	}
	return &shelf[T]{suite, create, make(chan item[T], parallel)}
}

// take returns something that no other row uses, on a schema without records. It
// goes back when the row has ended, unless the row has failed.
func (s *shelf[T]) take(row testing.TB) T {
	row.Helper()
	var x item[T]
	select {
	case x = <-s.free:
	default:
		x.dsn = database(s.suite)
		x.thing = s.create(row, x.dsn)
		var err error
		if x.conn, err = pgx.Connect(row.Context(), x.dsn); err != nil {
			row.Fatal(err)
		}
		s.suite.Cleanup(func() { x.conn.Close(context.Background()) })
	}
	row.Cleanup(func() {
		if row.Failed() {
			return
		}
		// Tombstones go first, since a collector that is still at work locks them
		// and then records. Numbers go on, so that it takes no new record for an old one.
		for _, table := range []string{"tombstones", "records", "profiles", "marks"} {
			if _, err := x.conn.Exec(context.Background(), "DELETE FROM "+table); err != nil {
				row.Errorf("emptying %s: %v", table, err)
				return
			}
		}
		s.free <- x
	})
	return x.thing
}
