// Package secretfile keeps keys and passwords in files that only their owner can
// read. A file appears whole or not at all, and is never replaced: of several
// processes that start in one folder the first makes it, and all read that one.
package secretfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// MaxBytes is the largest file that is read, 1 MiB.
const MaxBytes = 1 << 20

// Open returns the content of a file. If there is none, it makes one with the
// mode 0600 whose content is what create returns, and then returns what is in
// the file: another process may have been first.
//
// It refuses a file that is larger than [MaxBytes], that is no regular one, or
// that other users can read (not on Windows, which has no such modes). No error
// shows what is in the file.
func Open(name string, create func() ([]byte, error)) ([]byte, error) {
	data, err := read(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return data, err
	}
	if data, err = create(); err != nil {
		return nil, err
	}
	if err := writeNew(name, data); err != nil {
		return nil, err
	}
	return read(name)
}

func read(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Size() > MaxBytes || !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: want a file of at most 1 MiB", name)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return nil, fmt.Errorf("%s: others can read it, and it has secrets in it; run chmod 600 on it", name)
	}
	return os.ReadFile(name)
}

// writeNew writes a file under another name and then links it to its own, which
// fails if there is one already.
func writeNew(name string, data []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(name), ".profilestatus-*") // 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temp.Name())) }()
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
