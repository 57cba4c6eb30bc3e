package storetest

import (
	"os"
	"syscall"
)

// FoldersInMemory lets the temporary folders of this process be in memory, where
// Linux has a file system for it with 1 GiB free, unless TMPDIR is set. Stores make
// and sync hundreds of databases in their tests, and what they promise of a sync is
// tested by system calls that are recorded or fail, not by a disk.
func FoldersInMemory() error {
	const folder, need = "/dev/shm", 1 << 30
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < need {
		return nil
	}
	return os.Setenv("TMPDIR", folder)
}
