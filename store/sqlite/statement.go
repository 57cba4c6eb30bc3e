package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// rowsLimit is the most rows in one statement. A statement for many rows costs
// a third of as many statements for one.
const rowsLimit = 64

// statement returns the prepared form of query.
func (c *committer) statement(query string) (*sql.Stmt, error) {
	if stmt := c.prepared[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(context.Background(), query)
	if err == nil {
		c.prepared[query] = stmt
	}
	return stmt, err
}

// close frees the statements. Until then SQLite keeps the file open, and nobody
// else closes what was prepared for a single connection.
func (c *committer) close() error {
	var errs []error
	for _, stmt := range c.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

// exec runs query and returns how many rows it changed. It never ends early:
// whoever waits for one write has no say in the others of its batch.
func (c *committer) exec(query string, args ...any) (int64, error) {
	if err := c.hook.call(query); err != nil {
		return 0, err
	}
	stmt, err := c.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query calls each for every row of query.
func (c *committer) query(query string, each func(*sql.Rows) error, args ...any) error {
	if err := c.hook.call(query); err != nil {
		return err
	}
	stmt, err := c.statement(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(context.Background(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return unreadable(err)
		}
	}
	return rows.Err()
}

// execRows runs a statement made of begin, a row for every columns of args, and
// end. It returns how many rows were changed. The rows are shared out among
// statements for powers of two, so that few different ones are prepared.
func (c *committer) execRows(begin, row, end string, columns int, args []any) (changed int64, err error) {
	for size := rowsLimit; len(args) > 0; {
		for size*columns > len(args) {
			size /= 2
		}
		n, err := c.exec(rowsQuery(begin, row, end, size), args[:size*columns]...)
		if err != nil {
			return 0, err
		}
		changed += n
		args = args[size*columns:]
	}
	return changed, nil
}

func rowsQuery(begin, row, end string, size int) string {
	return begin + strings.Repeat(row+", ", size-1) + row + end
}
