package page

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/contract/journal"
)

// Of server-sent events (the HTML standard, section 9.2).
const (
	streamPause = 250 * time.Millisecond // between events, so there are four a second at most
	busyPause   = time.Second            // after more than busy exchanges: a browser needs 50 ms to show an event
	busy        = 10
	streamEnd   = 15 * time.Minute // the browser then connects anew
	streamIdle  = 15 * time.Second // a comment keeps the connection open
	maxEvent    = maxRows          // rows; more are told as a number
)

// stream sends rows as exchanges happen.
func (p *pages) stream(w http.ResponseWriter, r *http.Request) {
	v := p.visit(w, r)
	tenant, err := v.admitted()
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		after = last
	}
	f, rc := filterOf(r), http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	end, said := time.Now().Add(streamEnd), time.Now()
	for time.Now().Before(end) {
		event, last := v.event(p.mock.Journal(tenant), f, after)
		if event == "" && time.Since(said) > streamIdle {
			event = ": still here\n\n"
		}
		pause := streamPause
		if last-after > busy {
			pause = busyPause
		}
		if after = last; event != "" {
			_ = rc.SetWriteDeadline(time.Now().Add(streamIdle))
			if _, err := fmt.Fprint(w, event); err != nil || rc.Flush() != nil {
				return
			}
			said = time.Now()
		}
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return
		case <-p.done:
			return
		case <-p.mock.Done():
			return
		}
	}
}

// event returns the rows of the exchanges behind after, the newest first, and
// the number of the last exchange. It is "" if there are none.
func (v *visit) event(j *journal.Journal, f filter, after int64) (string, int64) {
	entries := j.After(after)
	if len(entries) == 0 {
		return "", after
	}
	last, rows, more := entries[len(entries)-1].Number, []row(nil), 0
	for _, e := range slices.Backward(entries) {
		if !f.matches(e) {
			continue
		}
		if len(rows) == maxEvent {
			more++
			continue
		}
		rows = append(rows, v.row(e))
	}
	if len(rows) == 0 {
		return "", last
	}
	var text bytes.Buffer
	if err := templates().ExecuteTemplate(&text, "rows", rows); err != nil {
		return "", last
	}
	return fmt.Sprintf("id: %d\ndata: %d\ndata: %s\n\n", last, more, strings.ReplaceAll(text.String(), "\n", " ")), last
}
