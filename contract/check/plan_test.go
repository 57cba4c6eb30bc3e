package check

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"profilestatus.example"
)

// plan runs a check under a nonce that is always the same, and returns what was
// sent.
func plan(t testing.TB, document []byte, concurrency int) []string {
	t.Helper()
	l := new(listener)
	k, err := start(Config{Base: "http://plan.test", Document: document, Seed: 7, Cases: 5, Concurrency: concurrency, Transport: l})
	if err != nil {
		t.Fatal(err)
	}
	k.nonce = "0123456789"
	if _, err := k.run(t.Context(), k.phases); err != nil {
		t.Fatal(err)
	}
	return l.sent
}

// TestPlanRepeats: one seed is one and the same list of requests, byte for
// byte, however many are sent at a time.
func TestPlanRepeats(t *testing.T) {
	things, err := os.ReadFile("testdata/things.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		document []byte
		reason   string
	}{
		{"this service", []byte(profilestatus.OpenAPI()), "the document that is checked most"},
		{"things", things, "ids that are numbers"},
		{"bounds and examples", []byte(manyMembers), "both bounds, and several examples with names"},
		{"self-referring", selfReferring(6), "a schema that leads to itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first := plan(t, tt.document, 1)
			again := plan(t, tt.document, 8)
			// Phase state sends some requests at once on purpose.
			slices.Sort(first)
			slices.Sort(again)
			if !slices.Equal(first, again) {
				t.Errorf("of one seed came %d requests and then, 8 at a time, %d others\nreason: %s", len(first), missingFrom(first, again), tt.reason)
			}
			if len(first) < 50 {
				t.Errorf("only %d requests were sent", len(first))
			}
		})
	}
}

// missingFrom counts what is in a and not in b.
func missingFrom(a, b []string) (n int) {
	for _, text := range a {
		if _, found := slices.BinarySearch(b, text); !found {
			n++
		}
	}
	return n
}

// TestPlanIsBounded holds a run to what it may allocate, which is no matter of
// how busy the machine is.
func TestPlanIsBounded(t *testing.T) {
	tests := []struct {
		name      string
		document  []byte
		requests  int // the most
		allocated int // MiB
		reason    string
	}{
		{"20 properties that lead back", selfReferring(20), 1000, 50, "there are 160,000 ways of four steps"},
		{"600 texts in one body", document(1, wide(600)), 200, 40, "new texts are made for all of them at once"},
		{"200 operations", document(200, thing), 4500, 120, "requests of one operation are not held for those of the next"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &listener{quiet: true}
			requests := 0
			mib := allocated(func() {
				r, err := Run(t.Context(), Config{Base: "http://plan.test", Document: tt.document, Seed: 1, Cases: 1, Only: []string{"examples", "methods", "paths", "random"}, Transport: l})
				if err != nil {
					t.Fatal(err)
				}
				requests = r.Requests
			})
			if requests > tt.requests || mib > tt.allocated {
				t.Errorf("%d requests, %d MiB allocated; want at most %d and %d\nreason: %s", requests, mib, tt.requests, tt.allocated, tt.reason)
			}
		})
	}
}

// allocated returns how many MiB f allocates.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int((after.TotalAlloc - before.TotalAlloc) >> 20)
}

// TestSchemaCases plans bodies without sending them, and counts. What is cut
// must be said.
func TestSchemaCases(t *testing.T) {
	tests := []struct {
		name        string
		document    []byte
		least, most int
		cut         bool
		reason      string
	}{
		{"self-referring", selfReferring(20), 200, 1000, false, "the same schema again is tried once for each property"},
		{"meshed", meshed(12), MaxSchemaCases, MaxSchemaCases, true, "no schema comes twice on a way, and there are 12 x 11 x 10 x 9 of them"},
		{"usual", document(1, thing), 200, 1500, false, "a usual schema is tried whole"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, err := start(Config{Base: "http://plan.test", Document: tt.document, Seed: 1, Transport: &listener{quiet: true}})
			if err != nil {
				t.Fatal(err)
			}
			k.prepare(t.Context())
			k.ready(k.operations[0])
			n := 0
			mib := allocated(func() {
				for range k.schema(k.operations[0]) {
					n++
				}
			})
			if n < tt.least || n > tt.most || mib > 500 {
				t.Errorf("%d requests were planned, and %d MiB allocated; want %d to %d, and 500\nreason: %s", n, mib, tt.least, tt.most, tt.reason)
			}
			said := strings.Contains(strings.Join(sorted(k.notes), "\n"), "phase schema stopped after")
			if said != tt.cut {
				t.Errorf("it is said that the plan was cut: %t, want %t\nreason: %s", said, tt.cut, tt.reason)
			}
		})
	}
}

// TestPlanStops looks at the time while it plans, and plans no operation before it
// is its turn.
func TestPlanStops(t *testing.T) {
	tests := []struct {
		name   string
		after  int // requests
		bodies int
		reason string
	}{
		{"at once", 0, 0, "the time was over while the document was loaded"},
		{"at the second request", 2, 1, "the rest of a large document is not waited for"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l := &listener{quiet: true}
			l.heard = func(n int) {
				if n >= tt.after {
					cancel()
				}
			}
			l.heard(0)
			k, err := start(Config{Base: "http://plan.test", Document: document(50, thing), Seed: 1, Transport: l})
			if err != nil {
				t.Fatal(err)
			}
			k.prepare(ctx)
			if err := k.discover(ctx); err != nil {
				t.Fatal(err)
			}
			for range k.testCases(ctx, "schema") {
				t.Fatal("a request was made although the time was over")
			}
			bodies := 0
			for _, s := range k.operations {
				if s.full != nil {
					bodies++
				}
			}
			if bodies != tt.bodies {
				t.Errorf("bodies of %d operations were prepared, want %d\nreason: %s", bodies, tt.bodies, tt.reason)
			}
		})
	}
}

// BenchmarkLargeDocument plans and sends all that is made of 1,200 operations,
// to a server that costs nothing.
func BenchmarkLargeDocument(b *testing.B) {
	large := document(1200, thing)
	for b.Loop() {
		r, err := Run(b.Context(), Config{Base: "http://plan.test", Document: large, Seed: 1, Cases: 10, Transport: &listener{quiet: true}})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r.Requests), "requests/op")
	}
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	b.ReportMetric(float64(now.Sys>>20), "MiB-from-system")
}
