package sqlite

import (
	"context"
	"io/fs"
	"os"
	"strconv"
	"time"

	"profilestatus.example/store"
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

// OpenWithHook opens a store that calls hook before each statement, waits no
// longer than wait, and soon tries again what failed.
func OpenWithHook(ctx context.Context, path string, wait time.Duration, hook func(query string) error) (*Store, error) {
	set := defaults()
	set.hook = hook
	set.maxQueueWait, set.maxOutcomeWait, set.maxReadWait = wait, wait, wait
	set.maxPingWait, set.maxCloseWait, set.retryInterval = wait, wait, 20*time.Millisecond
	return open(ctx, path, set)
}

// OpenWithRoom opens a store as OpenWithHook does, on a disk that has so many
// bytes left.
func OpenWithRoom(ctx context.Context, path string, room int64, hook func(query string) error) (*Store, error) {
	return OpenWithInterval(ctx, path, room, 20*time.Millisecond, hook)
}

// OpenWithInterval opens a store as OpenWithRoom does, which tries again what
// failed only after interval. What its migrations write is not in its log, or a log
// without room would be trimmed at once.
func OpenWithInterval(ctx context.Context, path string, room int64, interval time.Duration, hook func(query string) error) (*Store, error) {
	made, err := Open(ctx, path)
	if err == nil {
		err = made.Close()
	}
	if err != nil {
		return nil, err
	}
	set := defaults()
	set.hook, set.retryInterval = hook, interval
	set.free = func(*os.File) int64 { return room }
	return open(ctx, path, set)
}

// LogTooLarge reports whether a log of so many bytes is too large for a disk that
// has so many left.
func LogTooLarge(size, free int64) bool {
	f := &files{sizes: [2]int64{0, size}, free: func(*os.File) int64 { return free }}
	return f.logTooLarge()
}

// CheckContent fails when a file, which is the log or else the database, was cut
// from so many bytes to so many, and so many frames of the log are in use.
func CheckContent(file *os.File, log bool, before, size, frames int64) error {
	f := &files{sizes: [2]int64{before, before}, opened: [2]*os.File{file, file}}
	i := 0
	if log {
		i = 1
	}
	return f.checkContent(i, size, func() (int64, error) { return frames, nil })
}

// DSN returns the name of a database for the driver.
func DSN(path string, parameters ...string) string { return dsn(path, parameters...) }

// Waiting returns how many writes wait to be taken into a batch.
func (s *Store) Waiting() int { return s.writer.queue.len() }

// PingWithin is Ping of a store whose writer may be busy for limit.
func (s *Store) PingWithin(ctx context.Context, limit time.Duration) error {
	set := s.set
	set.maxPingWait = limit
	return (&Store{set: set, files: s.files, health: s.health, writer: s.writer, readers: s.readers}).Ping(ctx)
}

// RewriteLog brings the log of the database at path to the disk.
func RewriteLog(path string) error { return rewriteLog(path) }

// Advise returns what a person is told about an error of Open.
func Advise(path string, err error) error { return advise(path, err) }

// Publish brings the file part to the disk under the name path.
func Publish(part, path string) error { return publish(part, path) }

// Query reads the rows of any query as the store reads its own.
func (s *Store) Query(ctx context.Context, query string) error {
	return s.read(ctx, query, func(row) error { return nil })
}

// KeptTails returns how many tails are remembered after n batches, each of a
// create in a history of its own.
func KeptTails(n int) int {
	c := &committer{tails: make(map[store.Key]tail)}
	for i := range n {
		c.changed = map[store.Key]tail{{Profile: strconv.Itoa(i)}: {no: 1, last: 1}}
		c.keep()
	}
	return len(c.tails)
}

// Gather waits for n writes in a queue in which so many wait and which may be
// closed. Nobody has waited for them before, so there is no token that wakes.
func Gather(waiting, n int, closed bool) {
	q := newQueue()
	for range waiting {
		q.put(newWrite(probeLock, nil))
	}
	if closed {
		q.close()
		<-q.wake
	}
	q.gather(n, forever)
}

// Scan copies the values of a row.
func Scan(values []any, dest ...any) error {
	var r row
	for _, v := range values {
		r = append(r, v)
	}
	return r.Scan(dest...)
}
