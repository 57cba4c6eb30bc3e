package sqlite_test

import (
	"bytes"
	"os"
	"testing"
)

// The log that a crash left is written again and synced before anything is
// appended to it: the system may take for written what never reached the disk.
func TestRewriteLog(t *testing.T) {
	t.Parallel()
	path := file(t)
	makeStore(t, path)
	c := startChild(t, path)
	c.expect("create a", "ok")
	c.kill()
	log, err := os.ReadFile(path + "-wal")
	if err != nil || len(log) == 0 {
		t.Fatalf("the log is %d bytes, %v, want some", len(log), err)
	}
	written := false
	for _, e := range recordProcess(t, path, "FULL") {
		if e.name != path+"-wal" {
			continue
		}
		switch {
		case e.kind == "write" && !written && e.offset == 0 && bytes.Equal(e.data, log):
			written = true
		case e.kind == "begin-sync":
		case e.kind == "sync" && written:
			return
		default:
			t.Fatalf("%s of the log at %d, want it written as a whole and synced first", e.kind, e.offset)
		}
	}
	t.Error("the log was not written and synced")
}
