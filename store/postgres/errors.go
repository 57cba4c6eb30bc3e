package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// isLost reports whether err says that the server has ended the connection, is
// about to, or takes no writes any more.
func isLost(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code[:2] == "57" && e.Code != "57014" || e.Code[:2] == "08" || e.Code == "25006")
}

// isRetryable reports whether a read that failed so may succeed on another
// connection.
func isRetryable(err error) bool {
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	return isLost(err) || !errors.As(err, &e) && !errors.As(err, &connect)
}

// Codes of errors, see the appendix of PostgreSQL's manual.
const (
	notNullViolation = "23502"
	uniqueViolation  = "23505"
)

// isContention reports whether err may not occur when the same is tried again. With
// care, a record lacks its profile only when that was deleted at the same moment.
func isContention(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code[:2] == "40" || e.Code == "55P03" || e.Code == "25P03" || e.Code == notNullViolation)
}
