package linelog

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
	"time"
)

// TestMessages: the text of a line is written as other texts are.
func TestMessages(t *testing.T) {
	tests := []struct{ message, reason string }{
		{"request", "the usual one"},
		{"", "quoted in text"},
		{"a b", "a blank is quoted in text"},
		{`say "a"`, "marks"},
		{"a=b", "the sign between names and values"},
		{`a\b`, "a backslash"},
		{"a\nb", "a line stays one line"},
		{"é", "not ASCII"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) { compare(t, slog.NewRecord(noon, slog.LevelInfo, tt.message, 0), itself) })
	}
}

// TestTimes: a handler writes the time of each line, whatever line was before it.
func TestTimes(t *testing.T) {
	tests := []struct {
		name, reason string
		time         time.Time
	}{
		{"first", "nothing was before it", noon},
		{"same second", "only the fraction is another one", noon.Add(time.Millisecond)},
		{"one nanosecond", "the smallest fraction", noon.Truncate(time.Second).Add(1)},
		{"next second", "what lines of a second share has changed", noon.Add(time.Second)},
		{"back", "a clock may be set back", noon.Add(-time.Hour)},
		{"another zone", "the same second is written in another way", noon.Add(-time.Hour).In(time.FixedZone("", 5400))},
		{"1900", "the first year that is written here", time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"9999", "the last year of RFC 3339", time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)},
		{"10000", "slog's own handler writes it", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	var ours, theirs bytes.Buffer
	forJSON, forText := NewWriter(&ours), NewWriter(&ours)
	pairs := map[string][2]slog.Handler{
		"JSON": {NewJSON(forJSON, slog.LevelInfo), slog.NewJSONHandler(&theirs, nil)},
		"text": {NewText(forText, slog.LevelInfo), slog.NewTextHandler(&theirs, nil)},
	}
	for _, tt := range tests {
		for name, pair := range pairs {
			ours.Reset()
			theirs.Reset()
			for _, h := range pair {
				if err := h.Handle(t.Context(), slog.NewRecord(tt.time, slog.LevelInfo, "request", 0)); err != nil {
					t.Errorf("%s: %v", tt.name, err)
				}
			}
			if err := errors.Join(forJSON.Flush(), forText.Flush()); err != nil {
				t.Error(err)
			}
			if ours.String() != theirs.String() {
				t.Errorf("%s, %s:\n%sslog writes\n%sreason: %s", tt.name, name, ours.String(), theirs.String(), tt.reason)
			}
		}
	}
}
