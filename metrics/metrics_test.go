package metrics_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/metrics"
	"profilestatus.example/server"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// counted is a store with counters, of which some calls fail.
type counted struct{ store.Store }

func (counted) Stats() store.Stats { return store.Stats{Records: 12, Commits: 3} }

func (s counted) Delete(_ context.Context, k store.Key) error {
	return map[string]error{
		"a": store.ErrUnavailable, "b": store.ErrUnknown, "c": store.ErrDamaged, "d": errors.New("a bug"), "e": store.ErrNotFound,
	}[k.Profile]
}

// everything returns metrics of which each family has a sample.
func everything(t *testing.T) *metrics.Metrics {
	t.Helper()
	m := metrics.New("1.2.3")
	m.Observe(t.Context(), server.Result{Operation: "createProfileStatus", Status: 201, Duration: 250 * time.Microsecond})
	m.Observe(t.Context(), server.Result{Operation: "createProfileStatus", Status: 400, Duration: time.Minute, Code: "BadRequest", Rule: "enum"})
	m.Observe(t.Context(), server.Result{Method: "BREW", Status: 405, Duration: time.Millisecond, Code: "MethodNotAllowed"})
	m.Observe(t.Context(), server.Result{Status: 1000})
	s := m.WatchStore("sqlite", counted{memory.New(10)})
	for _, profile := range []string{"a", "b", "c", "d", "e", "f"} {
		_ = s.Delete(t.Context(), store.Key{Profile: profile}) // its error is counted
	}
	m.WatchKeys(func() metrics.Keys {
		return metrics.Keys{Last: time.UnixMilli(1_700_000_000_500), Successes: 2, Failures: 1}
	})
	m.WatchRules(func() (int, uint64) { return 4, 7 })
	return m
}

func read(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if got := w.Header().Get("Content-Type"); w.Code != 200 || got != metrics.ContentType {
		t.Fatalf("%d %q", w.Code, got)
	}
	return w.Body.String()
}

// TestText compares everything but what each run and machine has of its own.
func TestText(t *testing.T) {
	var kept strings.Builder
	for line := range strings.Lines(read(t, everything(t))) {
		name := strings.TrimPrefix(strings.TrimPrefix(line, "# HELP "), "# TYPE ")
		own := strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_") || strings.HasPrefix(name, "profilestatus_build_info{")
		if strings.HasPrefix(name, "profilestatus_store_operation_duration_seconds") && !strings.HasPrefix(line, "#") && !strings.Contains(line, "+Inf") {
			own = true // it was really measured
		}
		if !own {
			kept.WriteString(line)
		}
	}
	const golden = "testdata/metrics.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(kept.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), kept.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestFamilies looks for every family in what is shown: what the list promises is
// there, and nothing else.
func TestFamilies(t *testing.T) {
	text := read(t, everything(t))
	for _, f := range metrics.Families() {
		head := fmt.Sprintf("# HELP %s %s\n# TYPE %s %s\n%s", f.Name, f.Help, f.Name, f.Type, f.Name)
		if !strings.Contains(text, head) {
			t.Errorf("not shown:\n%s", head)
		}
	}
	if got, want := strings.Count(text, "# TYPE "), len(metrics.Families()); got != want {
		t.Errorf("%d families are shown, want %d", got, want)
	}
}

func TestPromtool(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; it is in Debian's package prometheus")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, promtool, "check", "metrics")
	c.Stdin = strings.NewReader(read(t, everything(t)))
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestEmpty(t *testing.T) {
	text := read(t, metrics.New(`a"b\c`))
	if want := `profilestatus_build_info{version="a\"b\\c",`; !strings.Contains(text, want) {
		t.Errorf("%q is not in it:\n%s", want, text)
	}
	for _, name := range []string{"profilestatus_issuer_", "profilestatus_mock_", "profilestatus_store_", "profilestatus_http_requests_total"} {
		if strings.Contains(text, name) {
			t.Errorf("%s… is shown, of which nothing is known", name)
		}
	}
}

func TestMethods(t *testing.T) {
	for _, tt := range []struct {
		method string
		status int
		reason string
	}{
		{"HEAD", 200, "it is a GET without the body"},
		{"POST", 405, "nothing can be changed"},
	} {
		w := httptest.NewRecorder()
		metrics.New("").Handler().ServeHTTP(w, httptest.NewRequest(tt.method, "/metrics", nil))
		if w.Code != tt.status {
			t.Errorf("%s: %d, want %d, reason: %s", tt.method, w.Code, tt.status, tt.reason)
		}
	}
}

func TestInFlight(t *testing.T) {
	m := metrics.New("")
	shows := func(n int) {
		t.Helper()
		if want := fmt.Sprintf("\nprofilestatus_http_requests_in_flight %d\n", n); !strings.Contains(read(t, m), want) {
			t.Errorf("not shown: %s", want)
		}
	}
	h := m.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		shows(1)
		panic(http.ErrAbortHandler)
	}))
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}()
	shows(0)
}

// TestBounded gives more sets of labels than there may be.
func TestBounded(t *testing.T) {
	m := metrics.New("")
	for i := range 1000 {
		m.Observe(t.Context(), server.Result{Operation: fmt.Sprintf("operation%d", i), Status: 200})
	}
	text := read(t, m)
	const series = "\nprofilestatus_http_requests_total{"
	if n := strings.Count(text, series); n != 256 {
		t.Errorf("%d series, want 256", n)
	}
	if want := series + `operation="other",status="other"} 745` + "\n"; !strings.Contains(text, want) {
		t.Errorf("the rest is not counted as %s", want)
	}
}

// TestAllocations holds what a request costs that is counted.
func TestAllocations(t *testing.T) {
	m := metrics.New("")
	s := m.WatchStore("memory", nothing{})
	h := m.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	r := httptest.NewRequest("GET", "/", nil)
	ctx := t.Context()
	result := server.Result{Operation: "createProfileStatus", Status: 400, Duration: time.Millisecond, Code: "BadRequest", Rule: "enum"}
	got := testing.AllocsPerRun(100, func() {
		h.ServeHTTP(nil, r)
		m.Observe(ctx, result)
		_ = s.Create(ctx, store.Record{})
		_, _ = s.Newest(ctx, store.Key{})
		_, _, _ = s.List(ctx, store.Key{}, 0, 1)
	})
	if got != 0 {
		t.Errorf("%v allocations a request, want 0", got)
	}
}

// nothing is a store that costs nothing.
type nothing struct{ store.Store }

func (nothing) Create(context.Context, store.Record) error                  { return nil }
func (nothing) Newest(context.Context, store.Key) (r store.Record, _ error) { return r, nil }
func (nothing) List(context.Context, store.Key, store.Position, int) ([]store.Record, store.Position, error) {
	return nil, 0, nil
}

// BenchmarkObserve is what a create costs more when it is counted.
func BenchmarkObserve(b *testing.B) {
	m := metrics.New("")
	s := m.WatchStore("memory", nothing{})
	h := m.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	r := httptest.NewRequest("GET", "/", nil)
	result := server.Result{Operation: "createProfileStatus", Status: 201, Duration: time.Millisecond}
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(nil, r)
		m.Observe(ctx, result)
		_ = s.Create(ctx, store.Record{})
	}
}

// BenchmarkCreate compares creates that are counted with such that are not, of a
// server with a log that shows no requests.
func BenchmarkCreate(b *testing.B) {
	const path, body = "/beta/education/synchronizationProfiles/p/profileStatus", `{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:58:12Z"}`
	for _, counts := range []bool{false, true} {
		b.Run(map[bool]string{false: "plain", true: "counted"}[counts], func(b *testing.B) {
			var records store.Store = memory.New(100_000_000)
			m := metrics.New("")
			options := []server.Option{server.WithLogger(slog.New(slog.DiscardHandler))}
			if counts {
				records = m.WatchStore("memory", records)
				options = append(options, server.WithObserver(m.Observe))
			}
			srv, err := server.New(append(options, server.WithStore(records))...)
			if err != nil {
				b.Fatal(err)
			}
			var h http.Handler = srv
			if counts {
				h = m.Middleware(h)
			}
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("POST", path, strings.NewReader(body))
				r.Header.Set("Authorization", "Bearer any")
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, r); w.Code != 201 {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}
