//go:build !linux && !darwin

package sqlite

import (
	"io/fs"
	"os"
)

// links returns how many names a file has; here it is not known.
func links(fs.FileInfo) uint64 { return 1 }

// syncDir brings the names in a directory to the disk; here the system does so by
// itself, or cannot be told to.
func syncDir(string) error { return nil }

// freeBytes returns how much can still be written; here it is not known, which
// counts as plenty.
func freeBytes(*os.File) int64 { return plenty }
