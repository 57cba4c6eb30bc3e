package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// backupPages is how many pages are copied between two looks at the context: 8 MiB.
const backupPages = 2048

// A Progress is called from time to time with the number of bytes copied so far and in
// total. When done equals all, the copy is being verified.
type Progress func(done, all int64)

// Backup copies the store at path to a new file, which only this user can read. A
// process may have the store open and write to it meanwhile: the copy is a consistent
// snapshot with every create that returned before Backup was called. When Backup
// returns nil, the copy is verified and synced to disk; before that no file has its
// name. While Backup runs, the write-ahead log of the store grows.
//
// The error is one line that tells a person what to do.
func Backup(ctx context.Context, path, to string, progress Progress) error {
	path, err := resolve(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store %s: there is none, name the file that serve uses", path)
	}
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	if err := absent(to); err != nil {
		return err
	}
	parameters := []string{"mode=ro", "_query_only=1"}
	if lock, err := lockBeside(path); err == nil { // nobody else writes before it is released
		defer func() { _ = lock.Close() }()
		if _, err := os.Stat(path + "-wal"); err != nil {
			parameters = append(parameters, "immutable=1") // which leaves no log behind
		}
	}
	part, err := newPart(to)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part) }() // it is gone when all went well
	source, err := openConnection(ctx, path, nil, parameters...)
	if err == nil {
		err = errors.Join(copyPages(ctx, source, part, progress), source.close())
	}
	if err == nil {
		err = checkCopy(ctx, part)
	}
	if err != nil {
		return advise(path, err)
	}
	return publish(part, to)
}

// copyPages copies the pages that a reader sees at one moment: the open read
// transaction keeps them, whatever is written meanwhile.
func copyPages(ctx context.Context, c *connection, part string, progress Progress) error {
	if err := inspectCopy(c); err != nil {
		return err
	}
	if _, err := c.exec("BEGIN"); err != nil {
		return err
	}
	var pages, size int64
	err := c.query("SELECT count(*) FROM sqlite_schema", func(row) error { return nil }) // which begins it
	err = errors.Join(err,
		c.query("PRAGMA page_count", func(r row) error { return r.Scan(&pages) }),
		c.query("PRAGMA page_size", func(r row) error { return r.Scan(&size) }))
	if err != nil {
		return err
	}
	b, err := c.conn.(interface {
		NewBackup(dst string) (*sqlite.Backup, error)
	}).NewBackup(dsn(part))
	if err != nil {
		return err
	}
	for done := int64(0); ; done += backupPages {
		progress(min(done, pages)*size, pages*size)
		more, err := b.Step(backupPages)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || !more {
			progress(pages*size, pages*size)
			return errors.Join(err, b.Finish())
		}
	}
}

// inspectCopy refuses what is not a store that this version of the program knows.
func inspectCopy(c *connection) error {
	all, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	version, err := inspect(c, len(all))
	if err == nil && version == 0 {
		err = &refusal{"it is empty, name a store that serve has used"}
	}
	return err
}

// checkCopy reads a whole database that nobody writes to. It does not wait for
// that when ctx ends.
func checkCopy(ctx context.Context, path string) error {
	done := make(chan error, 1)
	go func() { done <- checkWhole(ctx, path) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func checkWhole(ctx context.Context, path string) error {
	c, err := openConnection(ctx, path, nil, "mode=ro", "_query_only=1", "immutable=1")
	if err != nil {
		return err
	}
	defer func() { _ = c.close() }()
	if err := inspectCopy(c); err != nil {
		return err
	}
	var found string
	if err := c.query("PRAGMA quick_check(1)", func(r row) error { return r.Scan(&found) }); err != nil {
		return err
	}
	if found != "ok" {
		return damaged("%s", found)
	}
	return checkRows(c)
}

// absent fails unless nothing is at path.
func absent(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fmt.Errorf("%s exists, and nothing is overwritten: name another file or move it away", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return fmt.Errorf("%s cannot be made: %w", path, err)
}

// newPart makes an empty file beside path, for this user only.
func newPart(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return "", fmt.Errorf("%s cannot be made, name a directory that this user can write to: %w", path, err)
	}
	return f.Name(), f.Close()
}

// publish brings part to the disk and gives it the name path, unless there is
// something of that name.
func publish(part, path string) error {
	if err := syncFile(part); err != nil {
		return fmt.Errorf("%s cannot be brought to the disk: %w", path, err)
	}
	reserved, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return absent(path)
	}
	if err == nil {
		err = errors.Join(reserved.Close(), os.Rename(part, path), syncDir(filepath.Dir(path)))
		if err != nil {
			_ = os.Remove(path) // it would be in the way of the next one
		}
	}
	if err != nil {
		return fmt.Errorf("%s cannot be made: %w", path, err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
