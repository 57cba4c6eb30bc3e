package tracing

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"profilestatus.example/internal/linelog"
)

// LogHandler returns a handler that adds trace_id to the log lines of requests that
// belong to a trace, and span_id if this service created the span.
func LogHandler(next slog.Handler) slog.Handler {
	if h, ok := next.(*linelog.Handler); ok {
		return h.WithContext(idsOf)
	}
	return logHandler{next}
}

// idsOf returns the attributes of a line in a context.
func idsOf(ctx context.Context) []slog.Attr {
	s := trace.SpanContextFromContext(ctx)
	if !s.IsValid() {
		return nil
	}
	ids := []slog.Attr{slog.String("trace_id", s.TraceID().String())}
	if !s.IsRemote() {
		ids = append(ids, slog.String("span_id", s.SpanID().String()))
	}
	return ids
}

type logHandler struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h logHandler) Handle(ctx context.Context, line slog.Record) error {
	line.AddAttrs(idsOf(ctx)...)
	return h.Handler.Handle(ctx, line)
}

// WithAttrs implements [slog.Handler].
func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}
