package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// resolve returns the absolute path of a store without symbolic links, so that
// a store has one name. It fails when path cannot be a file.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path of the store is empty: name a file")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("store %s: name an absolute path: %w", path, err)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(full))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("store %s: its directory does not exist, create it first: %w", path, err)
	} else if err != nil {
		return "", fmt.Errorf("store %s: its directory cannot be used, name another: %w", path, err)
	}
	full = filepath.Join(dir, filepath.Base(full))
	if _, err := os.Lstat(full); errors.Is(err, fs.ErrNotExist) {
		return full, nil
	} else if err != nil {
		return "", fmt.Errorf("store %s: its directory cannot be used, name another: %w", path, err)
	}
	target, err := filepath.EvalSymlinks(full)
	if err != nil {
		return "", fmt.Errorf("store %s: it is a symbolic link that leads nowhere, remove it or name the file itself: %w", path, err)
	}
	info, err := os.Stat(target)
	if err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("store %s: it is not a regular file, name another", path)
	}
	return target, nil
}

// lockBeside takes the lock file of the store at path.
func lockBeside(path string) (*flock.Flock, error) {
	lock := flock.New(path + ".lock")
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store %s: cannot make its lock file, let this user write to the directory: %w", path, err)
	}
	if !ok {
		return nil, inUse(path)
	}
	return lock, nil
}

func inUse(path string) error {
	return fmt.Errorf("store %s: it is in use, stop the process that has it open or name another file", path)
}

// openInode opens the database at path, makes it when it is not there, and
// locks the file itself where the system has a lock that does not get in
// SQLite's way. Nobody else may read a file that is made.
//
// The lock beside a file does not keep out who comes by another name, nor who
// comes after somebody removed it; this one does.
func openInode(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		if _, missing := os.Stat(path); missing != nil {
			return nil, fmt.Errorf("store %s: it cannot be made, let this user write to the directory: %w", path, err)
		}
		return nil, fmt.Errorf("store %s: it cannot be written, let this user write to it: %w", path, err)
	} else if err != nil {
		return nil, fmt.Errorf("store %s: it cannot be opened, see to the disk: %w", path, err)
	}
	err = lockInode(f)
	if err == nil {
		var info fs.FileInfo
		if info, err = f.Stat(); err == nil && links(info) > 1 {
			err = fmt.Errorf("store %s: the file has another name (a hard link), remove that or name another file", path)
		}
	} else if errors.Is(err, errLocked) {
		err = inUse(path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// closeInode undoes openInode. A program that this process starts at the moment has
// a copy of the descriptor, with which the lock would stay for that long.
func closeInode(f *os.File) error { return errors.Join(unlockInode(f), f.Close()) }
