package sqlite

// LockError returns what an error of the system means for the lock of a
// database, and ErrLocked is what says that another holds it.
var (
	LockError = lockError
	ErrLocked = errLocked
)

// SyncDir brings the names in a directory to the disk.
func SyncDir(path string) error { return syncDir(path) }
