package check_test

import (
	"flag"
	"net/http/httptest"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract/check"
	"profilestatus.example/contract/report"
	"profilestatus.example/server"
	"profilestatus.example/store/memory"
)

// seeds is 0 in a quick run: one or two seeds are tried on each right server, by fewer
// cases, and a broken one is checked by the long phase only if the others do not find it.
var seeds = flag.Uint64("seeds", 0, "check right servers by this many `seeds`, and broken ones by all phases; 0 is a quick run")

// seedsOr returns how many seeds a test tries.
func seedsOr(quick uint64) uint64 {
	if *seeds > 0 {
		return *seeds
	}
	return quick
}

// casesOr returns how many cases a test tries: all of them in make soak.
func casesOr(quick, all int) int {
	if *seeds > 0 {
		return all
	}
	return quick
}

// TestMain collects garbage less often: a thousand checks make a lot of it. Tests
// that run beside others mostly wait for servers that are slow on purpose.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	m.Run()
}

func newServer(t testing.TB, options ...server.Option) *httptest.Server {
	t.Helper()
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(srv)
	t.Cleanup(ts.Close)
	return ts
}

// run checks a server by the document of this service.
func run(t testing.TB, cfg check.Config) *check.Report {
	t.Helper()
	if cfg.Document == nil {
		cfg.Document = []byte(profilestatus.OpenAPI())
	}
	r, err := check.Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Run() = %v", err)
	}
	return r
}

// notes writes notes on lines.
func notes(all []report.Note) string {
	var b strings.Builder
	for _, n := range all {
		b.WriteString(n.String() + "\n")
	}
	return b.String()
}

// explain writes findings as people read them.
func explain(r *check.Report) string {
	var b strings.Builder
	_ = report.Blocks(&b, r.Result("openapi.yaml", nil), report.Style{})
	return b.String()
}

// TestRightServer is the test that a false alarm would fail, over many seeds
// against one and the same server.
func TestRightServer(t *testing.T) {
	t.Parallel()
	ts := newServer(t, server.WithStore(memory.New(1<<20)))
	for seed := range seedsOr(1) {
		r := run(t, check.Config{Base: ts.URL, Seed: seed + 1, Cases: 20})
		if !r.Holds() {
			t.Fatalf("seed %d: the right server breaks the contract:\n%s", r.Seed, explain(r))
		}
		if r.Requests < 500 || len(r.Coverage) < 5 {
			t.Errorf("seed %d: %d requests, %d operations", r.Seed, r.Requests, len(r.Coverage))
		}
		t.Logf("seed %d: %d requests", r.Seed, r.Requests)
	}
}

// breaks reports whether a report has a finding of a rule.
func breaks(r *check.Report, rule string) bool {
	return slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Violation.Rule == rule })
}
