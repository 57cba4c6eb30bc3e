package storetest

import (
	"os"
	"syscall"
)

// FoldersInMemory puts the temporary directories of this process on an in-memory file
// system, if Linux has one with 1 GiB free and TMPDIR is not set. It speeds up tests
// that mostly wait for syncs. They may kill processes, which such a file system
// survives. The tests of the program and of crashes use the disk.
func FoldersInMemory() error {
	const folder, need = "/dev/shm", 1 << 30
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < need {
		return nil
	}
	return os.Setenv("TMPDIR", folder)
}
