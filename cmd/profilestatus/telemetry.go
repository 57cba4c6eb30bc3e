package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"profilestatus.example/metrics"
	"profilestatus.example/mock"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
	"profilestatus.example/store"
	"profilestatus.example/tracing"
)

// metricsPath is where Prometheus reads metrics, on the listener of --admin.
const metricsPath = "/metrics"

// flushTraces is how long the last traces may take at the end.
const flushTraces = 5 * time.Second

// telemetry is what a running service tells of itself beside its log.
type telemetry struct {
	metrics *metrics.Metrics // nil: nobody could read them, so nothing is counted
	traces  *tracing.Tracer
}

// startTelemetry begins what the flags and the environment ask for, and returns how
// to end it.
func (f *serveFlags) startTelemetry(auth server.Authenticator, log *slog.Logger) (stop func(), err error) {
	version := release(buildInfo())
	if f.telemetry.traces, err = tracing.New(version, log); err != nil {
		return nil, usageError{err}
	}
	if f.admin != "" {
		f.telemetry.metrics = metrics.New(version)
		f.telemetry.watchKeys(auth)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), flushTraces)
		defer cancel()
		if err := f.telemetry.traces.Shutdown(ctx); err != nil {
			log.Warn("the last traces were not exported", "error", err.Error())
		}
	}, nil
}

// options are those of the server of the API.
func (t *telemetry) options() (options []server.Option) {
	if t.metrics != nil {
		options = append(options, server.WithObserver(t.metrics.Observe))
	}
	if t.traces.IsOn() {
		options = append(options, server.WithObserver(t.traces.Observe))
	}
	return options
}

// store returns a store whose calls are seen. The text is that of --store.
func (t *telemetry) store(text string, s store.Store) store.Store {
	kind, _, _ := strings.Cut(text, ":")
	if t.metrics != nil {
		s = t.metrics.WatchStore(kind, s)
	}
	if t.traces.IsOn() {
		s = t.traces.Store(kind, s)
	}
	return s
}

// watchKeys shows how the keys of a provider are fetched.
func (t *telemetry) watchKeys(auth server.Authenticator) {
	if p, ok := auth.(interface{ KeyStats() identity.KeyStats }); ok {
		t.metrics.WatchKeys(func() metrics.Keys { return metrics.Keys(p.KeyStats()) })
	}
}

// watchMock shows what the rules of a mock do.
func (t *telemetry) watchMock(m *mock.Mock) {
	if t.metrics != nil {
		t.metrics.WatchRules(func() (int, uint64) { s := m.Stats(); return s.Tenants, s.RulesFired })
	}
}

// service returns a service whose requests are seen.
func (t *telemetry) service(h http.Handler) http.Handler {
	if t.metrics != nil {
		h = t.metrics.Middleware(h)
	}
	return t.traces.Handler(h, basePath+"/", "/tenants/")
}

// beside serves the metrics beside h.
func (t *telemetry) beside(h http.Handler) http.Handler {
	if t.metrics == nil {
		return h
	}
	own := t.metrics.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == metricsPath {
			own.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
