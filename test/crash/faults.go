package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// faults is a campaign that lets system calls fail.
type faults struct {
	*host
	out   io.Writer
	count int // how many faults are to be hit
	only  int // the number of the one case to be played; -1: all
	jobs  int
	seed  uint64

	plan      *plan
	templates map[string]*template
	next      atomic.Int64 // case
	folders   atomic.Int64

	mu       sync.Mutex
	table    *table
	hit      int
	findings int
	broken   error // why no more cases are begun
}

// runFaults is the command "crash faults". Where strace cannot work it says so
// and returns nil.
func runFaults(ctx context.Context, args []string, stdout io.Writer) error {
	f := &faults{out: stdout, templates: newTemplates(), table: newTable()}
	flags := flag.NewFlagSet("crash faults", flag.ContinueOnError)
	flags.IntVar(&f.count, "count", 100, "how `many` faults are to be hit, at least 1; a case whose fault did not happen does not count")
	flags.IntVar(&f.only, "case", -1, "play only the case with this `number`, -count times")
	flags.IntVar(&f.jobs, "jobs", 2, "how `many` cases are played at the same time, 1 to 64")
	flags.Uint64Var(&f.seed, "seed", rand.Uint64(), "the `number` that the cases follow from; default: another one each time")
	names := flags.String("scenes", "", "play only the scenes with these comma-separated `names`; default: all")
	program := flags.String("program", "", "the `file` of the program; default: it is built")
	dir := flags.String("dir", os.TempDir(), "the `folder` for the files")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("argument %q is not understood: give flags only", flags.Arg(0))
	case f.count < 1:
		return fmt.Errorf("-count %d: want at least 1", f.count)
	case f.jobs < 1 || f.jobs > 64:
		return fmt.Errorf("-jobs %d: want 1 to 64", f.jobs)
	}
	wanted, err := sceneNames(*names)
	if err != nil {
		return err
	}
	f.plan = newPlan(f.seed, wanted)
	if err := checkStrace(ctx); errors.Is(err, errNoStrace) {
		_, err = fmt.Fprintf(stdout, "SKIP %v\n", err)
		return err
	} else if err != nil {
		return err
	}
	h, err := newHost(ctx, *dir)
	if err != nil {
		return err
	}
	f.host = h
	if *program == "" {
		err = h.build()
	} else {
		h.program, err = filepath.Abs(*program)
	}
	if err == nil {
		err = f.run(*names)
	}
	return h.end(err, fmt.Sprintf("-seed %d repeats the cases", f.seed))
}

// sceneNames returns the set of names in a list, which may be empty.
func sceneNames(list string) (map[string]bool, error) {
	wanted := make(map[string]bool)
	for name := range strings.SplitSeq(list, ",") {
		known := false
		for _, s := range scenes {
			known = known || s.name == name
		}
		if !known && list != "" {
			return nil, fmt.Errorf("-scenes %q: there is no scene of that name", name)
		}
		if list != "" {
			wanted[name] = true
		}
	}
	return wanted, nil
}

// run plays cases until enough faults were hit. Findings are an error.
func (f *faults) run(names string) error {
	fmt.Fprintf(f.out, "seed %d, %d combinations\n", f.seed, len(f.plan.cells))
	begin := time.Now()
	var group sync.WaitGroup
	for range f.jobs {
		group.Go(func() { f.work(names) })
	}
	group.Wait()
	if err := f.table.write(f.out); err != nil {
		return err
	}
	took := time.Since(begin).Seconds()
	switch {
	case f.ctx.Err() != nil:
		return errors.New("interrupted")
	case f.broken != nil:
		f.keep = true
		return f.broken
	case f.findings > 0:
		f.keep = true
		return fmt.Errorf("%d findings in %d faults", f.findings, f.hit)
	case f.hit < f.count:
		return fmt.Errorf("%d faults were hit in %d cases, want %d", f.hit, f.next.Load(), f.count)
	}
	_, err := fmt.Fprintf(f.out, "ok: %d faults hit in %.0f s; nothing acknowledged was lost, nothing refused was kept\n", f.hit, took)
	return err
}

// work plays one case after the other.
func (f *faults) work(names string) {
	for {
		n := int(f.next.Add(1)) - 1
		f.mu.Lock()
		over := f.hit >= f.count || f.broken != nil || n >= 3*f.count+50
		f.mu.Unlock()
		if over || f.ctx.Err() != nil {
			return
		}
		if f.only >= 0 {
			n = f.only
		}
		t, err := f.newTrial(n)
		if err == nil {
			err = t.play()
		}
		f.mu.Lock()
		if err != nil {
			f.broken = errors.Join(f.broken, fmt.Errorf("case %d: %w", n, err))
		} else {
			f.enter(t, names)
		}
		f.mu.Unlock()
	}
}

// enter counts a trial and prints what it found.
func (f *faults) enter(t *trial, names string) {
	f.table.add(t)
	if t.hits > 0 {
		f.hit++
	}
	f.findings += len(t.found)
	if len(t.found) == 0 {
		_ = os.RemoveAll(filepath.Dir(t.file)) // the folder above goes later
		return
	}
	fmt.Fprintf(f.out, "case %d: %v; %d calls failed\n", t.number, t.fault, t.hits)
	for _, finding := range t.found[:min(shown, len(t.found))] {
		fmt.Fprintf(f.out, "  %v\n", finding)
	}
	again := fmt.Sprintf("go run ./test/crash faults -count 1 -seed %d -case %d", f.seed, t.number)
	if names != "" {
		again += " -scenes " + names
	}
	fmt.Fprintf(f.out, "  again: %s\n", again)
}
