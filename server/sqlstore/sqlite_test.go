package sqlstore_test

import (
	"path/filepath"
	"testing"

	"profilestatus/server"
	"profilestatus/server/sqlstore"
	"profilestatus/server/storetest"
)

// open opens the store at path and closes it with the test.
func open(t testing.TB, path string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) server.Store {
		return open(t, filepath.Join(t.TempDir(), "s.db"))
	})
}
