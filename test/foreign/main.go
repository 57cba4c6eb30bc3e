// Command foreign checks servers that were not written for this project: each is
// a small service on a framework, or a mock server, with the document that the
// framework makes of it. Those are right servers, so whatever is found must be
// right too.
//
// A folder of test/foreign is one server: server.yaml says how it is installed,
// started and checked, and classifies each finding that is expected, with a
// reason. A finding that is not classified fails, and so does one that is
// expected and not found. All of it is copied to the same name below foreign/,
// which git ignores, and is installed and started there.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "foreign: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("foreign", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "Usage: go run ./test/foreign [flags] [server ...]\n\nInstalls, starts and checks the named servers, or all, from the root of the repository.\n\n")
		flags.PrintDefaults()
	}
	all := flags.Bool("all", false, "fail if a server is skipped")
	gate := flags.Bool("gate", false, "leave out the servers that are marked as slow")
	serve := flags.Bool("serve", false, "only start one server, for other tools, until interrupted")
	seed := flags.Uint64("seed", 1, "the `number` that all chance of the check comes from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	servers, err := load(os.DirFS(filepath.Join(root, source)), flags.Args())
	if err != nil {
		return err
	}
	lock, err := folder.Acquire(filepath.Join(root, target))
	if err != nil {
		return err
	}
	defer lock.Unlock()
	site := &site{root: root, out: out, seed: *seed}
	if *serve {
		if len(servers) != 1 {
			return errors.New("-serve: name one server")
		}
		return site.serve(ctx, servers[0])
	}
	begin := time.Now()
	var n tally
	for _, s := range servers {
		if *gate && s.Slow {
			continue
		}
		n.add(out, s, site.try(ctx, s))
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
	}
	fmt.Fprintf(out, "%d servers in %.0f s\n%d passed, %d failed, %d skipped\n", n.passed+n.failed+n.skipped, time.Since(begin).Seconds(), n.passed, n.failed, n.skipped)
	switch {
	case n.passed+n.failed+n.skipped == 0:
		return errors.New("no server was checked")
	case n.failed > 0:
		return fmt.Errorf("%d servers failed", n.failed)
	case *all && n.skipped > 0:
		return fmt.Errorf("%d servers were skipped, and -all forbids it", n.skipped)
	}
	return nil
}

// A tally counts servers by what became of them.
type tally struct{ passed, failed, skipped int }

// add counts a result and prints it.
func (n *tally) add(out io.Writer, s *server, r *result) {
	switch {
	case r.err != nil:
		n.failed++
	case r.skipped != "":
		n.skipped++
	default:
		n.passed++
	}
	fmt.Fprintf(out, "%s: %s\n", s.name, r.summary())
}
