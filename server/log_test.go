package server_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/internal/linelog"
	"profilestatus.example/server"
)

// TestLogHandlers: whoever brings a handler of slog's gets the same lines, in the
// same order of keys, as the program, whose handler takes a shorter way.
func TestLogHandlers(t *testing.T) {
	tests := []struct{ name, method, path, body, sent, reason string }{
		{"success", "POST", statusPath, validBody, "", "what is logged most"},
		{"client's id", "POST", statusPath, validBody, "mine", "a key that is rare"},
		{"quotation", "POST", statusPath, validBody, `a "quoted" = \ id`, "text that is escaped is for slog's own handler"},
		{"violation", "POST", statusPath, "{}", "mine", "all keys that there are"},
		{"another operation", "GET", statusPath, "", "", "each has its own beginning"},
		{"no operation", "GET", "/beta/x", "", "", "neither operation nor route"},
		{"no method", "PUT", statusPath, "", "", "a method that no operation has"},
		{"health", "GET", "/healthz", "", "", "a route that is no operation"},
	}
	lines := func(handler func(*linelog.Writer) slog.Handler) string {
		var log bytes.Buffer
		clock, id := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), 0
		w := linelog.NewWriter(&log)
		ts := start(t, server.WithLogger(slog.New(handler(w))),
			server.WithClock(func() time.Time { clock = clock.Add(1234567 * time.Nanosecond); return clock }),
			server.WithStatusIDs(func() string { return "s1" }),
			server.WithRequestIDs(func() string { id++; return fmt.Sprintf("019ab1c0-5a00-7c3e-9d51-%012d", id) }))
		for _, tt := range tests {
			if tt.reason == "" {
				t.Errorf("%s has no reason", tt.name)
			}
			send(t, ts, tt.method, tt.path, tt.body, "client-request-id", tt.sent)
		}
		ts.Close()
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
		return log.String()
	}
	for name, pair := range map[string][2]func(*linelog.Writer) slog.Handler{
		"JSON": {
			func(w *linelog.Writer) slog.Handler { return linelog.NewJSON(w, slog.LevelInfo) },
			func(w *linelog.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		},
		"text": {
			func(w *linelog.Writer) slog.Handler { return linelog.NewText(w, slog.LevelInfo) },
			func(w *linelog.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		},
	} {
		ours, theirs := lines(pair[0]), lines(pair[1])
		if diff := cmp.Diff(theirs, ours); diff != "" || strings.Count(ours, "\n") != len(tests) {
			t.Errorf("%s, %d requests (-slog +ours):\n%s", name, len(tests), diff)
		}
	}
}

// TestLogLevel: whether a line is written may change while the server runs, and other
// observers see each result either way.
func TestLogLevel(t *testing.T) {
	var log bytes.Buffer
	var level slog.LevelVar
	var seen int
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: &level}))
	alone := start(t, server.WithLogger(logger))
	beside := start(t, server.WithLogger(logger), server.WithObserver(func(context.Context, server.Result) { seen++ }))
	for _, tt := range []struct {
		level  slog.Level
		lines  int
		reason string
	}{
		{slog.LevelInfo, 2, "each request has a line"},
		{slog.LevelWarn, 0, "nobody reads them"},
		{slog.LevelDebug, 2, "somebody has asked for them again"},
	} {
		log.Reset()
		seen = 0
		level.Set(tt.level)
		send(t, alone, "POST", statusPath, validBody)
		send(t, beside, "POST", statusPath, validBody)
		if lines := strings.Count(log.String(), "msg=request"); lines != tt.lines || seen != 1 {
			t.Errorf("%v: %d lines, %d results seen, want %d and 1\nreason: %s", tt.level, lines, seen, tt.lines, tt.reason)
		}
	}
}
