package secretfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"profilestatus.example/internal/secretfile"
)

// TestOpenAtOnce lets many make a file at once: each reads what one of them has
// made, and nothing else is left in the folder.
func TestOpenAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "secret")
	var wg sync.WaitGroup
	var together sync.WaitGroup
	got := make([]string, 16)
	together.Add(len(got))
	for n := range got {
		wg.Go(func() {
			data, err := secretfile.Open(name, func() ([]byte, error) {
				together.Done() // all have found that there is no file
				together.Wait()
				return fmt.Appendf(nil, "content of %d", n), nil
			})
			if err != nil {
				t.Error(err)
			}
			got[n] = string(data)
		})
	}
	wg.Wait()
	for n, data := range got {
		if data != got[0] || !strings.HasPrefix(data, "content of ") {
			t.Errorf("%d read %q, the first %q", n, data, got[0])
		}
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v: want the mode 0600", info, err)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v: want one file", entries, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	failed := errors.New("nothing was made")
	fail := func() ([]byte, error) { return nil, failed }
	for _, row := range []struct {
		reason  string
		prepare func(name string) error
		want    string
	}{
		{"others can read it", func(name string) error { return os.WriteFile(name, []byte("secret"), 0o640) }, "run chmod 600"},
		{"it is large", func(name string) error {
			return os.WriteFile(name, bytes.Repeat([]byte("x"), secretfile.MaxBytes+1), 0o600)
		}, "at most 1 MiB"},
		{"it is a folder", func(name string) error { return os.Mkdir(name, 0o700) }, "want a file"},
		{"it cannot be made", func(string) error { return nil }, failed.Error()},
	} {
		t.Run(row.reason, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "file")
			if err := row.prepare(name); err != nil {
				t.Fatal(err)
			}
			if _, err := secretfile.Open(name, fail); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q in it", err, row.want)
			}
		})
	}
	nowhere := filepath.Join(t.TempDir(), "no", "such", "folder")
	if _, err := secretfile.Open(nowhere, func() ([]byte, error) { return nil, nil }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
