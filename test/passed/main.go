// Command passed lists the files that one create passes: those written by hand with
// code that runs between its request and its answer, in a service that has served
// others before. It has to be built with counters of all packages:
//
//	go run -cover -covermode=atomic -coverpkg=./... ./test/passed
//
// The exit code is 1 if there are more than the limits say. The server has no options
// but its store, and is called without Go's server.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/coverage"
	"slices"
	"strings"
	"time"

	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/sqlite"
)

// limit is how many files there may be.
const limit = 15

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "passed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "passed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := list(filepath.Join(dir, "memory"), memory.New(memory.DefaultMaxRecords)); err != nil {
		return fmt.Errorf("with the memory store: %w", err)
	}
	durable, err := sqlite.Open(ctx, filepath.Join(dir, "s.db"))
	if err != nil {
		return err
	}
	defer durable.Close()
	if err := list(filepath.Join(dir, "sqlite"), durable); err != nil {
		return fmt.Errorf("with the SQLite store: %w", err)
	}
	return nil
}

// list prints the files of a create with a store. It keeps counters in dir.
func list(dir string, records store.Store) error {
	srv, err := server.New(server.WithStore(records))
	if err != nil {
		return err
	}
	for range 100 { // what runs only at first is over
		create(srv)
	}
	const idle = 100 * time.Millisecond // for what the store does behind an answer
	time.Sleep(idle)
	if err := coverage.ClearCounters(); err != nil {
		return err
	}
	create(srv)
	time.Sleep(idle)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := coverage.WriteMetaDir(dir); err != nil {
		return err
	}
	if err := coverage.WriteCountersDir(dir); err != nil {
		return err
	}
	text, err := exec.Command("go", "tool", "covdata", "textfmt", "-i="+dir, "-o=/dev/stdout").Output()
	if err != nil {
		return err
	}
	files := passed(string(text))
	fmt.Printf("%d files of at most %d:\n  %s\n", len(files), limit, strings.Join(files, "\n  "))
	if len(files) > limit {
		return fmt.Errorf("a create passes %d files, want at most %d", len(files), limit)
	}
	return nil
}

func create(h http.Handler) {
	r := httptest.NewRequest(http.MethodPost, "/beta/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"status":"success","lastSynchronizationDateTime":"2026-01-02T03:04:05Z"}`))
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusCreated {
		panic(w.Body.String())
	}
}

// passed returns the files written by hand that a profile has a count for. Its lines
// are a file with a place, a number of statements, and how often they ran.
func passed(profile string) []string {
	var files []string
	for line := range strings.Lines(profile) {
		fields := strings.Fields(line)
		file, _, _ := strings.Cut(fields[0], ":")
		own := strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, ".gen.go") && !strings.Contains(file, "/test/passed/")
		if own && fields[len(fields)-1] != "0" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	return files
}
