package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/store/sqlite"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(t *testing.T, path string) (open string)
		want    string
		reason  string
	}{{
		name:    "no path",
		prepare: func(*testing.T, string) string { return "" },
		want:    "name a file",
		reason:  "SQLite would take it for a database that vanishes",
	}, {
		name:    "no directory",
		prepare: func(_ *testing.T, path string) string { return filepath.Join(path, "deep", "s.db") },
		want:    "its directory does not exist, create it first",
		reason:  "a directory made by mistake hides the mistake",
	}, {
		name: "file in place of the directory",
		prepare: func(t *testing.T, path string) string {
			write(t, path, "")
			return filepath.Join(path, "s.db")
		},
		want:   "its directory cannot be used, name another",
		reason: "it is there, so creating it is no advice",
	}, {
		name: "directory that leads to itself",
		prepare: func(t *testing.T, path string) string {
			if err := os.Symlink(path, path); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			return filepath.Join(path, "s.db")
		},
		want:   "its directory cannot be used, name another",
		reason: "the same",
	}, {
		name:    "directory",
		prepare: func(_ *testing.T, path string) string { return filepath.Dir(path) },
		want:    "it is not a regular file, name another",
		reason:  "a common slip",
	}, {
		name: "not a database",
		prepare: func(t *testing.T, path string) string {
			write(t, path, strings.Repeat("not a database, but a text that is long enough. ", 200))
			return path
		},
		want:   "it is not a database, name another file",
		reason: "it must not be overwritten",
	}, {
		name: "another program's",
		prepare: func(t *testing.T, path string) string {
			makeDatabase(t, path, "CREATE TABLE letters (a TEXT)")
			return path
		},
		want:   "it belongs to another program, name another file",
		reason: "it has tables that we did not make",
	}, {
		name: "another program's, marked",
		prepare: func(t *testing.T, path string) string {
			makeDatabase(t, path, "PRAGMA application_id = 7")
			return path
		},
		want:   "it belongs to another program, name another file",
		reason: "its mark is not ours",
	}, {
		name: "another program's, empty",
		prepare: func(t *testing.T, path string) string {
			makeDatabase(t, path, "PRAGMA user_version = 7")
			return path
		},
		want:   "it belongs to another program, name another file",
		reason: "its version is not ours",
	}, {
		name: "newer",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			makeDatabase(t, path, "PRAGMA user_version = 99")
			return path
		},
		want:   "a newer version of this program wrote it (format 99, this version knows 5), use that version or name another file",
		reason: "what it means is unknown here",
	}, {
		name: "open",
		prepare: func(t *testing.T, path string) string {
			open(t, path)
			return path
		},
		want:   "it is in use, stop the process that has it open or name another file",
		reason: "two writers would not know of each other's records",
	}, {
		name: "open by another name",
		prepare: func(t *testing.T, path string) string {
			open(t, path)
			link := filepath.Join(filepath.Dir(path), "link.db")
			if err := os.Symlink(path, link); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			return link
		},
		want:   "it is in use, stop the process that has it open or name another file",
		reason: "a link is the same file",
	}, {
		name: "open and its lock file removed",
		prepare: func(t *testing.T, path string) string {
			if runtime.GOOS != "linux" {
				t.Skip("this system cannot lock the database itself")
			}
			open(t, path)
			remove(t, path+".lock")
			return path
		},
		want:   "it is in use, stop the process that has it open or name another file",
		reason: "some scripts remove every lock they find",
	}, {
		name: "open and renamed",
		prepare: func(t *testing.T, path string) string {
			if runtime.GOOS != "linux" {
				t.Skip("this system cannot lock the database itself")
			}
			open(t, path)
			rename(t, path, path+".new")
			return path + ".new"
		},
		want:   "it is in use, stop the process that has it open or name another file",
		reason: "it is the file that counts, not its name",
	}, {
		name: "hard link",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			link(t, path, path+".new")
			return path + ".new"
		},
		want:   "the file has another name (a hard link), remove that or name another file",
		reason: "each name would have a log of its own",
	}, {
		name: "link to nothing",
		prepare: func(t *testing.T, path string) string {
			if err := os.Symlink(path+".gone", path); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			return path
		},
		want:   "it is a symbolic link that leads nowhere, remove it or name the file itself",
		reason: "the same the second time, so nothing may have been made",
	}, {
		name: "cut short",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			if err := os.Truncate(path, 5000); err != nil {
				t.Fatal(err)
			}
			return path
		},
		want:   "it is damaged, restore it from a copy or name another file",
		reason: "going on would make it worse",
	}, {
		name: "schema of another version",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			makeDatabase(t, path, "PRAGMA user_version = 1")
			return path
		},
		want:   "it cannot be opened, see to the disk: migrations/0002_tenants.sql: ",
		reason: "a migration that fails half-way leaves nothing behind",
	}, {
		name: "database removed and directory not writable",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			remove(t, path)
			protect(t, filepath.Dir(path), 0o500)
			return path
		},
		want:   "it cannot be made, let this user write to the directory",
		reason: "the lock file is there already",
	}, {
		name: "file not writable",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			protect(t, path, 0o400)
			return path
		},
		want:   "it cannot be written, let this user write to it",
		reason: "SQLite would open it and fail at the first create",
	}, {
		name: "directory not writable",
		prepare: func(t *testing.T, path string) string {
			protect(t, filepath.Dir(path), 0o500)
			return path
		},
		want:   "cannot make its lock file, let this user write to the directory",
		reason: "a store needs files beside the database",
	}, {
		name: "directory not writable any more",
		prepare: func(t *testing.T, path string) string {
			makeStore(t, path)
			protect(t, filepath.Dir(path), 0o500)
			return path
		},
		want:   "files cannot be made beside it, let this user write to the directory",
		reason: "a store needs its log even when the database is there",
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			path := tt.prepare(t, file(t))
			before, _ := os.ReadFile(path)
			for range 2 {
				s, err := sqlite.Open(t.Context(), path)
				if err == nil {
					s.Close()
					t.Fatalf("Open() = nil, want %q, reason: %s", tt.want, tt.reason)
				}
				if got := err.Error(); !strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
					t.Errorf("Open() = %q, want one line with %q, reason: %s", got, tt.want, tt.reason)
				}
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Errorf("Open() changed the file it refused")
			}
		})
	}
}

// A refusal leaves no lock behind.
func TestRefusalUnlocks(t *testing.T) {
	path := file(t)
	write(t, path, strings.Repeat("x", 5000))
	for range 2 {
		if _, err := sqlite.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "not a database") {
			t.Fatalf("Open() = %v, want not a database", err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	create(t, open(t, path), "p", "a")
}
