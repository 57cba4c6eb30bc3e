package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/go/packages"
)

// A harness runs the tests.
type harness struct {
	*options
	temp  string
	tests []*test
	mu    sync.Mutex // of what the tests have killed
}

// A test is a test function of a test binary.
type test struct {
	dir, binary, name string
	took              time.Duration   // without a mutant
	passes            map[int64]int64 // mutants, and how often it passes them
	kills             map[*file]int   // mutants that it has killed
}

// build compiles the tests with all mutants in them, and runs each test alone
// without a mutant to see which ones it passes.
func build(ctx context.Context, o *options, p *subject, temp string) (*harness, error) {
	h := &harness{options: o, temp: temp}
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	for path, code := range p.overlay() {
		name := filepath.Join(temp, filepath.Base(path))
		overlay.Replace[path] = name
		if err := os.WriteFile(name, code, 0o600); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(temp, "overlay.json"), text, 0o600); err != nil {
		return nil, err
	}
	pkgs, err := packages.Load(&packages.Config{Context: ctx, Mode: packages.NeedName | packages.NeedFiles}, o.tests...)
	if err != nil {
		return nil, err
	}
	for _, pkg := range pkgs {
		if err := h.compile(ctx, pkg.PkgPath, pkg.Dir); err != nil {
			return nil, err
		}
	}
	if len(h.tests) == 0 {
		return nil, fmt.Errorf("%s: no tests", strings.Join(o.tests, ", "))
	}
	return h, h.record(ctx, p)
}

func (h *harness) compile(ctx context.Context, path, dir string) error {
	binary := filepath.Join(h.temp, fmt.Sprintf("%s.%d.test", filepath.Base(dir), len(h.tests)))
	if _, err := output(exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", filepath.Join(h.temp, "overlay.json"), "-o", binary, path)); err != nil {
		return err
	}
	if _, err := os.Stat(binary); err != nil {
		return nil // a package without tests
	}
	c := exec.CommandContext(ctx, binary, "-test.list", ".")
	c.Dir = dir
	names, err := output(c)
	if err != nil {
		return err
	}
	for name := range strings.FieldsSeq(names) {
		if !strings.HasPrefix(name, "Benchmark") && (h.run == nil || h.run.MatchString(name)) && (h.skip == nil || !h.skip.MatchString(name)) {
			h.tests = append(h.tests, &test{dir: dir, binary: binary, name: name, passes: make(map[int64]int64), kills: make(map[*file]int)})
		}
	}
	return nil
}

func output(c *exec.Cmd) (string, error) {
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", strings.Join(c.Args, " "), err, out, &stderr)
	}
	return string(out), nil
}

func (h *harness) record(ctx context.Context, p *subject) error {
	var failed []error
	var mu sync.Mutex
	each(h.jobs, h.tests, func(t *test) {
		file := filepath.Join(h.temp, fmt.Sprintf("record-%p", t))
		begin := time.Now()
		out, err := h.exec(ctx, []*test{t}, 10*time.Minute, "MUTANT_RECORD="+file)
		t.took = time.Since(begin)
		text, _ := os.ReadFile(file) // none if nothing was passed
		for line := range strings.Lines(string(text)) {
			var n, count int64
			if _, err := fmt.Sscan(line, &n, &count); err == nil {
				t.passes[n] = max(t.passes[n], count)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(h.progress, "%s passes %d mutants in %s\n", t.name, len(t.passes), t.took.Round(time.Millisecond))
		if err != nil {
			failed = append(failed, fmt.Errorf("%s fails without a mutant: %w\n%s", t.name, err, out))
		}
	})
	for _, t := range h.tests {
		for n, count := range t.passes {
			p.mutants[n].passed = max(p.mutants[n].passed, count)
		}
	}
	return errors.Join(failed...)
}

// try runs the tests for each mutant, until the budget is spent.
func (h *harness) try(ctx context.Context, order []*mutant) {
	end := time.Now().Add(h.budget)
	var mu sync.Mutex
	tried := 0
	each(h.jobs, order, func(m *mutant) {
		switch {
		case m.state != untried:
			return
		case m.passed == 0:
			m.state = unreached
			return
		case ctx.Err() != nil || h.budget > 0 && time.Now().After(end):
			return
		}
		if state := h.kill(ctx, m); ctx.Err() == nil {
			m.state = state
		}
		mu.Lock()
		defer mu.Unlock()
		if tried++; tried%20 == 0 {
			fmt.Fprintf(h.progress, "%d of %d mutants were tried\n", tried, len(order))
		}
	})
}

// kill runs the tests that pass a mutant, several in one process while they take
// little time.
func (h *harness) kill(ctx context.Context, m *mutant) state {
	var batch []*test
	var took time.Duration
	dies := func() bool {
		if len(batch) == 0 {
			return false
		}
		out, err := h.exec(ctx, batch, 5*took+10*time.Second, fmt.Sprintf("MUTANT=%d", m.number), fmt.Sprintf("MUTANT_LIMIT=%d", 100*m.passed+1_000_000))
		if err != nil && ctx.Err() == nil {
			h.credit(m, batch, out)
		}
		batch, took = nil, 0
		return err != nil
	}
	for _, t := range h.order(m) {
		if len(batch) > 0 && (batch[0].binary != t.binary || took+t.took > time.Second) && dies() {
			return killed
		}
		batch, took = append(batch, t), took+t.took
	}
	if dies() {
		return killed
	}
	return survived
}

// exec runs tests of one binary. Whatever they leave behind is removed.
func (h *harness) exec(ctx context.Context, tests []*test, timeout time.Duration, env ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	temp, err := os.MkdirTemp(h.temp, "run-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	var names []string
	for _, t := range tests {
		names = append(names, regexp.QuoteMeta(t.name))
	}
	args := []string{"-test.failfast", "-test.timeout", strconv.Itoa(int(timeout.Seconds())+60) + "s", "-test.run", "^(" + strings.Join(names, "|") + ")$"}
	if h.skip != nil {
		args = append(args, "-test.skip", h.skip.String())
	}
	c := exec.CommandContext(ctx, tests[0].binary, args...)
	c.Dir, c.WaitDelay = tests[0].dir, time.Second
	group(c)
	c.Env = append(append(os.Environ(), "TMPDIR="+temp), env...)
	out, err := c.CombinedOutput()
	return string(out), err
}

// each calls f for every item, jobs at a time.
func each[T any](jobs int, items []T, f func(T)) {
	var wait sync.WaitGroup
	slots := make(chan struct{}, jobs)
	for _, item := range items {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			f(item)
		})
	}
	wait.Wait()
}
