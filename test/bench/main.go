// Command bench measures the service and prints one table: each figure, what
// it is compared with, what is wanted and what came out.
//
// It builds the program, starts it and whatever it is compared with on free
// loopback ports, and ends everything itself. The figures are shown, not
// enforced: the exit code is 0 unless something could not be measured.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A section is a part of the table that can be asked for alone.
type section struct {
	name string
	run  func(*bench) error
}

var sections = []section{
	{"create", (*bench).create},
	{"postgres", (*bench).postgres},
	{"validate", (*bench).validate},
	{"syncs", (*bench).syncs},
	{"read", (*bench).read},
	{"growth", (*bench).growth},
	{"start", (*bench).startUp},
	{"memory", (*bench).memory},
	{"size", (*bench).size},
	{"check", (*bench).check},
}

// A bench is one run.
type bench struct {
	ctx      context.Context
	temp     string // folder of this run
	program  string // the program that is measured
	rounds   int
	warmUp   time.Duration // before each measurement, not counted
	duration time.Duration // of each measurement
	creates  int           // for the memory figure
	large    int           // rows of the large file
	cores    int
	noise    noise
	table    table
	progress io.Writer
}

func main() {
	// Collecting garbage less often leaves more of the machine to the server.
	debug.SetGCPercent(programGCPercent)
	if child := children[os.Getenv(childVariable)]; child != nil {
		if err := child(); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %v\n", err)
			os.Exit(1)
		}
		return
	}
	if err := run(os.Args[1:]); err != nil && err != flag.ErrHelp {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) (err error) {
	b := &bench{warmUp: 500 * time.Millisecond, creates: 1_000_000, large: 5_000_000, cores: runtime.NumCPU(), progress: os.Stderr}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "the only `parts` to measure, comma-separated: "+strings.Join(names(), ", "))
	quick := flags.Bool("quick", false, "be done in a minute: fewer and shorter rounds, smaller files")
	dir := flags.String("dir", os.TempDir(), "the `folder` for databases; its disk is what durable creates wait for")
	flags.IntVar(&b.rounds, "rounds", 5, "how `often` each measurement is repeated, 1 to 100")
	flags.DurationVar(&b.duration, "duration", 2*time.Second, "how long one measurement takes, 100ms to 1m")
	flags.DurationVar(&b.noise.patience, "patience", time.Minute, "how long the run may wait, and measure again, while others use the machine")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *quick {
		b.rounds, b.duration, b.warmUp = 2, 700*time.Millisecond, 300*time.Millisecond
		b.creates, b.large, b.noise.patience = 100_000, 100_000, min(b.noise.patience, 10*time.Second)
	}
	switch wrong := unknown(*only); {
	case flags.NArg() > 0:
		return fmt.Errorf("argument %q is not understood: give flags only", flags.Arg(0))
	case b.rounds < 1 || b.rounds > 100:
		return fmt.Errorf("-rounds %d: want 1 to 100", b.rounds)
	case b.duration < 100*time.Millisecond || b.duration > time.Minute:
		return fmt.Errorf("-duration %v: want 100ms to 1m", b.duration)
	case wrong != "":
		return fmt.Errorf("-only %s: want some of %s", wrong, strings.Join(names(), ", "))
	}
	var stop context.CancelFunc
	b.ctx, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A client on more processors answers no faster, but looks for work on them
	// when it has none, at the cost of the server.
	runtime.GOMAXPROCS(1)
	if b.temp, err = os.MkdirTemp(*dir, "profilestatus-bench-"); err != nil {
		return fmt.Errorf("-dir %s: name a folder that can be written to: %w", *dir, err)
	}
	defer os.RemoveAll(b.temp)
	if err := b.build(); err != nil {
		return err
	}
	for _, s := range sections {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), s.name) {
			continue
		}
		if err := s.run(b); err != nil {
			if b.ctx.Err() != nil {
				return fmt.Errorf("interrupted while measuring %s", s.name)
			}
			return fmt.Errorf("measure %s: %w", s.name, err)
		}
	}
	describe(os.Stdout, b)
	return b.table.write(os.Stdout)
}

// say reports progress, since a run takes minutes.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, format+"\n", args...)
}

func names() []string {
	var names []string
	for _, s := range sections {
		names = append(names, s.name)
	}
	return names
}

// unknown returns the first part of a list that there is not.
func unknown(list string) string {
	for name := range strings.SplitSeq(list, ",") {
		if list != "" && !slices.Contains(names(), name) {
			return name
		}
	}
	return ""
}
