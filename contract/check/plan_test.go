package check

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"profilestatus.example"
)

// A listener answers every request with the same, and writes down what it was
// sent.
type listener struct {
	mu     sync.Mutex
	quiet  bool // write nothing down
	number int
	sent   []string
}

// RoundTrip implements [http.RoundTripper].
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	if !l.quiet {
		var b bytes.Buffer
		fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL.RequestURI())
		if err := r.Header.Write(&b); err != nil {
			return nil, err
		}
		b.Write(body)
		l.sent = append(l.sent, b.String())
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader(`{"id":"a"}`))}, nil
}

// plan runs a check under a nonce that is always the same, and returns what was
// sent.
func plan(t testing.TB, document []byte, concurrency int) []string {
	t.Helper()
	l := new(listener)
	k, err := start(Config{Base: "http://plan.test", Document: document, Seed: 7, Cases: 20, Concurrency: concurrency, Transport: l})
	if err != nil {
		t.Fatal(err)
	}
	k.nonce = "0123456789"
	if _, err := k.run(t.Context(), k.phases); err != nil {
		t.Fatal(err)
	}
	return l.sent
}

const manyMembers = `
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 1000000}}
      - {name: n, in: query, examples: {x: {value: 1}, y: {value: 2}, z: {value: 3}}, schema: {type: integer, minimum: 1, maximum: 9}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [n]
              properties:
                n: {type: number, minimum: 1, maximum: 9, multipleOf: 0.5}
                m: {type: integer, minimum: -5, maximum: 5}
                a: {type: array, minItems: 1, maxItems: 3, items: {oneOf: [{type: string, enum: [x, y]}, {type: integer, minimum: 3, maximum: 4}]}}
            examples: {x: {value: {n: 1}}, y: {value: {n: 2}}, z: {value: {n: 3, a: [x]}}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
        '4XX': {description: d}
`

// TestPlanRepeats: one seed is one and the same list of requests, byte for
// byte.
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
			for _, concurrency := range []int{1, 8} {
				again := plan(t, tt.document, concurrency)
				// Phase state sends some requests at once on purpose.
				slices.Sort(first)
				slices.Sort(again)
				if !slices.Equal(first, again) {
					t.Errorf("%d requests at a time: of one seed came %d requests and then %d others\nreason: %s", concurrency, len(first), missingFrom(first, again), tt.reason)
				}
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

// selfReferring is a document with a schema of n properties that lead to it
// again.
func selfReferring(n int) []byte {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "        p%d: {$ref: '#/components/schemas/S'}\n", i)
	}
	return document(1, "    S:\n      type: object\n      properties:\n"+b.String())
}

// meshed is one with n schemas, each of which leads to all others.
func meshed(n int) []byte {
	var b strings.Builder
	for i := range n {
		name := fmt.Sprintf("S%d", i)
		if i == 0 {
			name = "S"
		}
		fmt.Fprintf(&b, "    %s:\n      type: object\n      properties:\n", name)
		for j := range n {
			if j != i && j > 0 {
				fmt.Fprintf(&b, "        p%d: {$ref: '#/components/schemas/S%d'}\n", j, j)
			}
		}
	}
	return document(1, b.String())
}

// document has n paths whose POST takes the schema S.
func document(n int, schemas string) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: v}\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /a%d:\n    post:\n      operationId: op%d\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}\n", i, i)
		b.WriteString("      responses: {'200': {description: d}, '4XX': {description: d}}\n")
	}
	return []byte(b.String() + "components:\n  schemas:\n" + schemas)
}

// thing is a schema as they are met, with eleven properties.
const thing = `    S:
      type: object
      required: [name, kind]
      properties:
        name: {type: string, minLength: 1, maxLength: 40}
        kind: {type: string, enum: [a, b, c]}
        count: {type: integer, minimum: 0, maximum: 100}
        price: {type: number, minimum: 0}
        when: {type: string, format: date-time}
        owner: {$ref: '#/components/schemas/Owner'}
        parts: {type: array, items: {$ref: '#/components/schemas/Owner'}}
        parent: {$ref: '#/components/schemas/S'}
        open: {type: boolean}
        note: {type: string, nullable: true}
    Owner:
      type: object
      properties:
        id: {type: string, format: uuid}
        mail: {type: string, format: email}
        tags: {type: array, items: {type: string}}
`

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
		{"200 operations", document(200, thing), 3500, 100, "requests of one operation are not held for those of the next"},
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
			n := 0
			mib := allocated(func() {
				for range k.schema(k.subjects[0]) {
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

// TestPlanStops looks at the time while it plans.
func TestPlanStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k, err := start(Config{Base: "http://plan.test", Document: document(50, thing), Seed: 1, Transport: new(listener)})
	if err != nil {
		t.Fatal(err)
	}
	k.prepare(ctx)
	for range k.probes(ctx, "schema") {
		t.Fatal("a request was made although the time was over")
	}
	if k.subjects[0].full != nil {
		t.Error("a body was prepared although the time was over")
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
