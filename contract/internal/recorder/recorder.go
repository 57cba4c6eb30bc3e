// Package recorder keeps a copy of a response while a handler writes it.
package recorder

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A Response is a response writer that passes everything on and keeps a copy.
// Like any response writer it is for one goroutine.
type Response struct {
	http.ResponseWriter
	Status int          // 0: nothing was sent yet
	Sent   http.Header  // the header as it was sent
	Body   bytes.Buffer // the first bytes, at most the limit
	Cut    bool         // there were more

	limit    int64
	length   int64 // that was announced, or -1
	written  int64
	complete func() // nil after it was called
	hijacked bool
}

// New returns a Response in front of w that keeps at most limit bytes of the
// body. It calls complete once, when the response is known whole and before its
// end is sent, so that a client that has all of it can rely on it; it is not
// called for a connection that the handler took over.
func New(w http.ResponseWriter, limit int64, complete func()) *Response {
	return &Response{ResponseWriter: w, limit: limit, length: -1, complete: complete}
}

// WriteHeader implements [http.ResponseWriter].
func (r *Response) WriteHeader(status int) {
	if r.Status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		r.begin(status)
	}
	r.ResponseWriter.WriteHeader(status)
}

// begin keeps the header.
func (r *Response) begin(status int) {
	h := r.ResponseWriter.Header()
	r.Status, r.Sent = status, h.Clone()
	if _, ok := h["Date"]; !ok && r.Sent != nil { // Go's server adds it further out
		r.Sent.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	if n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64); err == nil && n >= 0 {
		r.length = n
		r.Body.Grow(int(min(n, r.limit)))
	}
}

// Write implements [io.Writer].
func (r *Response) Write(p []byte) (int, error) {
	if r.Status == 0 {
		r.begin(http.StatusOK)
	}
	if room := r.limit - int64(r.Body.Len()); int64(len(p)) > room {
		r.Body.Write(p[:room])
		r.Cut = true
	} else {
		r.Body.Write(p)
	}
	if r.written += int64(len(p)); r.written == r.length {
		r.end() // a client that has all of it may ask at once what was recorded
	}
	return r.ResponseWriter.Write(p)
}

// Finish completes the response once the handler has returned. Go's server
// sends the last of it only after that.
func (r *Response) Finish() {
	if r.Status == 0 && !r.hijacked {
		r.begin(http.StatusOK) // as Go's server sends it
	}
	r.end()
}

func (r *Response) end() {
	if complete := r.complete; complete != nil && !r.hijacked {
		r.complete = nil
		complete()
	}
}

// Done reports whether the response was completed or taken over.
func (r *Response) Done() bool { return r.complete == nil || r.hijacked }

// Unwrap lets [http.ResponseController] reach the connection.
func (r *Response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush implements [http.Flusher].
func (r *Response) Flush() {
	if r.Status == 0 {
		r.begin(http.StatusOK)
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush()
}

// Hijack implements [http.Hijacker].
func (r *Response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.ResponseWriter).Hijack()
	r.hijacked = err == nil
	return conn, rw, err
}
