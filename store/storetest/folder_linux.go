package storetest

import (
	"os"
	"syscall"
)

// FoldersInMemory lets the temporary folders of this process be in memory, where
// Linux has a file system for it with 1 GiB free, unless TMPDIR is set. It is for
// tests that mostly wait for a server of a database to sync, and kill no more than its
// processes. Tests of a store's own files belong on a disk.
func FoldersInMemory() error {
	const folder, need = "/dev/shm", 1 << 30
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < need {
		return nil
	}
	return os.Setenv("TMPDIR", folder)
}
