package journal

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
)

// A readBody keeps a copy of what is read through it. Reading and looking at
// the copy may happen at the same time.
type readBody struct {
	io.ReadCloser
	limit     int64 // of the copy
	announced int64 // Content-Length, or -1

	mu    sync.Mutex
	copy  bytes.Buffer
	bytes int64 // that were read
	ended bool
}

// Read implements [io.Reader].
func (b *readBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += int64(n)
	b.copy.Write(p[:min(int64(n), b.limit-int64(b.copy.Len()))])
	b.ended = b.ended || err == io.EOF || b.bytes == b.announced
	return n, err
}

// seen returns the copy, and whether there is more of the body.
func (b *readBody) seen() (read []byte, cut bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.copy.Bytes(), !b.ended && b.announced != 0 || b.bytes > b.limit
}

// A Body is a body whose beginning was read in order to validate it, and which
// still gives all of itself to its reader: the beginning, the rest, and the
// error that it ended with.
type Body struct {
	Start []byte // the beginning; all of it if Whole
	Whole bool
	err   atomic.Pointer[error]
	rest  io.ReadCloser
	next  bytes.Reader
}

// ReadBody reads at most limit bytes of a body, and one more to see whether it
// ends there. Size is what it is announced to have, or -1. An error of reading
// is one of the Body: [Body.Err] and its reader return it.
func ReadBody(body io.ReadCloser, size, limit int64) *Body {
	b := &Body{rest: body}
	var buf bytes.Buffer
	if size > 0 {
		buf.Grow(int(min(size, limit)) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(body, limit+1))
	b.Start, b.Whole = buf.Bytes(), err == nil && n <= limit
	if err != nil {
		b.err.Store(&err)
	}
	b.next.Reset(b.Start)
	return b
}

// Err returns the error that reading met so far, nil at the end of the body. It
// may be called while another goroutine reads.
func (b *Body) Err() error {
	if err := b.err.Load(); err != nil {
		return *err
	}
	return nil
}

// Read implements [io.Reader].
func (b *Body) Read(p []byte) (int, error) {
	switch {
	case b.next.Len() > 0:
		return b.next.Read(p)
	case b.Whole:
		return 0, io.EOF
	}
	if err := b.Err(); err != nil {
		return 0, err
	}
	n, err := b.rest.Read(p)
	if err != nil && err != io.EOF {
		b.err.Store(&err)
	}
	return n, err
}

// Close closes the body that was read from.
func (b *Body) Close() error { return b.rest.Close() }

// Again returns a reader of all of a Body that is Whole, see
// [net/http.Request.GetBody].
func (b *Body) Again() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(b.Start)), nil
}
