package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestLoadRefusesOtherAnswers shows that a run does not count what is no
// success.
func TestLoadRefusesOtherAnswers(t *testing.T) {
	for status, want := range map[int]bool{http.StatusCreated: true, http.StatusServiceUnavailable: false} {
		ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte("the answer"))
		}))
		t.Cleanup(ts.Close)
		l := load{requests: creates, status: http.StatusCreated, connections: 4, limit: 100}
		o, err := l.run(t.Context(), strings.TrimPrefix(ts.URL, "http://"), time.Now(), time.Now().Add(10*time.Second))
		if want && (err != nil || o.requests != 100) {
			t.Errorf("100 answers of %d: %d counted, %v", status, o.requests, err)
		}
		if !want && (err == nil || !strings.Contains(err.Error(), "503 Service Unavailable: the answer")) {
			t.Errorf("answers of %d: %v, want an error that quotes one", status, err)
		}
	}
}

func TestTable(t *testing.T) {
	tests := []struct {
		row    row
		want   string
		reason string
	}{
		{row{atLeast: 2, got: sample{1, 2, 9}}, "yes", "the median is what counts"},
		{row{atLeast: 2, got: sample{1, 1.9, 9}}, "NO", "below what is wanted"},
		{row{atMost: 2, got: sample{1, 3}}, "yes", "the middle of an even number lies between two"},
		{row{atMost: 2, got: sample{3}}, "NO", "above what is wanted"},
		{row{got: sample{3, 3}}, "3.0..3.0  - ", "nothing is wanted of what others are compared with"},
	}
	for _, tt := range tests {
		tt.row.format = "%.1f"
		var out strings.Builder
		if err := (&table{rows: []row{tt.row}}).write(&out); err != nil {
			t.Fatal(err)
		}
		_, line, _ := strings.Cut(out.String(), "\n")
		if !strings.Contains(line, " "+tt.want) {
			t.Errorf("%v gives %q, want %q\nreason: %s", tt.row, line, tt.want, tt.reason)
		}
	}
}
