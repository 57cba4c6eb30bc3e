package linelog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
)

// TestLog: without a record, a line is the same.
func TestLog(t *testing.T) {
	tests := []struct {
		level  slog.Level
		attrs  []slog.Attr
		reason string
	}{
		{slog.LevelInfo, []slog.Attr{slog.String("method", "POST"), slog.Float64("duration_ms", 12.34)}, "what is logged most"},
		{slog.LevelInfo, []slog.Attr{slog.String("client_request_id", `"=" é`)}, "a value needs quotation"},
		{slog.LevelInfo, []slog.Attr{slog.Any("a", errors.New("no"))}, "a value is for slog"},
		{slog.LevelInfo, nil, "there are none"},
		{slog.LevelError, []slog.Attr{slog.Int("a", 1)}, "another level"},
	}
	type key struct{}
	ids := func(ctx context.Context) []slog.Attr {
		id, _ := ctx.Value(key{}).([]slog.Attr)
		return id
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			for _, more := range [][]slog.Attr{nil, {slog.String("trace_id", "4bf9")}, {slog.String("trace_id", "4 9")}} {
				ctx := context.WithValue(t.Context(), key{}, more)
				var ours, theirs bytes.Buffer
				w := NewWriter(&ours)
				for _, pair := range [][2]slog.Handler{
					{NewJSON(w, slog.LevelInfo).WithContext(ids), slog.NewJSONHandler(&theirs, nil)},
					{NewText(w, slog.LevelInfo).WithContext(ids), slog.NewTextHandler(&theirs, nil)},
				} {
					for _, with := range []func(slog.Handler) slog.Handler{
						itself,
						func(h slog.Handler) slog.Handler { return h.WithAttrs([]slog.Attr{slog.Int("of", 1)}) },
						func(h slog.Handler) slog.Handler { return h.WithGroup("in") },
					} {
						if err := errors.Join(
							Log(ctx, with(pair[0]), noon, tt.level, "request", tt.attrs...),
							Log(ctx, with(pair[1]), noon, tt.level, "request", slices.Concat(tt.attrs, more)...)); err != nil {
							t.Error(err)
						}
					}
				}
				if err := w.Flush(); err != nil {
					t.Error(err)
				}
				if ours.String() != theirs.String() {
					t.Errorf("got\n%sslog writes\n%sreason: %s", ours.String(), theirs.String(), tt.reason)
				}
			}
		})
	}
}

// TestAllocations: a line of the usual kind allocates nothing.
func TestAllocations(t *testing.T) {
	for name, h := range map[string]slog.Handler{"JSON": NewJSON(NewWriter(io.Discard), slog.LevelInfo), "text": NewText(NewWriter(io.Discard), slog.LevelInfo)} {
		r := slog.NewRecord(noon, slog.LevelInfo, "request", 0)
		r.AddAttrs(slog.String("method", "POST"), slog.Int("status", 201), slog.Float64("duration_ms", 0.25))
		if n := testing.AllocsPerRun(1000, func() { _ = h.Handle(context.Background(), r) }); n > 0 {
			t.Errorf("%s: %v allocations a line", name, n)
		}
		if n := testing.AllocsPerRun(1000, func() {
			_ = Log(context.Background(), h, noon, slog.LevelInfo, "request", slog.Int("status", 201), slog.Float64("duration_ms", 0.25))
		}); n > 0 {
			t.Errorf("%s: %v allocations a line without a record", name, n)
		}
	}
}

func BenchmarkLine(b *testing.B) {
	common := []slog.Attr{slog.String("method", "POST"), slog.String("route", "/beta/education/synchronizationProfiles/{id}/profileStatus")}
	for name, h := range map[string]slog.Handler{"ours": NewJSON(NewWriter(io.Discard), slog.LevelInfo), "slog": slog.NewJSONHandler(io.Discard, nil)} {
		h = h.WithAttrs(common)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Log(context.Background(), h, noon, slog.LevelInfo, "request", slog.Int("status", 201),
					slog.Int64("bytes", 203), slog.Float64("duration_ms", 0.25), slog.String("request_id", "019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17"))
			}
		})
	}
}
