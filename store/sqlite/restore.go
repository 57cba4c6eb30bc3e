package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Restore creates a store at path from the file of a [Backup]. There must be no store
// at path. When Restore returns nil, the store is synced to disk; before that no file
// has its name.
//
// The error is one line that tells a person what to do.
func Restore(ctx context.Context, from, path string, progress Progress) error {
	path, err := resolve(path)
	if err == nil {
		from, err = filepath.Abs(from)
	}
	if err != nil {
		return err
	}
	lock, err := lockBeside(path)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := absent(path); err != nil {
		return err
	}
	if err := clearLog(path); err != nil {
		return err
	}
	info, err := os.Stat(from) // before it is opened, which waits for a writer of a named pipe
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file, name another", from)
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	if log, err := os.Stat(from + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("%s is not the whole store, the rest is in %s-wal: let backup make the copy", from, from)
	}
	if err := checkCopy(ctx, from); err != nil {
		return advise(from, err)
	}
	part, err := newPart(path)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part) }() // it is gone when all went well
	progress(0, info.Size())
	if err := copyFile(part, source); err != nil {
		return fmt.Errorf("store %s: %w", path, err)
	}
	return publish(part, path)
}

// clearLog removes what a store that is gone has left at path. A log with content
// would be taken for the new store's and destroy it.
func clearLog(path string) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("%s-wal is left of another store, and has what that store was told last: move it to where that store is", path)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(to string, from io.Reader) error {
	f, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
