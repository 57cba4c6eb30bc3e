//go:build !linux

package sqlite

import (
	"errors"
	"os"
)

var errLocked = errors.New("the file is locked")

// lockInode does nothing: these systems have no lock of a file that SQLite's own
// locks neither meet nor undo.
func lockInode(*os.File) error { return nil }

// unlockInode does nothing either.
func unlockInode(*os.File) error { return nil }
