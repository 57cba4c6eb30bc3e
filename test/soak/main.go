// Command soak runs the program for an hour under a low load and looks for what
// grows: resident memory, goroutines and descriptors. A tenth of the requests are
// for profiles that rules answer, tenants come and go, and old statuses are
// removed. An answer of 5xx that no rule gave is a finding, too.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "soak: %v\n", err)
		os.Exit(1)
	}
}

// A soak is one run of this command.
type soak struct {
	length  time.Duration
	settle  time.Duration // at the beginning, in which memory may grow
	rate    int           // requests a second
	store   string        // --store of the service; "": SQLite in a folder of its own
	program string
	dir     string
	out     io.Writer
}

// run is the whole program. Findings are an error, and leave the log of the
// service.
func run(ctx context.Context, args []string, stdout io.Writer) (err error) {
	s := &soak{out: stdout}
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.DurationVar(&s.length, "length", time.Hour, "how `long` to run, 5s to 24h")
	flags.DurationVar(&s.settle, "settle", 10*time.Minute, "how `long` memory may grow at the beginning; a run that is not at least twice as long says nothing of memory")
	flags.IntVar(&s.rate, "rate", 200, "how many `requests` are sent in a second, 10 to 10000")
	flags.StringVar(&s.store, "store", "", "the `store` of the service; default: SQLite in a folder that is removed")
	flags.StringVar(&s.program, "program", "", "the `file` of the program; default: it is built")
	parent := flags.String("dir", os.TempDir(), "the `folder` for the files")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("argument %q is not understood: give flags only", flags.Arg(0))
	case s.length < 5*time.Second || s.length > 24*time.Hour:
		return fmt.Errorf("-length %v: want 5s to 24h", s.length)
	case s.rate < 10 || s.rate > 10_000:
		return fmt.Errorf("-rate %d: want 10 to 10000", s.rate)
	}
	if s.dir, err = os.MkdirTemp(*parent, "profilestatus-soak-"); err != nil {
		return fmt.Errorf("-dir %s: name a folder that can be written to: %w", *parent, err)
	}
	defer func() {
		if err != nil && !errors.Is(err, context.Canceled) {
			err = fmt.Errorf("%w\nthe files and the log of the service are in %s", err, s.dir)
			return
		}
		err = errors.Join(err, os.RemoveAll(s.dir))
	}()
	if s.program == "" {
		s.program = filepath.Join(s.dir, "profilestatus")
		if err := build(ctx, s.program); err != nil {
			return err
		}
	}
	return s.run(ctx)
}

// run compares a service that has worked for long with one that has hardly
// worked.
func (s *soak) run(ctx context.Context) error {
	fresh, err := s.rest(ctx, min(s.length/5, 5*time.Second), func(sample) {})
	if err != nil {
		return fmt.Errorf("a fresh service: %w", err)
	}
	fmt.Fprintf(s.out, "at rest, fresh: %s\n", fresh.last)
	var samples []sample
	worn, err := s.rest(ctx, s.length, func(m sample) {
		samples = append(samples, m)
		fmt.Fprintln(s.out, m)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "at rest, after %v: %s\n%s\n", s.length, worn.last, worn.traffic)
	var settled []sample
	for _, m := range samples {
		if m.at > s.settle {
			settled = append(settled, m)
		}
	}
	if s.length >= 2*s.settle {
		median, least := growth(settled)
		fmt.Fprintf(s.out, "resident memory after %v: %+.2f MiB an hour, more than %+.2f\n", s.settle, median, least)
	} else {
		settled = nil
	}
	return findings(fresh, worn, settled)
}
