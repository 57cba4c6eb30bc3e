package sqlite

import (
	"context"
	"io/fs"
	"time"
)

// ReadMigrations checks the numbers of the migrations in files.
func ReadMigrations(files fs.FS) error {
	_, err := readMigrations(files)
	return err
}

// OpenWith opens a store as [Open] does, with the given PRAGMA synchronous and
// number of pages between checkpoints.
func OpenWith(ctx context.Context, path, synchronous string, checkpointPages int) (*Store, error) {
	set := defaults()
	set.synchronous, set.checkpointPages = synchronous, checkpointPages
	return open(ctx, path, set)
}

// OpenWithHook opens a store that calls hook before each statement and whose
// waits are shortened to wait.
func OpenWithHook(ctx context.Context, path string, wait time.Duration, hook func(query string) error) (*Store, error) {
	set := defaults()
	set.hook = hook
	set.maxQueueWait, set.maxOutcomeWait, set.maxReadWait = wait, wait, wait
	set.maxPingWait, set.maxCloseWait, set.retryInterval = wait, wait, wait/10
	return open(ctx, path, set)
}
