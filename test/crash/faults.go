package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	again string // the command that repeats a case, but for its number

	given  string // the file of the program; "": it is built
	parent string // of the folder for the files

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

// shownOfCase bounds how many findings of a case are printed.
const shownOfCase = 5

// runFaults is the command "crash faults". Where strace cannot work it says so
// and returns nil.
func runFaults(ctx context.Context, args []string, stdout io.Writer) error {
	f, err := parseFaults(args)
	if err != nil {
		return err
	}
	if err := checkStrace(ctx); errors.Is(err, errNoStrace) {
		_, err = fmt.Fprintf(stdout, "SKIP %v\n", err)
		return err
	} else if err != nil {
		return err
	}
	f.out = stdout
	if f.host, err = newHost(ctx, f.parent, f.given); err != nil {
		return err
	}
	if err = f.build(); err == nil {
		err = f.run()
	}
	return f.end(err, fmt.Sprintf("-seed %d repeats the cases", f.seed))
}

// run plays cases until enough faults were hit. Findings are an error.
func (f *faults) run() error {
	fmt.Fprintf(f.out, "seed %d, %d combinations\n", f.seed, len(f.plan.cells))
	begin := time.Now()
	var group sync.WaitGroup
	for range f.jobs {
		group.Go(func() { f.work() })
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
func (f *faults) work() {
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
			f.record(t)
		}
		f.mu.Unlock()
	}
}

// record counts a trial and prints what it found.
func (f *faults) record(t *trial) {
	f.table.add(t)
	if t.hits > 0 {
		f.hit++
		if f.hit%100 == 0 && f.hit < f.count {
			fmt.Fprintf(f.out, "%d of %d faults hit\n", f.hit, f.count)
		}
	}
	f.findings += len(t.found)
	if len(t.found) == 0 {
		_ = os.RemoveAll(filepath.Dir(t.file)) // the folder above goes later
		return
	}
	fmt.Fprintf(f.out, "case %d: %v; %d calls failed\n", t.number, t.fault, t.hits)
	for _, finding := range t.found[:min(shownOfCase, len(t.found))] {
		fmt.Fprintf(f.out, "  %v\n", finding)
	}
	fmt.Fprintf(f.out, "  again: %s -case %d\n", f.again, t.number)
}
