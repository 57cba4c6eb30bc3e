package sqlite

import (
	"errors"
	"io"
	"os"
	"syscall"
)

var errLocked = errors.New("the file is locked")

const (
	// fOFDSetLock is F_OFD_SETLK: a lock that belongs to the open file and not
	// to the process, so that it neither goes with another descriptor of the
	// file nor hides from a second Open in this process.
	fOFDSetLock = 37

	// lockByte is far behind what a database can hold. SQLite locks bytes
	// around 1 GiB, which therefore never meet this one.
	lockByte = 1 << 62
)

// lockInode locks one byte of f, or fails with errLocked. A file system without
// such locks is left without.
func lockInode(f *os.File) error { return setLock(f, syscall.F_WRLCK) }

// unlockInode undoes lockInode.
func unlockInode(f *os.File) error { return setLock(f, syscall.F_UNLCK) }

func setLock(f *os.File, kind int16) error {
	lock := syscall.Flock_t{Type: kind, Whence: io.SeekStart, Start: lockByte, Len: 1}
	return lockError(syscall.FcntlFlock(f.Fd(), fOFDSetLock, &lock))
}

// lockError returns what an error of the system means for lockInode.
func lockError(err error) error {
	switch {
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EACCES):
		return errLocked
	case errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOSYS):
		return nil
	}
	return err
}
