package sqlite

import "context"

// OpenWith opens a store as [Open] does, with the given PRAGMA synchronous and
// number of pages between checkpoints.
func OpenWith(ctx context.Context, path, synchronous string, checkpointPages int) (*Store, error) {
	return open(ctx, path, settings{synchronous: synchronous, checkpointPages: checkpointPages})
}
