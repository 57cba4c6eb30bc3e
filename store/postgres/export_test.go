package postgres

import (
	"context"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
)

// AddRecords is the statement that commits by itself, and CarefulBatches is for how
// long others are sent instead.
const (
	AddRecords     = addRecords
	CarefulBatches = carefulBatches
)

// ReadMigrations checks the numbers of the migrations in files.
func ReadMigrations(files fs.FS) error {
	_, err := readMigrations(files)
	return err
}

// OpenWithin opens a store that waits no longer than wait for anything.
func OpenWithin(ctx context.Context, dsn string, wait time.Duration) (*Store, error) {
	set := defaults()
	set.maxQueueWait, set.maxBatchTime, set.maxReadWait = wait, wait, wait
	set.maxPingWait, set.maxCloseWait, set.maxOpenWait, set.retryInterval = wait, 2*wait, 10*time.Second, 10*time.Millisecond
	return open(ctx, dsn, set)
}

// Validate checks what a server tells of itself.
func Validate(status map[string]string) error {
	return validate(func(name string) string { return status[name] })
}

// ValidateDurability checks settings of a server.
func ValidateDurability(synchronousCommit, fsync, standbys string) error {
	return durability{synchronousCommit, fsync, standbys}.validate()
}

// Connect connects to the database as a writer does.
func Connect(ctx context.Context, dsn string) (*pgx.Conn, error) {
	config, _, err := parse(dsn)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, config.ConnConfig)
	if err == nil {
		encodeTextsDirectly(conn)
	}
	return conn, err
}
