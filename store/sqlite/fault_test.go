package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"profilestatus.example/store"
)

// A store whose files were taken away would go on answering, and the next start
// would find nothing.
func TestFilesTakenAway(t *testing.T) {
	t.Parallel()
	replace := func(t *testing.T, name string) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, name+".new", string(content))
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
	cut := func(t *testing.T, name string) { truncate(t, name, 0) }
	half := func(t *testing.T, name string) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		truncate(t, name, info.Size()/2)
	}
	aByte := func(t *testing.T, name string) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		truncate(t, name, info.Size()-1)
	}
	tests := []struct {
		name   string
		suffix string
		take   func(t *testing.T, name string)
		early  bool // before anything was written
		reason string
	}{
		{"database removed", "", remove, false, "a clean-up script"},
		{"database replaced", "", replace, false, "a restore while the program runs"},
		{"log removed", "-wal", remove, false, "the log holds the latest creates"},
		{"log replaced", "-wal", replace, false, "the same"},
		{"index of the log removed", "-shm", remove, false, "who opens the store next would make another"},
		{"database cut to nothing", "", cut, false, "a script that empties files, as it does with logs"},
		{"database cut", "", half, false, "the same, in part"},
		{"database cut early", "", half, true, "its size was known from the start"},
		{"log cut to nothing", "-wal", cut, false, "SQLite would go on behind the hole"},
		{"log cut", "-wal", half, false, "the same, in part"},
		{"log cut by a byte", "-wal", aByte, false, "the last commit is not whole"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t)
			makeStore(t, path)
			s := open(t, path)
			if !tt.early {
				create(t, s, "p", "a", "z")
			}
			tt.take(t, path+tt.suffix)
			for i, err := range []error{
				s.Create(t.Context(), record("p", "b")),
				s.Ping(t.Context()),
				s.Delete(t.Context(), key("p")),
				s.Create(t.Context(), record("p", "c")),
			} {
				if !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("call %d = %v, want ErrUnavailable, reason: %s", i, err, tt.reason)
				}
			}
			if got, err := s.Newest(t.Context(), key("p")); !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("Newest() = %v, %v, want ErrUnavailable: what is at the path is not known", got, err)
			}
		})
	}
}

// Readiness alone finds out, before a create does.
func TestPingFindsFilesTakenAway(t *testing.T) {
	path := file(t)
	s := open(t, path)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping() = %v, want nil", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Ping() = %v, want ErrUnavailable", err)
	}
}

// Readers see the last commit and do not wait for the writer.
func TestReadWhileWriting(t *testing.T) {
	s := open(t, file(t))
	create(t, s, "p", "first")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					create(t, s, "p", fmt.Sprintf("%d-%d", w, i))
				}
			}
		})
	}
	for range 100 {
		if _, err := s.Find(t.Context(), key("p"), "first"); err != nil {
			t.Errorf("Find() = %v, want nil", err)
		}
		if _, _, err := s.List(t.Context(), key("p"), 0, 10); err != nil {
			t.Errorf("List() = %v, want nil", err)
		}
	}
	close(stop)
	wg.Wait()
}
