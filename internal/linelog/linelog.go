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
	"math"
	"strconv"
	"strings"
	"sync"
)

// A Handler is a [slog.Handler]. What is rare (groups, attributes of a logger,
// values of other types than texts, numbers, booleans and durations, texts that
// need quotation) it leaves to slog's own handler.
type Handler struct {
	own    slog.Handler
	w      *Writer
	format format
	plain  bool // no attributes or groups of a logger
}

var _ slog.Handler = (*Handler)(nil)

// NewJSON returns a handler that writes as [slog.NewJSONHandler] does.
func NewJSON(w *Writer, level slog.Leveler) *Handler {
	return &Handler{slog.NewJSONHandler(gatherer{w}, &slog.HandlerOptions{Level: level}), w, jsonFormat, true}
}

// NewText returns a handler that writes as [slog.NewTextHandler] does.
func NewText(w *Writer, level slog.Leveler) *Handler {
	return &Handler{slog.NewTextHandler(gatherer{w}, &slog.HandlerOptions{Level: level}), w, textFormat, true}
}

// Enabled implements [slog.Handler].
func (h *Handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.own.Enabled(ctx, level)
}

// WithAttrs implements [slog.Handler].
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{own: h.own.WithAttrs(attrs), w: h.w}
}

// WithGroup implements [slog.Handler].
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{own: h.own.WithGroup(name), w: h.w}
}

// Handle implements [slog.Handler].
func (h *Handler) Handle(ctx context.Context, r slog.Record) (err error) {
	if !h.plain || !h.add(&r, &err) {
		err = h.own.Handle(ctx, r)
	}
	if r.Level >= slog.LevelWarn {
		err = errors.Join(err, h.w.Flush())
	}
	return err
}

// add adds the line of a record. It reports false, and adds nothing, if that is
// for slog's own handler.
func (h *Handler) add(r *slog.Record, err *error) bool {
	line := buffers.Get().(*[]byte)
	defer buffers.Put(line)
	b, ok := h.format.append((*line)[:0], r, &h.w.stamps)
	if cap(b) <= limit { // what an unusual line has made larger is not kept
		*line = b
	}
	if ok {
		h.w.mu.Lock()
		h.w.lines = append(h.w.lines, b...)
		*err = h.w.added()
	}
	return ok
}

// buffers hold lines until they are added, which is all that others wait for.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}

// A format is how slog writes lines: begin, the first key, and then, for each
// attribute, what stands around key and value.
type format struct {
	begin, comma, end string
	colon             string     // between a key and a value
	open, close       string     // around a text, with the colon
	millis            bool       // times have three digits of a second, not as many as it takes
	plain             *[256]bool // characters that are written as they are
	value             func([]byte, slog.Value) ([]byte, bool)
}

var (
	jsonFormat = format{begin: `{"`, comma: `,"`, end: "}\n", colon: `":`, open: `":"`, close: `"`, plain: plainBut(`"\\`), value: appendJSON}
	textFormat = format{comma: " ", end: "\n", colon: "=", open: "=", millis: true, plain: plainBut(` "=`), value: appendText}
)

// append appends the line of a record, and reports whether it could.
func (f *format) append(b []byte, r *slog.Record, times *stamps) (_ []byte, ok bool) {
	if !f.isPlain(r.Message) {
		return b, false
	}
	b = append(b, f.begin...)
	b = append(b, slog.TimeKey...)
	b = append(b, f.open...)
	if b, ok = times.append(b, r.Time, f.millis); !ok {
		return b, false
	}
	b = append(b, f.close...)
	b = f.text(b, slog.LevelKey, r.Level.String())
	b = f.text(b, slog.MessageKey, r.Message)
	r.Attrs(func(a slog.Attr) bool {
		if ok = a.Key != "" && f.isPlain(a.Key); !ok {
			return false
		}
		if a.Value.Kind() == slog.KindString {
			ok = f.isPlain(a.Value.String())
			b = f.text(b, a.Key, a.Value.String())
			return ok
		}
		b = append(b, f.comma...)
		b = append(b, a.Key...)
		b = append(b, f.colon...)
		b, ok = f.value(b, a.Value)
		return ok
	})
	return append(b, f.end...), ok
}

// text appends an attribute that is a text.
func (f *format) text(b []byte, key, text string) []byte {
	b = append(b, f.comma...)
	b = append(b, key...)
	b = append(b, f.open...)
	b = append(b, text...)
	return append(b, f.close...)
}

// isPlain reports whether a text is written as it is.
func (f *format) isPlain(text string) bool {
	for i := range len(text) {
		if !f.plain[text[i]] {
			return false
		}
	}
	return text != "" || f.close != "" // it takes quotation to be seen
}

// plainBut returns the set of printable ASCII without some characters.
func plainBut(others string) *[256]bool {
	var plain [256]bool
	for c := ' '; c <= '~'; c++ {
		plain[c] = !strings.ContainsRune(others, c)
	}
	return &plain
}

func appendJSON(b []byte, v slog.Value) ([]byte, bool) {
	switch v.Kind() {
	case slog.KindInt64:
		return strconv.AppendInt(b, v.Int64(), 10), true
	case slog.KindUint64:
		return strconv.AppendUint(b, v.Uint64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, v.Bool()), true
	case slog.KindDuration:
		return strconv.AppendInt(b, int64(v.Duration()), 10), true
	case slog.KindFloat64:
		f := v.Float64()
		// Others have an exponent, or are no JSON.
		return strconv.AppendFloat(b, f, 'f', -1, 64), f == 0 || math.Abs(f) >= 1e-6 && math.Abs(f) < 1e21
	}
	return b, false
}

func appendText(b []byte, v slog.Value) ([]byte, bool) {
	switch v.Kind() {
	case slog.KindInt64:
		return strconv.AppendInt(b, v.Int64(), 10), true
	case slog.KindUint64:
		return strconv.AppendUint(b, v.Uint64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, v.Bool()), true
	case slog.KindDuration:
		return append(b, v.Duration().String()...), true
	case slog.KindFloat64:
		return strconv.AppendFloat(b, v.Float64(), 'g', -1, 64), true
	}
	return b, false
}
