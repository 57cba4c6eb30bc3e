package main

import (
	"testing"
	"time"

	"profilestatus.example/contract/check"
)

func TestProgressLine(t *testing.T) {
	running := check.Progress{Phase: "schema", Number: 2, Phases: 9, Operation: 3, Operations: 12, Requests: 345, Findings: 6}
	none := running
	none.Operation = 0
	waiting := running
	waiting.Wait, waiting.Status = 5*time.Second, 429
	tests := []struct {
		name   string
		now    check.Progress
		left   time.Duration
		want   string
		reason string
	}{
		{"nothing", check.Progress{}, 0, "", "nothing has happened yet"},
		{"before the phases", check.Progress{Requests: 4, Phases: 9}, 0, "preparing, 4 requests", "the first requests look whether there is a server"},
		{"phase", running, 0, "phase 2 of 9, schema, operation 3 of 12, 345 requests, 6 kinds of findings", "how far, and of how much"},
		{"no operation", none, 0, "phase 2 of 9, schema, 345 requests, 6 kinds of findings", "the request belongs to none"},
		{"waiting", waiting, 4600 * time.Millisecond, "phase 2 of 9, schema, operation 3 of 12, 345 requests, 6 kinds of findings; waiting 5s, as the server asks by 429: --rate sends more slowly", "or it looks as if it had stopped"},
		{"nearly over", waiting, 10 * time.Millisecond, "phase 2 of 9, schema, operation 3 of 12, 345 requests, 6 kinds of findings; waiting 1s, as the server asks by 429: --rate sends more slowly", "0s would be no wait"},
		{"over", waiting, 0, "phase 2 of 9, schema, operation 3 of 12, 345 requests, 6 kinds of findings", "it goes on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := progressLine(tt.now, tt.left); got != tt.want {
				t.Errorf("progressLine() =\n%q, want\n%q\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestProgress lets a clock of its own tick.
func TestProgress(t *testing.T) {
	show := func(terminal bool, width int) string {
		var out output
		tick := make(chan time.Time)
		p := newProgress(&out, tick)
		p.terminal, p.width = terminal, width
		tick <- time.Time{}
		p.set(check.Progress{Requests: 1, Wait: time.Hour, Status: 503})
		p.set(check.Progress{Requests: 1})
		tick <- time.Time{}
		tick <- time.Time{} // the one before has been shown
		p.end()
		return out.String()
	}
	const line = "preparing, 1 requests; waiting 1h0m0s, as the server asks by 503: --rate sends more slowly"
	if got, want := show(false, 0), "profilestatus: "+line+"\nprofilestatus: "+line+"\n"; got != want {
		t.Errorf("without a terminal %q, want %q", got, want)
	}
	if got, want := show(true, 0), "\r\x1b[K"+line+"\r\x1b[K"+line+"\r\x1b[K"; got != want {
		t.Errorf("on a terminal %q, want %q", got, want)
	}
	if got, want := show(true, 10), "\r\x1b[Kpreparing\r\x1b[Kpreparing\r\x1b[K"; got != want {
		t.Errorf("on a narrow terminal %q, want %q: a line that breaks is not written over", got, want)
	}
}
