package sqlite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
)

// rewriteLog writes the log that a crash left beside the database at path over
// itself and syncs it, before SQLite reads it.
//
// The end of such a log may be a commit whose sync failed or never came. SQLite
// takes what it reads for durable, but the system may hold it in memory only,
// and after a failed sync in pages that it believes to be written. Commits that
// are appended and synced would then be lost with it when the power goes.
// Content that is written again is written to the disk again.
func rewriteLog(path string) (err error) {
	f, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("store %s: its log cannot be written, let this user write to it: %w", path, err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("store %s: its log cannot be brought to the disk, see to the disk: %w", path, err)
		}
	}()
	if _, err := io.Copy(io.NewOffsetWriter(f, 0), io.NewSectionReader(f, 0, math.MaxInt64)); err != nil {
		return err
	}
	return f.Sync()
}
