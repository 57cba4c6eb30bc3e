package linelog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"
)

// compare lets both of our handlers and both of slog's write a line, and compares.
func compare(t *testing.T, r slog.Record, with func(slog.Handler) slog.Handler) {
	t.Helper()
	options := &slog.HandlerOptions{Level: slog.LevelDebug}
	var ours, theirs bytes.Buffer
	for name, pair := range map[string][2]slog.Handler{
		"JSON": {NewJSON(NewWriter(&ours), slog.LevelDebug), slog.NewJSONHandler(&theirs, options)},
		"text": {NewText(NewWriter(&ours), slog.LevelDebug), slog.NewTextHandler(&theirs, options)},
	} {
		ours.Reset()
		theirs.Reset()
		for _, h := range pair {
			if err := with(h).Handle(t.Context(), r); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if ours.String() != theirs.String() {
			t.Errorf("%s:\n%sslog writes\n%s", name, ours.String(), theirs.String())
		}
	}
}

func itself(h slog.Handler) slog.Handler { return h }

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 123456789, time.UTC)

// TestHandler: whatever is logged, the line is slog's.
func TestHandler(t *testing.T) {
	tests := []struct {
		name, reason string
		attrs        []slog.Attr
		time         time.Time
		level        slog.Level
	}{
		{name: "request", reason: "what is logged most", time: noon, attrs: []slog.Attr{slog.String("method", "POST"), slog.Int("status", 201), slog.Float64("duration_ms", 0.25), slog.String("request_id", "019ab1c0")}},
		{name: "no attributes", reason: "the shortest line", time: noon},
		{name: "zone", reason: "the time is told in its own zone", time: noon.In(time.FixedZone("", 5400))},
		{name: "no time", reason: "slog leaves it out"},
		{name: "year 12345", reason: "slog tells of it", time: noon.AddDate(10000, 0, 0)},
		{name: "whole seconds", reason: "JSON has no fraction, text has three digits", time: noon.Truncate(time.Second)},
		{name: "between levels", reason: "a level without a name", time: noon, level: slog.LevelInfo + 1},
		{name: "mark", reason: "each format has characters of its own that are escaped or quoted", time: noon, attrs: []slog.Attr{slog.String("a", `say "a"`)}},
		{name: "equals sign", reason: "quoted in text alone", time: noon, attrs: []slog.Attr{slog.String("a", "b=c")}},
		{name: "backslash", reason: "escaped in JSON alone", time: noon, attrs: []slog.Attr{slog.String("a", `a\b`)}},
		{name: "blank", reason: "quoted in text alone", time: noon, attrs: []slog.Attr{slog.String("a", "a b"), slog.String("b", "~")}},
		{name: "control characters", reason: "each format writes them in its own way", time: noon, attrs: []slog.Attr{slog.String("a", "\x00\x01\b\t\n\f\r\x1b\x7f")}},
		{name: "not ASCII", reason: "letters, separators of lines, no UTF-8", time: noon, attrs: []slog.Attr{slog.String("a", "é\u2028\u00a0\xff")}},
		{name: "empty text", reason: "quoted in text", time: noon, attrs: []slog.Attr{slog.String("a", "")}},
		{name: "empty attribute", reason: "left out", time: noon, attrs: []slog.Attr{{}, slog.String("", "a")}},
		{name: "odd key", reason: "quoted as well", time: noon, attrs: []slog.Attr{slog.String(`a "b"`, "c")}},
		{name: "numbers", reason: "each kind, the largest of it", time: noon, attrs: []slog.Attr{slog.Int64("a", math.MinInt64), slog.Uint64("b", math.MaxUint64), slog.Bool("c", true), slog.Duration("d", time.Second)}},
		{name: "thousandths", reason: "milliseconds have up to three decimals", time: noon, attrs: []slog.Attr{slog.Float64("a", 0.001), slog.Float64("b", 12.34), slog.Float64("c", 99999.999), slog.Float64("d", 100000), slog.Float64("e", 7), slog.Float64("f", 0.0005), slog.Float64("g", -0.25), slog.Float64("h", 1234567.891)}},
		{name: "large", reason: "JSON has an exponent from here on", time: noon, attrs: []slog.Attr{slog.Float64("a", 1e21), slog.Float64("b", -1e21)}},
		{name: "nearly large", reason: "the largest without an exponent", time: noon, attrs: []slog.Attr{slog.Float64("a", 1e20), slog.Float64("b", -999999999999999868928)}},
		{name: "small", reason: "JSON has an exponent below 1e-6", time: noon, attrs: []slog.Attr{slog.Float64("a", 1e-7)}},
		{name: "nearly small", reason: "the smallest without an exponent", time: noon, attrs: []slog.Attr{slog.Float64("a", 1e-6), slog.Float64("b", -1e-6)}},
		{name: "zero", reason: "both of them, without an exponent", time: noon, attrs: []slog.Attr{slog.Float64("a", 0), slog.Float64("b", math.Copysign(0, -1))}},
		{name: "no number", reason: "JSON has none of these", time: noon, attrs: []slog.Attr{slog.Float64("a", math.NaN()), slog.Float64("b", math.Inf(1))}},
		{name: "other types", reason: "by slog's own handler", time: noon, attrs: []slog.Attr{slog.Any("a", errors.New("no")), slog.Any("b", []int{1}), slog.Time("c", noon), slog.Any("d", nil)}},
		{name: "group", reason: "by slog's own handler", time: noon, attrs: []slog.Attr{slog.Group("g", slog.Int("a", 1)), slog.Group("h")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("a row without a reason")
			}
			r := slog.NewRecord(tt.time, tt.level, "request", 0)
			r.AddAttrs(tt.attrs...)
			compare(t, r, itself)
			compare(t, r, func(h slog.Handler) slog.Handler { return h.WithAttrs([]slog.Attr{slog.Int("of", 1)}) })
			compare(t, r, func(h slog.Handler) slog.Handler { return h.WithGroup("in") })
		})
	}
}

// FuzzHandler: the same for any text and number.
func FuzzHandler(f *testing.F) {
	f.Add("request", "method", "POST", int64(1), 0.25, int64(1_700_000_000_123_456_789), 0)
	f.Add("a b", "a=b", "\u2028\xff\"\\", int64(-1), 1e-7, int64(0), -4)
	f.Add("", "", "", int64(0), 1e21, int64(-1), 9)
	f.Fuzz(func(t *testing.T, message, key, text string, whole int64, fraction float64, nanoseconds int64, level int) {
		zone := time.FixedZone("", int(whole%50_000))
		r := slog.NewRecord(time.Unix(0, nanoseconds).In(zone), slog.Level(level), message, 0)
		r.AddAttrs(slog.String(key, text), slog.Int64("whole", whole), slog.Float64("fraction", fraction), slog.Duration("duration", time.Duration(whole)), slog.Uint64("positive", uint64(whole)))
		compare(t, r, itself)
		compare(t, r, func(h slog.Handler) slog.Handler {
			return h.WithAttrs([]slog.Attr{slog.String(key, text)}).WithAttrs([]slog.Attr{slog.Float64("fraction", fraction)})
		})
	})
}

// A sink notes each write.
type sink struct {
	writes chan string
	err    error
}

func (s *sink) Write(p []byte) (int, error) {
	s.writes <- string(p)
	return len(p), s.err
}

// TestWriter: what is written together, and when.
func TestWriter(t *testing.T) {
	to := &sink{writes: make(chan string, 1000)}
	w := NewWriter(to)
	w.delay = time.Hour
	log := slog.New(NewText(w, slog.LevelInfo))
	next := func() string {
		select {
		case text := <-to.writes:
			return text
		case <-time.After(10 * time.Second):
			t.Fatal("nothing is written")
			return ""
		}
	}
	has := func(text string, want ...string) {
		t.Helper()
		if n := strings.Count(text, "\n"); n != len(want) {
			t.Errorf("%d lines, want %d:\n%s", n, len(want), text)
		}
		for _, part := range want {
			_, rest, ok := strings.Cut(text, part)
			if text = rest; !ok {
				t.Errorf("%q is missing, or out of order", part)
			}
		}
	}
	log.Debug("none")
	log.Info("first")
	has(next(), "first") // at once
	log.Info("second")
	log.Info("third")
	log.Warn("fourth")
	has(next(), "second", "third", "fourth")
	log.Info("fifth")
	_, _ = io.WriteString(w, "sixth\n")
	has(next(), "fifth", "sixth")
	log.Info("seventh")
	log.WithGroup("by slog").Info("eighth", "a", 1)
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	has(next(), "seventh", "eighth")
	if err := w.Flush(); err != nil || len(to.writes) > 0 {
		t.Errorf("nothing waits, and something was written (%v)", err)
	}
	log.Info(strings.Repeat("x", limit))
	has(next(), "xxx") // it is long enough not to wait
	to.err = errors.New("full")
	if err := log.Handler().Handle(context.Background(), slog.NewRecord(noon, slog.LevelError, "lost", 0)); !errors.Is(err, to.err) {
		t.Errorf("got %v, want the error of the writer", err)
	}
	if _, err := w.Write([]byte("lost too")); !errors.Is(err, to.err) {
		t.Errorf("got %v, want the error of the writer", err)
	}
}

// TestDelay: a line that waits is written without another one, and after a pause
// the next one does not wait.
func TestDelay(t *testing.T) {
	to := &sink{writes: make(chan string, 10)}
	w := NewWriter(to)
	w.delay = 20 * time.Millisecond
	log := slog.New(NewText(w, slog.LevelInfo))
	log.Info("first")
	log.Info("second")
	for text := ""; !strings.Contains(text, "second"); text += <-to.writes {
	}
	pause := func() {
		for range 500 {
			time.Sleep(w.delay)
			w.mu.Lock()
			waiting := w.waiting
			w.mu.Unlock()
			if !waiting {
				return
			}
		}
		t.Fatal("lines would wait for ever")
	}
	pause()
	for _, line := range []string{"third", "fourth"} {
		log.Info(line)
		if len(to.writes) == 0 {
			t.Errorf("the first line after a pause, %s, waits", line)
		}
		for len(to.writes) > 0 {
			<-to.writes
		}
		pause()
	}
	log.Info("fifth")
	log.Info("sixth")
	log.Info("fourth")
	for text := ""; !strings.Contains(text, "sixth"); {
		select {
		case more := <-to.writes:
			text += more
		case <-time.After(10 * time.Second):
			t.Fatal("a line that waits after a pause is not written")
		}
	}
}
