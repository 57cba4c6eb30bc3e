package storetest

import (
	"os"
	"syscall"
)

// FoldersInMemory lets the temporary folders of this process be in memory, where
// Linux has a file system for it with 1 GiB free, unless TMPDIR is set. It is for
// tests that mostly wait for syncs and kill no more than processes, which memory
// outlives as a disk does. The tests of the program and of crashes use the disk.
func FoldersInMemory() error {
	const folder, need = "/dev/shm", 1 << 30
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < need {
		return nil
	}
	return os.Setenv("TMPDIR", folder)
}
