package server

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
	"profilestatus.example/internal/linelog"
)

// A Result describes a request and its response, for [WithObserver].
type Result struct {
	Operation string // operationId; "" if the document has no such operation
	Method    string
	Route     string // the path template, with names instead of ids; "" if there is no such path
	Status    int
	Start     time.Time
	Duration  time.Duration

	RequestBytes  int64 // the Content-Length, -1 if there was none
	ResponseBytes int64 // of the body

	RequestID       string
	ClientRequestID string    // the RequestID if the client sent none
	Principal       Principal // zero unless the token was accepted

	// Code is the code of the error response, "" for a success. Rule and Target are
	// those of the first violation, if there was one: code and target of the first of
	// the details.
	Code, Rule, Target string

	// Err is the cause of a 5xx response. Its text is for the operator.
	Err error
}

// show collects what the chain has left behind, of a request whose body was said to
// have this length, and shows it to the observers. It is a function of its own so that
// results do not lie on the stack of handlers, where each connection has its own memory.
func (s *Server) show(c echo.Context, length int64) {
	r := c.Request()
	x := exchangeOf(r.Context())
	result := Result{
		Method:          r.Method,
		Route:           c.Path(),
		Status:          c.Response().Status,
		Start:           x.start,
		Duration:        s.since(x.start),
		RequestBytes:    length,
		ResponseBytes:   c.Response().Size,
		RequestID:       x.ids[0],
		ClientRequestID: x.ids[1],
		Principal:       x.principal,
	}
	if x.operation != nil {
		result.Operation, result.Route = x.operation.ID, x.operation.Path
	}
	if e := x.refusal; e != nil {
		result.Code, result.Err = string(codes[e.Status]), e.cause
		if len(e.Details) > 0 {
			result.Rule, result.Target = e.Details[0].Rule, e.Details[0].Target
		}
	}
	for _, show := range s.observers {
		show(x, result)
	}
}

// logResults returns the observer of [WithLogger]. What the lines of an operation
// have in common is written once.
func logResults(log *slog.Logger, operations []*contract.Operation) func(context.Context, Result) {
	handler := log.Handler()
	known := make([]slog.Handler, len(operations))
	for i, o := range operations {
		known[i] = handler.WithAttrs([]slog.Attr{slog.String("method", o.Method), slog.String("route", o.Path)})
	}
	return func(ctx context.Context, r Result) {
		if !handler.Enabled(ctx, slog.LevelInfo) {
			return
		}
		to, attrs := handler, make([]slog.Attr, 0, 10)
		if i := slices.IndexFunc(operations, func(o *contract.Operation) bool { return o.ID == r.Operation && o.Method == r.Method }); i >= 0 {
			to = known[i]
		} else {
			attrs = append(attrs, slog.String("method", r.Method), slog.String("route", r.Route))
		}
		attrs = append(attrs,
			slog.Int("status", r.Status),
			slog.Int64("bytes", r.ResponseBytes),
			slog.Float64("duration_ms", float64(r.Duration.Microseconds())/1000),
			slog.String("request_id", r.RequestID))
		if r.ClientRequestID != r.RequestID {
			attrs = append(attrs, slog.String("client_request_id", r.ClientRequestID))
		}
		if r.Code != "" {
			attrs = append(attrs, slog.String("code", r.Code))
		}
		if r.Rule != "" {
			attrs = append(attrs, slog.String("rule", r.Rule), slog.String("target", r.Target))
		}
		_ = linelog.Log(ctx, to, r.Start.Add(r.Duration), slog.LevelInfo, "request", attrs...) // what cannot be logged cannot be told
	}
}
