// Package linelog makes the lines of a log cheap: it writes the very bytes that
// the handlers of log/slog write, without reflection, and many lines in one
// system call. A line waits for up to 50 ms, or until 32 KiB are there, and only
// if another one was written less than 50 ms before it. A warning or an error
// never waits, and what waits is written before it. So a process that is killed
// loses the information of its last 50 ms at most.
package linelog

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// A Handler is a [slog.Handler]. What is rare (groups, values of other types than
// texts, numbers, booleans and durations, texts that need quotation) it leaves to
// slog's own handler.
type Handler struct {
	own    slog.Handler
	w      *Writer
	format *format
	level  slog.Leveler
	attrs  []byte // of the logger, as they are written
	plain  bool   // no groups of a logger, and no attributes that are for slog
	more   func(context.Context) []slog.Attr
}

var _ slog.Handler = (*Handler)(nil)

// NewJSON returns a handler that writes as [slog.NewJSONHandler] does.
func NewJSON(w *Writer, level slog.Leveler) *Handler {
	own := slog.NewJSONHandler(gatherer{w}, &slog.HandlerOptions{Level: level})
	return &Handler{own: own, w: w, format: &jsonFormat, level: level, plain: true}
}

// NewText returns a handler that writes as [slog.NewTextHandler] does.
func NewText(w *Writer, level slog.Leveler) *Handler {
	own := slog.NewTextHandler(gatherer{w}, &slog.HandlerOptions{Level: level})
	return &Handler{own: own, w: w, format: &textFormat, level: level, plain: true}
}

// WithContext returns a handler whose lines end with the attributes that more finds
// in the context of each, nil for none. It takes the place of an earlier one.
func (h *Handler) WithContext(more func(context.Context) []slog.Attr) *Handler {
	with := *h
	with.more = more
	return &with
}

// Enabled implements [slog.Handler].
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level.Level() }

// WithAttrs implements [slog.Handler]. The attributes are written once, for all lines.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	with := *h
	with.own = h.own.WithAttrs(attrs)
	for _, a := range attrs {
		with.plain = with.plain && isWord(a.Key)
	}
	if with.plain {
		with.attrs, with.plain = h.format.attrs(slices.Clip(h.attrs), attrs)
	}
	return &with
}

// WithGroup implements [slog.Handler].
func (h *Handler) WithGroup(name string) slog.Handler {
	with := *h
	with.own, with.plain = h.own.WithGroup(name), false
	return &with
}

// Handle implements [slog.Handler].
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	attrs := make([]slog.Attr, 0, 16)
	words := isWord(r.Message)
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		words = words && isWord(a.Key)
		return true
	})
	return h.log(ctx, r.Time, r.Level, r.Message, attrs, words)
}

// Log lets a handler write a line. It is cheaper than a method of [slog.Logger],
// which looks for its caller, and a [Handler] gets along without a [slog.Record].
// The caller has asked whether the level is enabled. The message and the keys are
// constants of printable ASCII without blanks, quotation marks, backslashes and
// equals signs: they are not looked at.
func Log(ctx context.Context, to slog.Handler, at time.Time, level slog.Level, message string, attrs ...slog.Attr) error {
	if h, ok := to.(*Handler); ok {
		return h.log(ctx, at, level, message, attrs, true)
	}
	r := slog.NewRecord(at, level, message, 0)
	r.AddAttrs(attrs...)
	return to.Handle(ctx, r)
}

// log writes a line. Unless message and keys are words, it is for slog.
func (h *Handler) log(ctx context.Context, at time.Time, level slog.Level, message string, attrs []slog.Attr, words bool) (err error) {
	var more []slog.Attr
	if h.more != nil {
		more = h.more(ctx)
	}
	line := buffers.Get().(*[]byte)
	defer buffers.Put(line)
	b, ok := (*line)[:0], h.plain && words
	if ok {
		b, ok = h.append(b, at, level, message, attrs, more)
	}
	if cap(b) <= limit { // what an unusual line has made larger is not kept
		*line = b
	}
	if ok {
		err = h.w.add(b)
	} else {
		r := slog.NewRecord(at, level, message, 0)
		r.AddAttrs(attrs...)
		r.AddAttrs(more...)
		err = h.own.Handle(ctx, r)
	}
	if level >= slog.LevelWarn {
		err = errors.Join(err, h.w.Flush())
	}
	return err
}

// append appends a line, and reports whether it could.
func (h *Handler) append(b []byte, at time.Time, level slog.Level, message string, attrs, more []slog.Attr) (_ []byte, ok bool) {
	if b, ok = h.format.begin(b, at, level, message, &h.w.stamps); !ok {
		return b, false
	}
	b = append(b, h.attrs...)
	if b, ok = h.format.attrs(b, attrs); ok && more != nil {
		b, ok = h.format.attrs(b, more)
	}
	return append(b, h.format.end...), ok
}

// buffers hold lines until they are added, which is all that others wait for.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}
