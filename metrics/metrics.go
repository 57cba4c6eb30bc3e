package metrics

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

// Metrics are the metrics of one service. Use [New]. They are safe for concurrent use,
// except for the methods that begin with Watch, which must be called before the first
// request.
type Metrics struct {
	version string

	answers  vec[request, histogram] // which counts requests, too, so that each changes one line of memory
	refusals vec[refusal, counter]

	storeKind      string
	storeStats     func() store.Stats // nil: the store does not tell
	storeDurations vec[operation, histogram]
	storeErrors    vec[storeError, counter]

	keys  func() Keys                        // nil: no keys are fetched
	rules func() (tenants int, fired uint64) // nil: there are none

	_        [64]byte // each request writes what follows, and reads what is above
	inFlight atomic.Int64
}

// Labels of families, in the order in which they are written.
type (
	operation struct{ name string }
	request   struct {
		operation string
		status    int // 0: other
	}
	refusal    struct{ code, rule string }
	storeError struct{ operation, reason string }
)

func (l operation) values() []string { return []string{l.name} }
func (l request) values() []string {
	if l.status == 0 {
		return []string{l.operation, other}
	}
	return []string{l.operation, strconv.Itoa(l.status)}
}
func (l refusal) values() []string    { return []string{l.code, l.rule} }
func (l storeError) values() []string { return []string{l.operation, l.reason} }

// other stands for what is not in the document, and for what is too much.
const other = "other"

// New returns metrics, all zero, for a service of this version.
func New(version string) *Metrics {
	m := &Metrics{version: version}
	m.answers.other = request{other, 0}
	m.refusals.other = refusal{other, other}
	m.storeDurations.other = operation{other}
	m.storeErrors.other = storeError{other, other}
	return m
}

// Observe counts a request after its response, see [server.WithObserver].
func (m *Metrics) Observe(_ context.Context, r server.Result) {
	name := r.Operation
	if name == "" {
		name = other
	}
	status := r.Status
	if status < 100 || status >= 600 {
		status = 0
	}
	m.answers.get(request{name, status}).observe(r.Duration)
	if r.Code != "" {
		m.refusals.get(refusal{r.Code, r.Rule}).Add(1)
	}
}

// Middleware counts the requests that are in flight.
func (m *Metrics) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.inFlight.Add(1)
		defer m.inFlight.Add(-1)
		next.ServeHTTP(w, r)
	})
}

// WatchStore returns a store that counts the calls of s. Kind is a label, such as
// sqlite. If s has a method Stats() store.Stats, there are also metrics of its commits.
func (m *Metrics) WatchStore(kind string, s store.Store) store.Store {
	m.storeKind = kind
	if counted, ok := s.(interface{ Stats() store.Stats }); ok {
		m.storeStats = counted.Stats
	}
	return store.Observe(s, storeObserver{m})
}

// Keys has the counters of attempts to fetch the keys of an issuer.
type Keys struct {
	Last                time.Time // the last success; zero if there was none
	Successes, Failures uint64
}

// WatchKeys adds the metrics of an issuer's keys. Keys is called whenever the metrics
// are read.
func (m *Metrics) WatchKeys(keys func() Keys) { m.keys = keys }

// WatchRules adds the metrics of a mock: its tenants, and how often rules have applied.
// Rules is called whenever the metrics are read.
func (m *Metrics) WatchRules(rules func() (tenants int, fired uint64)) { m.rules = rules }

// storeObserver implements [store.Observer].
type storeObserver struct{ *Metrics }

// Begin implements [store.Observer].
func (storeObserver) Begin(ctx context.Context, _ string) context.Context { return ctx }

// End implements [store.Observer].
func (m storeObserver) End(_ context.Context, name string, took time.Duration, err error) {
	m.storeDurations.get(operation{name}).observe(took)
	if reason := store.Reason(err); reason != "" {
		m.storeErrors.get(storeError{name, reason}).Add(1)
	}
}
