package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

// name is that of the scope, and of the service unless OTEL_SERVICE_NAME says
// otherwise.
const name = "profilestatus"

// A Tracer creates spans if it is on. Use [New].
type Tracer struct {
	provider *sdk.TracerProvider // nil: it is off
	tracer   trace.Tracer
}

// New returns a tracer for a service of this version, which is on if the environment
// asks for it. It fails if an environment variable has an unsupported value; it does
// not connect to the endpoint. Later failures are logged.
func New(version string, log *slog.Logger) (*Tracer, error) {
	wanted, err := isWanted()
	if err != nil || !wanted {
		return new(Tracer), err
	}
	s, err := readSettings()
	if err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces", "error", err.Error()) }))
	// The environment comes last and wins.
	about, err := resource.New(context.Background(), resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", name), attribute.String("service.version", version)),
		resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	p := sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithBatcher(newExporter(s, log)))
	return &Tracer{provider: p, tracer: p.Tracer(name, trace.WithInstrumentationVersion(version))}, nil
}

// IsOn reports whether spans are created.
func (t *Tracer) IsOn() bool { return t.provider != nil }

// Shutdown exports the remaining spans, until ctx ends.
func (t *Tracer) Shutdown(ctx context.Context) error {
	if !t.IsOn() {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

var propagator propagation.TraceContext

// Handler returns a middleware that continues the trace of a request and, if t is on,
// creates a span for each request whose path begins with one of the prefixes. If t is
// off, requests without the header traceparent are passed through unchanged.
func (t *Tracer) Handler(next http.Handler, prefixes ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		traced := t.IsOn() && hasPrefix(r.URL.Path, prefixes)
		if !traced && r.Header["Traceparent"] == nil {
			next.ServeHTTP(w, r)
			return
		}
		ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		if traced {
			var span trace.Span
			ctx, span = t.tracer.Start(ctx, method(r.Method), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attributesOf(r)...))
			defer span.End()
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func hasPrefix(path string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// method returns the name of a method if it is one that there is, for it must not be
// the client's choice.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return name
	}
	return "_OTHER"
}

// attributesOf returns what the semantic conventions for HTTP ask for and is known
// before the answer, but not url.path: it has the ids of a tenant and a profile.
func attributesOf(r *http.Request) []attribute.KeyValue {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return []attribute.KeyValue{
		attribute.String("http.request.method", method(r.Method)),
		attribute.String("url.scheme", scheme),
		attribute.String("network.protocol.version", strings.TrimSuffix(strings.TrimPrefix(r.Proto, "HTTP/"), ".0")),
	}
}

// Observe completes the span of a request after its response, see
// [server.WithObserver].
func (t *Tracer) Observe(ctx context.Context, r server.Result) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	if r.Route != "" {
		span.SetName(method(r.Method) + " " + r.Route)
		span.SetAttributes(attribute.String("http.route", r.Route))
	}
	span.SetAttributes(attribute.Int("http.response.status_code", r.Status), attribute.String("profilestatus.request_id", r.RequestID))
	if r.Code != "" {
		span.SetAttributes(attribute.String("profilestatus.error.code", r.Code))
	}
	if r.Status >= 500 {
		span.SetAttributes(attribute.String("error.type", strconv.Itoa(r.Status)))
		span.SetStatus(codes.Error, "")
	}
}

// Store returns a store that creates a child span for each call of s within a span.
// Kind is a name such as sqlite.
func (t *Tracer) Store(kind string, s store.Store) store.Store {
	o := storeObserver{tracer: t.tracer, kind: trace.SpanKindClient}
	switch kind {
	case "memory":
		o.kind = trace.SpanKindInternal
	case "postgres":
		kind = "postgresql"
	}
	o.system = attribute.String("db.system.name", kind)
	return store.Observe(s, o)
}

// storeObserver implements [store.Observer].
type storeObserver struct {
	tracer trace.Tracer
	kind   trace.SpanKind
	system attribute.KeyValue
}

// Begin implements [store.Observer].
func (o storeObserver) Begin(ctx context.Context, operation string) context.Context {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return ctx // a probe
	}
	ctx, _ = o.tracer.Start(ctx, "store "+operation, trace.WithSpanKind(o.kind), trace.WithAttributes(o.system, attribute.String("db.operation.name", operation)))
	return ctx
}

// End implements [store.Observer].
func (o storeObserver) End(ctx context.Context, _ string, _ time.Duration, err error) {
	span := trace.SpanFromContext(ctx)
	if reason := store.Reason(err); reason != "" {
		span.SetAttributes(attribute.String("error.type", reason))
		span.SetStatus(codes.Error, "")
	}
	span.End()
}
