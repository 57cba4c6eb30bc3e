package linelog

import (
	"io"
	"sync"
	"time"
)

// Lines wait for others no longer than delay, and no more than about limit bytes
// of them do.
const (
	delay = 50 * time.Millisecond
	limit = 32 << 10
)

// A Writer writes to another writer the lines of [Handler]s, several at a time,
// and whatever else is written, at once and behind the lines before it. It is
// safe for concurrent use. What the other writer refuses is lost.
type Writer struct {
	to    io.Writer
	delay time.Duration

	mu      sync.Mutex
	lines   []byte // that wait
	timer   *time.Timer
	waiting bool // the timer runs

	stamps stamps

	writing sync.Mutex // taken before mu
	spare   []byte     // for the lines that come while others are written
}

// NewWriter returns a Writer to w. Whoever has it calls [Writer.Flush] at the end.
func NewWriter(w io.Writer) *Writer { return &Writer{to: w, delay: delay} }

// Unwrap returns the writer that is written to.
func (w *Writer) Unwrap() io.Writer { return w.to }

// Write implements [io.Writer]. The error may be one of earlier lines.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	w.lines = append(w.lines, p...)
	w.mu.Unlock()
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes the lines that wait.
func (w *Writer) Flush() error {
	w.writing.Lock()
	defer w.writing.Unlock()
	w.mu.Lock()
	lines := w.lines
	w.lines = w.spare[:0]
	w.mu.Unlock()
	w.spare = nil
	if cap(lines) <= 2*limit { // what an unusual line has made larger is not kept
		w.spare = lines
	}
	if len(lines) == 0 {
		return nil
	}
	_, err := w.to.Write(lines)
	return err
}

// add adds a line. The first one after a pause is written at once; those that
// follow it soon wait.
func (w *Writer) add(line []byte) error {
	w.mu.Lock()
	w.lines = append(w.lines, line...)
	first := !w.waiting
	switch {
	case w.timer == nil:
		w.timer = time.AfterFunc(w.delay, w.tick)
	case first:
		w.timer.Reset(w.delay)
	}
	w.waiting = true
	full := len(w.lines) >= limit
	w.mu.Unlock()
	if first || full {
		return w.Flush()
	}
	return nil
}

// tick writes what has come during a delay, and begins another one if that was
// anything.
func (w *Writer) tick() {
	w.mu.Lock()
	w.waiting = len(w.lines) > 0
	if w.waiting {
		w.timer.Reset(w.delay)
	}
	waiting := w.waiting
	w.mu.Unlock()
	if waiting {
		_ = w.Flush() // as a handler's error, which its caller ignores
	}
}

// A gatherer lets what slog's own handlers write wait like other lines.
type gatherer struct{ *Writer }

// Write implements [io.Writer].
func (g gatherer) Write(p []byte) (int, error) {
	return len(p), g.add(p)
}
