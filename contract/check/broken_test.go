package check_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
	"profilestatus.example/test/broken"
)

// TestBrokenServers breaks a server in one way at a time. The check must find
// each, by the rule that is broken, where it is, and as serious as it is; so must
// a replay of what the record has of it, and the script must show it.
func TestBrokenServers(t *testing.T) {
	srv, err := server.New(server.WithStore(memory.New(1 << 20)))
	if err != nil {
		t.Fatal(err)
	}
	if r := run(t, check.Config{Base: "http://right.test", Transport: direct{srv}, Cases: -1}); !r.Holds() {
		t.Fatalf("unbroken, the contract is broken:\n%s", explain(r))
	}
	names := make(map[string]bool)
	for i, way := range broken.Ways() {
		if way.Reason == "" || names[way.Name] {
			t.Errorf("%q has no reason, or its name is taken", way.Name)
		}
		names[way.Name] = true
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			cfg := check.Config{
				Base: "http://broken.test", Document: []byte(profilestatus.OpenAPI()), Seed: 1, Cases: -1,
				MaxLatency: latency(way), Timeout: timeout(way), Transport: direct{way.Break(srv)},
			}
			if way.Rule == "noAnswer" { // needs a connection to break
				ts := httptest.NewServer(way.Break(srv))
				t.Cleanup(ts.Close)
				cfg.Base, cfg.Transport = ts.URL, nil
			}
			var record bytes.Buffer
			replayed := *seeds > 0 || i%12 == 0 // make soak replays them all
			if replayed {
				cfg.Record = &record
			}
			seen := func(line string) bool { return !way.Rare && linesOf(line, way.Rule, way.Target) != "" }
			r := find(t, cfg, way.Phase, seen, isBroken(way))
			at := slices.IndexFunc(r.Findings, isBroken(way))
			if at < 0 {
				t.Fatalf("%s %s at %q was not found to be broken, only:\n%s\nreason: %s", way.Rule, way.Keyword, way.Target, explain(r), way.Reason)
			}
			if !replayed {
				return
			}
			cfg.Record = nil
			if cfg.Transport != nil {
				cfg.Transport = direct{way.Break(srv)} // some ways break one request only
				if f := r.Findings[at]; len(f.Steps) > 0 {
					shows(t, f, way.Break(srv))
				}
			}
			if err := replays(t, cfg, record.String(), way); err != nil {
				t.Errorf("%s was not found again by the record: %v\nreason: %s", way.Rule, err, way.Reason)
			}
		})
	}
	if len(names) < 30 {
		t.Errorf("there are only %d ways", len(names))
	}
}

// replays sends those requests again that broke the rule. Where the way breaks one
// request in many, it sends all of them.
func replays(t *testing.T, cfg check.Config, record string, way broken.Way) error {
	t.Helper()
	if !way.Rare {
		record = linesOf(record, way.Rule, way.Target)
	}
	r, err := check.Replay(t.Context(), cfg, strings.NewReader(record))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(r.Findings, isBroken(way)) {
		return errors.New("nothing was found, or only:\n" + explain(r))
	}
	return nil
}

// find checks a server that breaks a rule, by the phase that finds it: "" is the
// first. Of the longest phase, the operation that finds most goes before the others.
// The first run of a longer phase ends when a line of its record shows what is sought.
// All phases run where one finds nothing, or when they are asked for.
func find(t *testing.T, cfg check.Config, phase string, seen func(line string) bool, is func(report.Finding) bool) *check.Report {
	t.Helper()
	if *seeds == 0 {
		quick := cfg
		quick.Only = []string{cmp.Or(phase, check.Phases()[0])}
		parts := [][]string{nil, nil}
		switch phase {
		case "":
			parts = parts[1:]
		case "schema":
			parts[0] = []string{"operation=createProfileStatus"}
		}
		for ; len(parts) > 0; parts = parts[1:] {
			quick.Include = parts[0]
			ctx, end := context.WithCancel(t.Context())
			if quick.Record = cfg.Record; len(parts) > 1 {
				quick.Record = watcher{cmp.Or(cfg.Record, io.Discard), func(line string) {
					if seen(line) {
						end()
					}
				}}
			}
			r, err := check.Run(ctx, quick)
			end()
			if (err == nil || errors.Is(err, check.ErrNotRun)) && r != nil && slices.ContainsFunc(r.Findings, is) {
				return r
			}
		}
	}
	return run(t, cfg)
}

// A watcher passes on a record, of which each write is a line.
type watcher struct {
	io.Writer
	line func(string)
}

func (w watcher) Write(p []byte) (int, error) {
	w.line(string(p))
	return w.Writer.Write(p)
}

// isBroken returns what tells the finding that a way must give.
func isBroken(way broken.Way) func(report.Finding) bool {
	level := report.Error
	if way.Warns {
		level = report.Warning
	}
	return func(f report.Finding) bool {
		v := f.Violation
		return v.Rule == way.Rule && v.Target == way.Target && f.Level == level && (way.Keyword == "" || strings.Contains(v.Want, "("+way.Keyword+")"))
	}
}

// TestOtherManners must find nothing: these servers answer otherwise than this
// project's, and right.
func TestOtherManners(t *testing.T) {
	srv, err := server.New(server.WithStore(memory.New(1 << 20)))
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range broken.Manners() {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			r := run(t, check.Config{Base: "http://right.test", Transport: direct{way.Break(srv)}, Cases: casesOr(2, 20)})
			if !r.Holds() {
				t.Errorf("seed %d: a right server breaks the contract:\n%s\nreason: %s", r.Seed, explain(r), way.Reason)
			}
		})
	}
}

// Only where time is what is broken it is looked at: a busy machine is slow
// without being wrong.
func latency(way broken.Way) time.Duration {
	if way.Rule == "latency" {
		return broken.Slow
	}
	return 0
}

func timeout(way broken.Way) time.Duration {
	if way.Name == "hangs" {
		return 300 * time.Millisecond
	}
	return 0
}
