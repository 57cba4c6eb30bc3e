package main

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// TestTraces sends a request of a trace to the program, whose spans have arrived when
// it has ended.
func TestTraces(t *testing.T) {
	var mu sync.Mutex
	var got strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL, err)
		}
		mu.Lock()
		defer mu.Unlock()
		got.Write(body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "600000") // so that it is the end that sends them
	const traceID, spanID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	p := startService(t, t.TempDir(), "--test-powers", "--log-format", "json")
	r, err := http.NewRequest("POST", strings.Replace(p.base, "/beta", "/tenants/contoso/beta", 1)+statusPath, strings.NewReader(someStatus))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token-secret")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Traceparent", "00-"+traceID+"-"+spanID+"-01")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatal(answer.Status)
	}
	p.stop(t)
	if log := p.stderr.String(); !strings.Contains(log, `"trace_id":"`+traceID+`","span_id":"`) {
		t.Errorf("the trace is not in the log:\n%s", log)
	}
	mu.Lock()
	defer mu.Unlock()
	spans := got.String()
	for _, id := range []string{traceID, spanID} {
		raw, err := hex.DecodeString(id)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(spans, string(raw)) {
			t.Errorf("%s has not arrived", id)
		}
	}
	for _, name := range []string{"POST /beta/education/", "store create", "sqlite"} {
		if !strings.Contains(spans, name) {
			t.Errorf("%q has not arrived", name)
		}
	}
	for _, hidden := range []string{"contoso", "token-secret", "/p1/"} {
		if strings.Contains(spans, hidden) {
			t.Errorf("%q was sent", hidden)
		}
	}
}

// TestTracesRefused wants what the environment asks for and there is not to end the
// program.
func TestTracesRefused(t *testing.T) {
	t.Setenv("OTEL_TRACES_EXPORTER", "zipkin")
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"serve", "--store", "memory", "--addr", "127.0.0.1:0"}, &stdout, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "OTEL_TRACES_EXPORTER") {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}
