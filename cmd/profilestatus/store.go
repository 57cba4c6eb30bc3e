package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/sqlite"
)

// openStore opens the store that the flags ask for and returns how to close
// it.
func openStore(ctx context.Context, f serveFlags) (store.Store, func() error, error) {
	kind, file, _ := strings.Cut(f.store, ":")
	switch {
	case f.store == "memory":
		if f.maxRecords < 1 {
			return nil, nil, usageError{fmt.Errorf("--max-records %d: want at least 1", f.maxRecords)}
		}
		return memory.New(f.maxRecords), func() error { return nil }, nil
	case kind == "sqlite" && file != "":
		spareProcessor()
		s, err := sqlite.Open(ctx, file)
		if err != nil {
			return nil, nil, fmt.Errorf("--store %s: %w", f.store, err)
		}
		return s, s.Close, nil
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
