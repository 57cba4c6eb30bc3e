package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"profilestatus.example/contract/check"
)

// A progress shows how far a check is: on a terminal as a line that is written
// over ten times a second, and else as a further line every ten seconds.
type progress struct {
	w        io.Writer
	terminal bool
	width    int // of the terminal, 0 when not known
	stop     chan struct{}
	stopped  sync.WaitGroup

	mu    sync.Mutex
	now   check.Progress
	until time.Time // when the wait that the server asked for is over
}

// newProgress starts one. Each tick shows a line; nil: the clock ticks.
func newProgress(w io.Writer, tick <-chan time.Time) *progress {
	p := &progress{w: w, terminal: isTerminal(w), width: styleOf(w).Width, stop: make(chan struct{})}
	every := 10 * time.Second
	if p.terminal {
		every = 100 * time.Millisecond
	}
	clock := time.NewTicker(every)
	if tick == nil {
		tick = clock.C
	}
	p.stopped.Go(func() {
		defer clock.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-tick:
				p.show()
			}
		}
	})
	return p
}

// set notes how far the check is.
func (p *progress) set(now check.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Wait > 0 {
		p.until = time.Now().Add(now.Wait)
	}
	if now.Status == 0 {
		now.Status = p.now.Status // that of the wait, which may go on
	}
	p.now = now
}

// show writes the line.
func (p *progress) show() {
	p.mu.Lock()
	now, left := p.now, time.Until(p.until)
	p.mu.Unlock()
	switch text := progressLine(now, left); {
	case text == "":
	case p.terminal:
		if runes := []rune(text); p.width > 1 && len(runes) >= p.width {
			text = string(runes[:p.width-1])
		}
		fmt.Fprintf(p.w, "\r\x1b[K%s", text)
	default:
		fmt.Fprintf(p.w, "profilestatus: %s\n", text)
	}
}

// progressLine says how far a check is, "" before the first request. Left is how
// long the server wants to be left alone.
func progressLine(now check.Progress, left time.Duration) string {
	if now.Requests == 0 {
		return ""
	}
	text := fmt.Sprintf("preparing, %d requests", now.Requests)
	if now.Number > 0 {
		text = fmt.Sprintf("phase %d of %d, %s", now.Number, now.Phases, now.Phase)
		if now.Operation > 0 {
			text += fmt.Sprintf(", operation %d of %d", now.Operation, now.Operations)
		}
		text += fmt.Sprintf(", %d requests, %d kinds of findings", now.Requests, now.Findings)
	}
	if left > 0 {
		text += fmt.Sprintf("; waiting %s, as the server asks by %d: --rate sends more slowly", max(left, time.Second).Round(time.Second), now.Status)
	}
	return text
}

// end stops showing, and takes the line off the terminal.
func (p *progress) end() {
	close(p.stop)
	p.stopped.Wait()
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
