package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"profilestatus.example/internal/ascii"
)

// CloseObject ends the object whose members, each behind a comma, begin at
// start.
func CloseObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// AppendString appends any string. What is not UTF-8 becomes U+FFFD.
func AppendString(b []byte, s string) []byte {
	start := len(b)
	b = append(b, '"')
	b = append(b, s...)
	if ascii.Plain(b[start+1:]) == len(s) { // as nearly all are
		return append(b, '"')
	}
	b, _ = jsontext.AppendQuote(b[:start], s) // the error tells of the replacement
	return b
}

// AppendTime appends a time as RFC 3339 has it, with as many digits of a second as
// it takes (time.RFC3339Nano). Those in UTC are written in a third of the time that
// package time takes.
func AppendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	year, month, day := t.Date()
	if t.Location() != time.UTC || year < 0 || year > 9999 {
		return append(t.AppendFormat(b, time.RFC3339Nano), '"')
	}
	hour, minute, second := t.Clock()
	b = appendTwo(appendTwo(b, year/100), year%100)
	b = appendTwo(append(b, '-'), int(month))
	b = appendTwo(append(b, '-'), day)
	b = appendTwo(append(b, 'T'), hour)
	b = appendTwo(append(b, ':'), minute)
	b = appendTwo(append(b, ':'), second)
	if n := t.Nanosecond(); n > 0 {
		b = append(b, '.')
		for unit := 100_000_000; n > 0; unit /= 10 {
			b = append(b, byte('0'+n/unit))
			n %= unit
		}
	}
	return append(b, 'Z', '"')
}

// appendTwo appends a number below 100 with two digits.
func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// AppendFloat appends null for what JSON has no number for.
func AppendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

// AppendAny appends any type, by reflection, and null for what is no JSON.
func AppendAny(b []byte, v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return append(b, "null"...)
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// SetHeader sets a header, if a value is given. The name must be as [http.Header]
// keeps it, such as Content-Type.
func SetHeader[T comparable](h http.Header, name string, value T) {
	if value == *new(T) {
		return
	}
	text, ok := any(value).(string)
	if !ok {
		text = fmt.Sprint(value)
	}
	h[name] = []string{text}
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 1<<10); return &b }}

// applicationJSON is the value of a header, shared by all responses.
var applicationJSON = []string{"application/json"}

// WriteJSON writes a response whose body is what fill appends, and a line end.
func WriteJSON(w http.ResponseWriter, status int, contentType string, fill func([]byte) []byte) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = append(fill((*buffer)[:0]), '\n')
	h := w.Header()
	if contentType == applicationJSON[0] {
		h["Content-Type"] = applicationJSON
	} else {
		h.Set("Content-Type", contentType)
	}
	if len(*buffer) > 1024 { // Go's server finds out by itself for less
		h.Set("Content-Length", strconv.Itoa(len(*buffer)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(*buffer) // a client that is gone cannot be told
	return nil
}
