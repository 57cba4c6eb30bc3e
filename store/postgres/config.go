package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A refusal is a reason not to use a database. Its text says what to do.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// parse returns how to connect to the database that dsn names, and the schema of
// the tables. Its errors hold no password.
func parse(dsn string) (*pgxpool.Config, string, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil || hasLostPassword(dsn) {
		return nil, "", unreadable(dsn, err)
	}
	c := config.ConnConfig
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 3 * time.Second
	}
	given := c.ValidateConnect
	c.ValidateConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		err := validate(conn.ParameterStatus)
		if err == nil && given != nil {
			err = given(ctx, conn)
		}
		return err
	}
	parameters := c.RuntimeParams
	if parameters["search_path"] == "" {
		parameters["search_path"] = defaultSchema
	}
	schema := parameters["search_path"]
	if !schemaName.MatchString(schema) {
		return nil, "", &refusal{fmt.Sprintf("search_path %q must be the name of one schema, of small letters, digits and underscores", schema)}
	}
	if parameters["application_name"] == "" {
		parameters["application_name"] = "profilestatus"
	}
	for name, value := range map[string]string{
		"default_transaction_isolation": "read committed",
		// A replica that stops in a transaction must not hold up the others.
		"lock_timeout":                        "7s",
		"statement_timeout":                   "8s",
		"idle_in_transaction_session_timeout": "4s",
		// All queries look up keys, which the planner cannot know to be few
		// while there are no statistics; and planning takes longer than they do.
		"plan_cache_mode":   "force_generic_plan",
		"jit":               "off",
		"enable_seqscan":    "off",
		"enable_bitmapscan": "off",
		"enable_hashjoin":   "off",
		"enable_mergejoin":  "off",
	} {
		parameters[name] = value
	}
	return config, schema, nil
}

// validate refuses a server by what it tells of itself to each new connection.
func validate(status func(string) string) error {
	text := status("server_version")
	version, _ := strconv.Atoi(text[:len(text)-len(strings.TrimLeft(text, "0123456789"))])
	switch {
	case version < oldestVersion:
		return &refusal{fmt.Sprintf("it is PostgreSQL %s, use version %d or later", text, oldestVersion)}
	case status("server_encoding") != "UTF8":
		return &refusal{fmt.Sprintf("the database has the encoding %s, make one with ENCODING 'UTF8'", status("server_encoding"))}
	case status("in_hot_standby") == "on":
		return &refusal{"the server is a standby, name the primary, too"}
	case status("default_transaction_read_only") == "on":
		return &refusal{"the server is read-only, set default_transaction_read_only to off"}
	}
	return nil
}

// advise turns an error of opening the database into what to do about it.
func advise(dsn string, err error) error {
	advice := "it cannot be used"
	var refused *refusal
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("store %s: %w", Redact(dsn), refused)
	case errors.As(err, &e):
		switch e.Code {
		case "28P01", "28000":
			advice = "the server does not let this user in, see to the user, the password and pg_hba.conf"
		case "3D000":
			advice = "there is no such database, make it with CREATE DATABASE"
		case "42501":
			advice = "the user lacks a privilege, GRANT it or let the database's owner start the service once"
		case "55P03", "57014":
			advice = "another replica holds it, try again"
		case "53100":
			advice = "the disk is full, make room"
		}
	case errors.As(err, &connect):
		advice = "no server can be reached, see to the address and the server"
	}
	return fmt.Errorf("store %s: %s: %w", Redact(dsn), advice, err)
}
