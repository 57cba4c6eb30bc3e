// Command mutants measures what the tests of a package notice: it changes one
// small thing of the package at a time and runs the tests that reach it.
//
// All mutants are compiled into one test binary, behind a switch in the
// environment, by an overlay: the repository itself is not touched. A mutant
// is killed when a test fails, or does not end in five times its usual time
// and ten seconds. One that no test reaches survives without a run.
//
//	go run ./test/mutants -budget 10m ./store/sqlite
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Options are what the command line says.
type options struct {
	pattern    string         // the package that is mutated
	tests      []string       // the packages whose tests are run; none is that package
	only       []string       // names of files that are mutated; none is all
	run        *regexp.Regexp // tests that are run; nil is all
	skip       *regexp.Regexp // tests that are not run; nil is none
	jobs       int            // runs at a time
	budget     time.Duration  // no mutant is begun later; 0 is no limit
	seed       uint64         // of the order
	min        float64        // percent that must be killed
	again      string         // file with a report; only what survived there is tried
	equivalent string         // file that lists mutants which no test can kill
	progress   io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "mutants: %v\n", err)
		os.Exit(1)
	}
}

// run is the whole program. It returns an error if the mutants could not be
// tried, too few were killed, or the list of equivalent ones does not fit.
func run(ctx context.Context, args []string, stdout, progress io.Writer) error {
	o, err := parse(args, progress)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	known, err := readEquivalents(o.equivalent)
	if err != nil {
		return err
	}
	p, err := load(ctx, o)
	if err != nil {
		return err
	}
	unused := known.mark(p)
	order := slices.Clone(p.mutants)
	if o.again != "" {
		if order, err = p.survivors(o.again); err != nil {
			return err
		}
	}
	h, err := build(ctx, o, p, temp)
	if err != nil {
		return err
	}
	rand.New(rand.NewPCG(o.seed, 0)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	h.try(ctx, order)
	share := p.report(stdout, o.seed)
	switch {
	case len(unused) > 0:
		return fmt.Errorf("%s: these entries name no mutant; remove them:\n%s", o.equivalent, strings.Join(unused, "\n"))
	case share < o.min:
		return fmt.Errorf("%.1f %% were killed, want %.1f %%", share, o.min)
	}
	return nil
}

func parse(args []string, progress io.Writer) (*options, error) {
	o := &options{progress: progress}
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(progress)
	tests := flags.String("tests", "", "comma-separated `packages` whose tests are run; default: the mutated package")
	only := flags.String("only", "", "comma-separated names of `files` to mutate; default: all of the package")
	flags.Func("run", "`regexp` of the tests that are run; default: all", pattern(&o.run))
	flags.Func("skip", "`regexp` of tests that are not run; default: none", pattern(&o.skip))
	flags.IntVar(&o.jobs, "j", runtime.NumCPU(), "how `many` tests run at a time, at least 1")
	flags.DurationVar(&o.budget, "budget", 0, "begin no mutant after this `time`, and report what was tried; default: no limit")
	flags.Uint64Var(&o.seed, "seed", rand.Uint64(), "the `number` that the order follows from; default: another one each time")
	flags.Float64Var(&o.min, "min", 0, "fail if less than this `percent` is killed")
	flags.StringVar(&o.again, "again", "", "`file` with a former report; only what survived there is tried")
	flags.StringVar(&o.equivalent, "equivalent", "test/mutants/equivalent.txt", "`file` that lists mutants which no test can kill; empty: none")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() != 1 {
		return nil, fmt.Errorf("want one package, such as ./server, and flags before it; got %q", flags.Args())
	}
	if o.jobs < 1 || o.budget < 0 {
		return nil, fmt.Errorf("-j %d -budget %s: want at least 1, and no negative time", o.jobs, o.budget)
	}
	o.pattern = flags.Arg(0)
	o.tests, o.only = list(*tests), list(*only)
	if len(o.tests) == 0 {
		o.tests = []string{o.pattern}
	}
	return o, nil
}

// pattern returns what reads a flag.
func pattern(to **regexp.Regexp) func(string) error {
	return func(text string) (err error) {
		*to, err = regexp.Compile(text)
		return err
	}
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}
