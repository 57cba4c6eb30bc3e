package tracing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"profilestatus.example/server"
	"profilestatus.example/store/memory"
	"profilestatus.example/tracing"
)

const (
	parent    = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
	traceID   = "0af7651916cd43dd8448eb211c80319c"
	parentID  = "b7ad6b7169203331"
	path      = "/beta/education/synchronizationProfiles/school-42/profileStatus"
	good      = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:58:12Z"}`
)

// A receiver takes spans as a collector does.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	got      []*otlp.ResourceSpans
	requests []*http.Request
	bodies   []string // as they came
	refuse   []int    // statuses of the first answers
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := new(receiver)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		var from io.Reader = q.Body
		if q.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(q.Body)
			if err != nil {
				t.Error(err)
				return
			}
			from = z
		}
		body, err := io.ReadAll(from)
		if err != nil {
			t.Error(err)
		}
		r.requests = append(r.requests, q)
		if len(r.refuse) > 0 {
			status := r.refuse[0]
			r.refuse = r.refuse[1:]
			w.WriteHeader(status)
			return
		}
		var data otlp.TracesData // the same fields as an ExportTraceServiceRequest
		if err := proto.Unmarshal(body, &data); err != nil {
			t.Error(err)
		}
		r.bodies = append(r.bodies, string(body))
		r.got = append(r.got, data.ResourceSpans...)
	}))
	t.Cleanup(r.Close)
	return r
}

// spans returns those that have come, by name.
func (r *receiver) spans() map[string]*otlp.Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[string]*otlp.Span)
	for _, resource := range r.got {
		for _, scope := range resource.ScopeSpans {
			for _, s := range scope.Spans {
				all[s.Name] = s
			}
		}
	}
	return all
}

// values returns attributes as text.
func values(list []*common.KeyValue) map[string]string {
	all := make(map[string]string)
	for _, a := range list {
		all[a.Key] = a.Value.GetStringValue()
		if n, ok := a.Value.Value.(*common.AnyValue_IntValue); ok {
			all[a.Key] = fmt.Sprint(n.IntValue)
		}
	}
	return all
}

// A service is a server that is traced, with its log.
type service struct {
	http.Handler
	tracer *tracing.Tracer
	log    *lockedBuffer
}

// A lockedBuffer is written to by requests and by the exporter.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lockedBuffer) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}

// serve returns a service whose environment has these variables.
func serve(t *testing.T, environment map[string]string) *service {
	t.Helper()
	for name, value := range environment {
		t.Setenv(name, value)
	}
	s := &service{log: new(lockedBuffer)}
	log := slog.New(tracing.LogHandler(slog.NewJSONHandler(s.log, nil)))
	var err error
	if s.tracer, err = tracing.New("1.2.3", log); err != nil {
		t.Fatal(err)
	}
	options := []server.Option{server.WithLogger(log)}
	if s.tracer.IsOn() {
		options = append(options, server.WithStore(s.tracer.Store("sqlite", memory.New(1))), server.WithObserver(s.tracer.Observe))
	}
	srv, err := server.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = s.tracer.Handler(srv, "/beta/")
	return s
}

// send sends a request and returns the line that is logged of it.
func (s *service) send(t *testing.T, method, path, body, traceparent string) (status int, line map[string]any) {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer token-secret")
	r.Header.Set("Content-Type", "application/json")
	if traceparent != "" {
		r.Header.Set("Traceparent", traceparent)
	}
	w := httptest.NewRecorder()
	s.log.Reset()
	s.ServeHTTP(w, r)
	for text := range strings.Lines(s.log.String()) {
		line = nil
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
	}
	return w.Code, line
}

// end sends what is left.
func (s *service) end(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.tracer.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

// TestSpans lets spans of a request and of its call to the store arrive, with the
// parent that the request named.
func TestSpans(t *testing.T) {
	r := newReceiver(t)
	s := serve(t, map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": r.URL, "OTEL_EXPORTER_OTLP_HEADERS": "Api-Key=a%20b", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
		"OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
	})
	status, line := s.send(t, "POST", path, good, parent)
	if status != 201 {
		t.Fatal(status)
	}
	full, _ := s.send(t, "POST", path, good, parent) // of the one record that fits
	if full != 503 {
		t.Fatal(full)
	}
	refused, _ := s.send(t, "BREW", "/beta/nothing", "", "")
	s.end(t)
	spans := r.spans()
	request, call := spans["POST /beta/education/synchronizationProfiles/{educationSynchronizationProfileId}/profileStatus"], spans["store create"]
	if len(spans) != 3 || request == nil || call == nil || spans["_OTHER"] == nil || refused != 404 {
		t.Fatalf("%d: %v", refused, spans)
	}
	if id, from := hex.EncodeToString(request.TraceId), hex.EncodeToString(request.ParentSpanId); id != traceID || from != parentID || request.Kind != otlp.Span_SPAN_KIND_SERVER || request.Flags != 0x301 {
		t.Errorf("trace %s, parent %s, kind %v, flags %x", id, from, request.Kind, request.Flags)
	}
	if !bytes.Equal(call.TraceId, request.TraceId) || !bytes.Equal(call.ParentSpanId, request.SpanId) || call.Kind != otlp.Span_SPAN_KIND_CLIENT || call.Flags != 0x101 {
		t.Errorf("the call is no child of the request: %v", call)
	}
	if begin, end := request.StartTimeUnixNano, request.EndTimeUnixNano; begin > end || call.StartTimeUnixNano < begin || call.EndTimeUnixNano > end {
		t.Errorf("times: request %d to %d, call %d to %d", begin, end, call.StartTimeUnixNano, call.EndTimeUnixNano)
	}
	// Of each name the last span is looked at, that of the create that was refused.
	wantRequest := map[string]string{
		"http.request.method": "POST", "url.scheme": "http", "network.protocol.version": "1.1",
		"http.route": request.Name[len("POST "):], "http.response.status_code": "503", "error.type": "503",
		"profilestatus.error.code": "ServiceUnavailable", "profilestatus.request_id": values(request.Attributes)["profilestatus.request_id"],
	}
	if diff := cmp.Diff(wantRequest, values(request.Attributes)); diff != "" {
		t.Errorf("request, -want +got:\n%s", diff)
	}
	wantCall := map[string]string{"db.system.name": "sqlite", "db.operation.name": "create", "error.type": "unavailable"}
	if diff := cmp.Diff(wantCall, values(call.Attributes)); diff != "" {
		t.Errorf("call, -want +got:\n%s", diff)
	}
	if request.Status.GetCode() != otlp.Status_STATUS_CODE_ERROR || call.Status.GetCode() != otlp.Status_STATUS_CODE_ERROR || spans["_OTHER"].Status != nil {
		t.Errorf("status: %v, %v, %v", request.Status, call.Status, spans["_OTHER"].Status)
	}
	if line["trace_id"] != traceID || len(line["span_id"].(string)) != 16 || line["span_id"] == parentID {
		t.Errorf("the log has trace %v, span %v", line["trace_id"], line["span_id"])
	}
	about := values(r.got[0].Resource.Attributes)
	if about["service.name"] != "profilestatus" || about["service.version"] != "1.2.3" || about["deployment.environment.name"] != "test" {
		t.Errorf("resource: %v", about)
	}
	if q := r.requests[0]; q.URL.Path != "/v1/traces" || q.Header.Get("Api-Key") != "a b" || q.Header.Get("Content-Type") != "application/x-protobuf" {
		t.Errorf("%s %v", q.URL, q.Header)
	}
	for _, hidden := range []string{"token-secret", "school-42"} {
		if strings.Contains(strings.Join(r.bodies, ""), hidden) {
			t.Errorf("%q was sent", hidden)
		}
	}
}

// TestSampling follows what the environment and the caller say.
func TestSampling(t *testing.T) {
	for _, tt := range []struct {
		environment map[string]string
		traceparent string
		requests    int // that the receiver gets
		reason      string
	}{
		{nil, "", 1, "an endpoint alone is enough"},
		{nil, unsampled, 0, "the caller has decided against it"},
		{map[string]string{"OTEL_TRACES_SAMPLER": "always_off"}, parent, 0, "the sampler"},
		{map[string]string{"OTEL_SDK_DISABLED": "true"}, parent, 0, "everything is off"},
		{map[string]string{"OTEL_TRACES_EXPORTER": "none"}, parent, 0, "traces are off"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			r := newReceiver(t)
			t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", r.URL)
			s := serve(t, tt.environment)
			if status, _ := s.send(t, "POST", path, good, tt.traceparent); status != 201 {
				t.Fatal(status)
			}
			s.end(t)
			if len(r.requests) != tt.requests {
				t.Errorf("%d requests, want %d, reason: %s", len(r.requests), tt.requests, tt.reason)
			}
		})
	}
}

// TestOff shows what is there without an exporter: the id of the caller's trace in
// the log.
func TestOff(t *testing.T) {
	s := serve(t, nil)
	for _, tt := range []struct {
		traceparent string
		want        any
		reason      string
	}{
		{parent, traceID, "the caller has named it"},
		{unsampled, traceID, "whether it is sampled is another question"},
		{"", nil, "there is none"},
		{"00-00000000000000000000000000000000-b7ad6b7169203331-01", nil, "it is no valid id"},
		{"nonsense", nil, "it is none"},
	} {
		_, line := s.send(t, "GET", path, "", tt.traceparent)
		if _, span := line["span_id"]; line["trace_id"] != tt.want || span {
			t.Errorf("%q: %v, want trace %v and no span, reason: %s", tt.traceparent, line, tt.want, tt.reason)
		}
	}
}

// TestUnreachable sends more than waits for an exporter to nobody. Nothing waits for
// it, and the log says so once.
func TestUnreachable(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	s := serve(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": gone.URL, "OTEL_EXPORTER_OTLP_TIMEOUT": "50", "OTEL_BSP_MAX_QUEUE_SIZE": "4", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "2"})
	for range 100 {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Authorization", "Bearer any")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 404 {
			t.Fatal(w.Code)
		}
	}
	s.end(t)
	if text := s.log.String(); strings.Count(text, "traces cannot be exported") != 1 {
		t.Error(text)
	}
}

// TestRetry holds which answers are followed by another attempt.
func TestRetry(t *testing.T) {
	for _, tt := range []struct {
		status, requests int
		logged           bool
		reason           string
	}{
		{http.StatusServiceUnavailable, 2, false, "it may be better a second later"},
		{http.StatusBadRequest, 1, true, "the same would be refused again"},
		{http.StatusTemporaryRedirect, 1, true, "headers may be secret"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			r := newReceiver(t)
			r.refuse = []int{tt.status}
			s := serve(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": r.URL})
			s.send(t, "GET", path, "", "")
			s.end(t)
			if logged := strings.Contains(s.log.String(), "traces cannot be exported"); len(r.requests) != tt.requests || logged != tt.logged {
				t.Errorf("%d requests, logged %v; want %d, %v, reason: %s", len(r.requests), logged, tt.requests, tt.logged, tt.reason)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	for _, tt := range []struct {
		name, value, want, reason string
	}{
		{"OTEL_TRACES_EXPORTER", "zipkin", "OTEL_TRACES_EXPORTER", "there is no such exporter"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "want http/protobuf", "there is no such protocol"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "no URL", "the scheme is missing"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "token-secret", "name=value", "the name is missing"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "a=%0d%0aToken-Secret", "name=value", "it would begin another header"},
		{"OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "milliseconds", "it has no unit"},
		{"OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "gzip", "there is no such compression"},
		{"OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere.pem", "/nowhere.pem", "there is no such file"},
	} {
		t.Run(tt.name+tt.value, func(t *testing.T) {
			t.Setenv("OTEL_TRACES_EXPORTER", "otlp")
			t.Setenv(tt.name, tt.value)
			_, err := tracing.New("", slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(strings.ToLower(err.Error()), "token-secret") {
				t.Errorf("%v, want %s, reason: %s", err, tt.want, tt.reason)
			}
		})
	}
}
