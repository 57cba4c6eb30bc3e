package mock_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"profilestatus.example/mock"
	"profilestatus.example/store/memory"
)

// still is the real time of a mock in which nothing takes time.
var still = mock.WithClock(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) })

// TestRetries: the tries of one request are counted, and one that comes back too
// early breaks the contract.
func TestRetries(t *testing.T) {
	const (
		get, other = "GET /school-1", "GET /school-2"
		create     = "POST /school-1 run-1"
		another    = "POST /school-1 run-2"
		wait       = "wait" // by the clock of the tenant
	)
	throttle := `{"times":1,"answer":{"status":429,"retryAfter":5}}`
	tests := []struct {
		name, rule string
		steps      []string
		attempts   string // of each request, 0 for the first
		early      int    // how many came too early
		reason     string
	}{
		{"too early", throttle, []string{create, create}, "0 2", 1, "it was told to wait for five seconds"},
		{"late enough", throttle, []string{create, wait, create}, "0 2", 0, "the clock of the tenant says so"},
		{"too early again and again", `{"times":2,"answer":{"status":503,"retryAfter":5}}`, []string{get, get, get, get}, "0 2 3 0", 2, "each counts, until one has worked"},
		{"another body", throttle, []string{create, another}, "0 0", 0, "another request is no retry"},
		{"compressed", throttle, []string{create + " Content-Encoding:gzip", wait, create}, "0 2", 0, "some clients compress the first try alone"},
		{"another target", throttle, []string{get, other}, "0 0", 0, "another request is no retry"},
		{"another test", throttle, []string{get + " a", get + " b"}, "0 0", 0, "tests do not know of each other"},
		{"another method", throttle, []string{get, create}, "0 0", 0, "another request is no retry"},
		{"at once", `{"times":1,"answer":{"status":429,"retryAfter":0}}`, []string{get, get}, "0 2", 0, "it was allowed to"},
		{"no wait was told", `{"times":1,"answer":{"status":429,"breaksContract":true}}`, []string{get, get}, "0 2", 0, "nobody can keep to what was not said"},
		{"unknown wait", `{"times":1,"answer":{"status":429,"headers":{"Retry-After":"-1"},"breaksContract":true}}`, []string{get, get}, "0 2", 0, "nor to what cannot be read"},
		{"failed", `{"times":1,"answer":{"status":500}}`, []string{create, create}, "0 2", 0, "a failure says nothing of a wait"},
		{"lost", `{"times":1,"when":"after","connection":"cut"}`, []string{create, create}, "0 2", 0, "nor does a broken connection; the second is a 409"},
		{"refused", `{"times":1,"answer":{"status":403}}`, []string{get, get}, "0 0", 0, "clients do not send again what was refused"},
		{"polling", `{"match":{"profile":"x"},"answer":{"status":429}}`, []string{get, get, get}, "0 0 0", 0, "to ask again is no retry"},
		{"expected", throttle, []string{create, create + " X-Contract-Expect:retryAfter"}, "0 2", 0, "a test may say that it comes too early"},
		{"forgotten", throttle, []string{create, "forget", create}, "0", 0, "the journal was emptied in between"},
	}
	f := newFaulty(t, false, still)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tenant := strings.ReplaceAll(tt.name, " ", "-")
			f.rule(t, tenant, tt.rule)
			for _, step := range tt.steps {
				f.step(t, "/tenants/"+tenant, step)
			}
			r := f.recorded(t, tenant)
			var attempts []string
			for _, x := range r.Exchanges {
				attempts = append(attempts, fmt.Sprint(x.Attempt))
			}
			if got := strings.Join(attempts, " "); got != tt.attempts || r.Counts.RequestBroken != tt.early || r.Counts.ResponseBroken != 0 {
				t.Errorf("attempts %s, %+v\nwant %s, %d\nreason: %s", got, r, tt.attempts, tt.early, tt.reason)
			}
			if tt.early > 0 && (len(r.Findings) != 1 || r.Findings[0].Rule != "retryAfter" || r.Findings[0].Want != "a wait of 5 s" || !strings.HasPrefix(r.Findings[0].Found, "retried after ")) {
				t.Errorf("found %+v", r.Findings)
			}
		})
	}
}

// step plays "METHOD /PROFILE [ID of a create] [test or NAME:VALUE]".
func (f *faulty) step(t *testing.T, base, step string) {
	t.Helper()
	switch step {
	case "wait":
		_, _, _ = f.do(t.Context(), "POST", base+"/__mock/clock/advance", `{"seconds":6}`)
		return
	case "forget":
		_, _, _ = f.do(t.Context(), "DELETE", base+"/__contract/violations", "")
		return
	}
	words := strings.Fields(step)
	body, headers := "", []string(nil)
	if words[0] == "POST" {
		body = strings.ReplaceAll(success, "run-1", words[2])
		words = words[1:]
	}
	if len(words) > 2 {
		name, value, ok := strings.Cut(words[2], ":")
		if !ok {
			name, value = "X-Test-Name", words[2]
		}
		headers = []string{name, value}
		if value == "gzip" {
			var compressed strings.Builder
			w := gzip.NewWriter(&compressed)
			_, _ = io.WriteString(w, body)
			_ = w.Close()
			body = compressed.String()
		}
	}
	method, _, _ := strings.Cut(step, " ")
	target := base + "/beta/education/synchronizationProfiles" + strings.Fields(step)[1] + "/profileStatus"
	_, _, _ = f.do(t.Context(), method, target, body, headers...) // some of the connections are cut
}

// TestRetryLimits: what a limit refuses before it is read is known when it comes
// again, as is what the store refuses.
func TestRetryLimits(t *testing.T) {
	const (
		get    = "GET /school-1"
		create = "POST /school-1 run-1"
		other  = "POST /school-1 run-2"
		full   = "POST /school-2 run-3"
	)
	long := "POST /school-1 " + strings.Repeat("x", 1024)
	slow, small := mock.Limits{RequestsPerSecond: 1}, mock.Limits{Statuses: 1}
	tests := []struct {
		name     string
		options  []mock.Option
		steps    []string
		attempts string
		early    int
		reason   string
	}{
		{"rate, without a body", []mock.Option{mock.WithLimits(slow)}, []string{get, get, get}, "0 0 2", 1, "it was told to wait for a second"},
		{"rate, with a body", []mock.Option{mock.WithLimits(slow)}, []string{get, create, create, create}, "0 0 2 3", 2, "the body is seen although nothing is done for it"},
		{"rate, after the wait", []mock.Option{mock.WithLimits(slow)}, []string{get, create, "wait", create}, "0 0 2", 0, "the client has waited"},
		{"rate, compressed", []mock.Option{mock.WithLimits(slow)}, []string{get, create + " Content-Encoding:gzip", create}, "0 0 2", 1, "some clients compress the first try alone"},
		{"rate, another body", []mock.Option{mock.WithLimits(slow)}, []string{get, create, other}, "0 0 0", 0, "another request is no retry"},
		{"rate, larger than bodies may be", []mock.Option{mock.WithLimits(slow), mock.WithMaxBodyBytes(1024)}, []string{get, long, long}, "0 0 0", 0, "so much is not read"},
		{"statuses", []mock.Option{mock.WithLimits(small)}, []string{create, full, full}, "0 0 2", 1, "the store has read it"},
		{"no room in the store", []mock.Option{mock.WithStore(memory.New(1), "memory")}, []string{create, full, full}, "0 0 2", 1, "a 503 asks to come again, too"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFaulty(t, false, append(tt.options, still)...)
			for _, step := range tt.steps {
				f.step(t, "/tenants/t", step)
			}
			r := f.recorded(t, tenantT)
			var attempts []string
			for _, x := range r.Exchanges {
				attempts = append(attempts, fmt.Sprint(x.Attempt))
			}
			if got := strings.Join(attempts, " "); got != tt.attempts || r.Counts.RequestBroken != tt.early || r.Counts.ResponseBroken != 0 {
				t.Errorf("attempts %s, %+v\nwant %s, %d\nreason: %s", got, r, tt.attempts, tt.early, tt.reason)
			}
		})
	}
}

// TestManyRetries: what a tenant remembers is bounded; the oldest is forgotten
// first.
func TestManyRetries(t *testing.T) {
	f := newFaulty(t, false)
	f.rule(t, tenantT, `{"answer":{"status":503,"retryAfter":3600}}`)
	for i := range 1001 {
		f.step(t, "/tenants/t", fmt.Sprintf("GET /p-%d", i))
	}
	for _, p := range []string{"p-0", "p-1000"} {
		f.step(t, "/tenants/t", "GET /"+p)
	}
	r := f.recorded(t, tenantT)
	last := r.Exchanges[len(r.Exchanges)-2:]
	if last[0].Attempt != 0 || last[1].Attempt != 2 || r.Counts.RequestBroken != 1 {
		t.Errorf("recorded: %+v, %+v", last, r.Counts)
	}
}
