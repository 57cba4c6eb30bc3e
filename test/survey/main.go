// Command survey tries tools that nobody tuned openapi.yaml for: every target of
// openapi-generator, and other tools that read such a document. For each it says
// how far it came (see the levels), and whose fault it is when it failed.
//
// tools.yaml has what is to be run for a tool, results.json what was found, and
// faults a small document for each fault of a tool: the survey looks for the fault
// again each time, and says when it is gone. The table is in docs/clients.md.
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
	"slices"
	"strings"
	"syscall"
	"time"

	"profilestatus.example/test/internal/folder"
	"profilestatus.example/test/internal/progress"
)

const (
	source = "test/survey"
	target = "survey" // where it is all made, below the root of the repository
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "survey: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program. It fails if a tool failed by a fault that nobody has
// explained, or if a fault is gone.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("survey", flag.ContinueOnError)
	only := flags.String("only", "", "try only the `tools` of these comma-separated names")
	again := flags.Bool("again", false, "try also what was tried before with the same document")
	limit := flags.Duration("limit", 5*time.Minute, "the most `time` for a command, 1s to 10m")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *limit < time.Second || *limit > 10*time.Minute {
		return fmt.Errorf("-limit %v: want 1s to 10m", *limit)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	rows, err := load(filepath.Join(root, source, "tools.yaml"))
	if err != nil {
		return err
	}
	lock, err := folder.Acquire(filepath.Join(root, target))
	if err != nil {
		return err
	}
	defer lock.Unlock()
	s := &survey{root: root, limit: *limit, progress: progress.New(out)}
	beating, still := context.WithCancel(ctx)
	defer still()
	go s.progress.Beat(beating, progress.Heartbeat)
	if err := s.open(ctx); err != nil {
		return err
	}
	if rows, err = s.withTargets(ctx, rows); err != nil {
		return err
	}
	if rows, err = chosen(rows, *only); err != nil {
		return err
	}
	s.results, err = readResults(filepath.Join(root, source, resultsFile))
	if err != nil {
		return err
	}
	if !*again {
		rows = slices.DeleteFunc(rows, func(r *row) bool { return s.results.has(r.Name, s.key(r)) })
	}
	return s.conclude(out, len(rows), s.tryAll(ctx, rows))
}

// chosen returns the rows with these comma-separated names, or all.
func chosen(rows []*row, names string) ([]*row, error) {
	if names == "" {
		return rows, nil
	}
	var some []*row
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(rows, func(r *row) bool { return r.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only: there is no tool %q", name)
		}
		some = append(some, rows[i])
	}
	return some, nil
}

// conclude writes the table and says what was found.
func (s *survey) conclude(out io.Writer, tried int, err error) error {
	if err := s.results.writePage(filepath.Join(s.root, page)); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	var open []string
	for _, r := range s.results.Tools {
		if r.Failed != "" && r.Fault.By == "" || r.Fault.Gone {
			open = append(open, r.Tool)
		}
	}
	fmt.Fprintf(out, "tried %d tools; results of %d are in %s/%s\n", tried, len(s.results.Tools), source, resultsFile)
	if len(open) > 0 {
		return fmt.Errorf("a fault is not explained, or is gone: %s", strings.Join(open, ", "))
	}
	return nil
}
