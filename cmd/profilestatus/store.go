package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"profilestatus.example/server"
	"profilestatus.example/server/sqlstore"
)

// openStore opens the store that the flags ask for and returns how to close
// it.
func openStore(ctx context.Context, f serveFlags) (server.Store, func() error, error) {
	kind, file, _ := strings.Cut(f.store, ":")
	switch {
	case f.store == "memory":
		if f.maxRecords < 1 {
			return nil, nil, usageError{fmt.Errorf("--max-records %d: want at least 1", f.maxRecords)}
		}
		return server.NewMemory(f.maxRecords), func() error { return nil }, nil
	case kind == "sqlite" && file != "":
		spareProcessor()
		store, err := sqlstore.Open(ctx, file)
		if err != nil {
			return nil, nil, fmt.Errorf("--store %s: %w", f.store, err)
		}
		return store, store.Close, nil
	}
	return nil, nil, usageError{fmt.Errorf("--store %q: want sqlite:FILE or memory", f.store)}
}

// spareProcessor lets Go run one thread more than there are processors, unless
// the environment says how many: the one that waits for the disk would
// otherwise keep a processor from the requests for a while.
func spareProcessor() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
	}
}
