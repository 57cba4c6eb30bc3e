package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// readyMark is in a cached folder once all of it is there.
const readyMark = ".ready"

// lockRetry is how often a folder that another run holds is asked for.
const lockRetry = 200 * time.Millisecond

// A Cached is a folder that stays from run to run and serves every clone of
// this repository: for what is slow to install and depends on pinned versions
// only. It belongs to one run at a time, until it is unlocked.
type Cached struct {
	Path string
	Lock *flock.Flock
}

// Open returns the folder below parent for a name and all that its contents
// depend on, and waits while another run holds it. A folder that is not ready
// keeps what an earlier run left, so that a long installation is continued.
func Open(ctx context.Context, parent, name string, key []string) (*Cached, error) {
	hash := sha256.New()
	for _, part := range key {
		fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	path := filepath.Join(parent, name+"-"+hex.EncodeToString(hash.Sum(nil))[:12])
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(path + ".lock")
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		return nil, fmt.Errorf("wait for another run with %s: %w", path, err)
	}
	return &Cached{Path: path, Lock: lock}, nil
}

// Ready reports whether the folder was made to its end.
func (c *Cached) Ready() bool {
	_, err := os.Stat(filepath.Join(c.Path, readyMark))
	return err == nil
}

// Done marks the folder as made.
func (c *Cached) Done() error { return os.WriteFile(filepath.Join(c.Path, readyMark), nil, 0o644) }
