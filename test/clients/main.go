// Command clients proves the document as a source of clients: it generates a
// client in every language it has a folder for, builds it, lets it play one and
// the same scenario against the service, and compares what the service saw.
//
// A folder of test/clients is one client: client.yaml says how it is generated,
// built and run, beside it are the scenario in that language and the pins of
// what it is built with. All of it is copied to the same name below clients/,
// which git ignores; there the generated code is added, and a person can go on
// from there. The steps are in scenario.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "clients: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("clients", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "Usage: go run ./test/clients [flags] [client ...]\n\nGenerates, builds and runs the named clients, or all, from the root of the repository.\n\n")
		flags.PrintDefaults()
	}
	generate := flags.Bool("generate", false, "only generate, into clients/")
	all := flags.Bool("all", false, "fail if a client is skipped")
	jobs := flags.Int("jobs", 2, "how `many` clients are worked on at the same time, 1 to 16")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *jobs < 1 || *jobs > 16 {
		return fmt.Errorf("-jobs %d: want 1 to 16", *jobs)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	clients, err := load(os.DirFS(filepath.Join(root, source)), flags.Args())
	if err != nil {
		return err
	}
	lock, err := folder.Acquire(filepath.Join(root, target))
	if err != nil {
		return err
	}
	defer lock.Unlock()
	begin := time.Now()
	w := &workshop{root: root, cache: cacheFolder(root), progress: progress.New(out), generateOnly: *generate}
	results := w.workOn(ctx, clients, *jobs)
	if err := write(out, results); err != nil {
		return err
	}
	n := count(results)
	fmt.Fprintf(out, "%d clients in %.0f s\n%d passed, %d failed, %d skipped, %d generated only\n", len(results), time.Since(begin).Seconds(), n.passed, n.failed, n.skipped, n.unbuilt)
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted")
	case n.failed > 0:
		return fmt.Errorf("%d of %d clients failed", n.failed, len(results))
	case *all && n.skipped > 0:
		return fmt.Errorf("%d of %d clients were skipped, and -all forbids it", n.skipped, len(results))
	}
	return nil
}
