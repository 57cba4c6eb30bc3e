package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// rowsLimit is the most rows in one statement. A statement for many rows costs
// a third of as many statements for one.
const rowsLimit = 64

// A connection is one to the database with the statements that were prepared
// for it. It is used by one goroutine only, and so it is the driver's own: what
// database/sql does for a pool costs more than most of our statements.
type connection struct {
	conn     driver.Conn
	hook     hook
	prepared map[string]statement

	// Used again by each statement.
	named []driver.NamedValue
	row   row
}

// A statement is what the driver prepares.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// A hook runs before a statement and may delay it or make it fail. It is how
// tests play a disk that is broken; in operation there is none.
type hook func(query string) error

func (h hook) call(query string) error {
	if h == nil {
		return nil
	}
	return h(query)
}

// statement returns the prepared form of query.
func (c *connection) statement(query string) (statement, error) {
	if stmt := c.prepared[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	c.prepared[query] = stmt.(statement)
	return c.prepared[query], nil
}

// values returns args as the driver wants them, until the next call.
func (c *connection) values(args []any) []driver.NamedValue {
	c.named = c.named[:0]
	for i, arg := range args {
		if n, ok := arg.(int); ok {
			arg = int64(n)
		}
		c.named = append(c.named, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return c.named
}

// close frees the statements, too. Until then SQLite keeps the file open, and
// nobody else closes what was prepared for a single connection.
func (c *connection) close() error {
	var errs []error
	for _, stmt := range c.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

// exec runs query and returns how many rows it changed. It never ends early:
// whoever waits for one write has no say in the others of its batch.
func (c *connection) exec(query string, args ...any) (int64, error) {
	if err := c.hook.call(query); err != nil {
		return 0, err
	}
	stmt, err := c.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(context.Background(), c.values(args))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// errEnough ends a query without an error: the other rows are not needed.
var errEnough = errors.New("enough")

// query calls each for every row of query, unless it returns errEnough. It has no context: the driver would
// start a goroutine to watch one, which costs more than most queries.
func (c *connection) query(query string, each func(row) error, args ...any) error {
	if err := c.hook.call(query); err != nil {
		return err
	}
	stmt, err := c.statement(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(context.Background(), c.values(args))
	if err != nil {
		return err
	}
	defer rows.Close()
	n := len(rows.Columns())
	c.row = slices.Grow(c.row[:0], n)[:n]
	for {
		if err := rows.Next(c.row); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(c.row); err == errEnough {
			return nil
		} else if err != nil {
			return unreadable(err)
		}
	}
}

// A row holds the values of a row while it is looked at.
type row []driver.Value

// Scan copies the values to what dest points to, or fails when one is of another
// kind.
func (r row) Scan(dest ...any) error {
	if len(dest) != len(r) {
		return fmt.Errorf("%d columns, want %d", len(r), len(dest))
	}
	for i, value := range r {
		var n int64
		var ok bool
		switch d := dest[i].(type) {
		case *int64:
			*d, ok = value.(int64)
		case *int:
			n, ok = value.(int64)
			*d = int(n)
		case *bool:
			n, ok = value.(int64)
			*d = n != 0
		case *string:
			*d, ok = value.(string)
		case *sql.NullInt64:
			d.Int64, d.Valid = value.(int64)
			ok = d.Valid || value == nil
		case *sql.NullString:
			d.String, d.Valid = value.(string)
			ok = d.Valid || value == nil
		}
		if !ok {
			return fmt.Errorf("column %d is a %T, want a %T", i+1, value, dest[i])
		}
	}
	return nil
}

// A rowsQuery is a statement made of begin, so many rows, and end.
type rowsQuery struct {
	begin, row, end string
	columns         int // of a row
}

// each calls f with statements for the rows in args. They are shared out among
// statements for powers of two, so that few different ones are prepared.
func (q rowsQuery) each(args []any, f func(query string, args []any) error) error {
	for size := rowsLimit; len(args) > 0; {
		for size*q.columns > len(args) {
			size /= 2
		}
		n := size * q.columns
		if err := f(q.begin+strings.Repeat(q.row+", ", size-1)+q.row+q.end, args[:n]); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// execRows executes q for the rows in args. It returns how many were changed.
func (c *connection) execRows(q rowsQuery, args []any) (changed int64, err error) {
	err = q.each(args, func(query string, args []any) error {
		n, err := c.exec(query, args...)
		changed += n
		return err
	})
	return changed, err
}

// castagnoli is the polynomial that processors know.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sum returns the checksum of a row.
func sum(a, b string, numbers ...int64) int64 {
	var space [256]byte
	buf := append(append(append(space[:0], a...), 0), b...)
	for _, n := range numbers {
		buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	}
	return int64(crc32.Checksum(buf, castagnoli))
}

// differs reports whether a row has a checksum and it is not want.
func differs(stored sql.NullInt64, want int64) bool { return stored.Valid && stored.Int64 != want }

// isFull reports whether err is the want of room. A COMMIT that fails so is not
// in the log as a whole: the frame that ends a commit is the last to be written.
func isFull(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_FULL
}
