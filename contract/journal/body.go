package journal

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// MaxBodyWait is the maximum time to wait for the end of a body before it is forwarded.
// Most bodies end within it, so the verdict is known before the client has the
// response.
const MaxBodyWait = 300 * time.Millisecond

// IsStream reports whether a message has the media type of a stream, such as
// text/event-stream, application/x-ndjson or application/json;stream=watch.
func IsStream(h http.Header) bool {
	mediaType := strings.ToLower(strings.Join(h["Content-Type"], ","))
	return slices.ContainsFunc(streams[:], func(word string) bool { return strings.Contains(mediaType, word) })
}

var streams = [...]string{"stream", "ndjson", "jsonl", "json-lines", "json-seq", "x-mixed-replace", "grpc"}

// A Body is a reader of a body that keeps a copy of its beginning for validation. Only
// one goroutine may read it; all other methods may be called at any time.
type Body struct {
	source    io.ReadCloser
	limit     int64 // of the copy
	announced int64 // Content-Length, or -1

	mu     sync.Mutex
	copy   []byte
	passed int           // bytes of the copy that the reader has
	read   int64         // bytes that came from the source
	ended  bool          // all of them came
	eof    bool          // the source said so; trailers may come before
	err    error         // that reading met
	ahead  chan struct{} // closed when nobody reads ahead any more; nil: nobody did
	taken  bool          // the reader wants to read by itself
	onEnd  func()

	waiting bool // for the source
}

// NewBody returns a [Body] that reads from source and keeps a copy of at most limit
// bytes. Announced is the Content-Length, or -1.
func NewBody(source io.ReadCloser, announced, limit int64) *Body {
	return &Body{source: source, announced: announced, limit: limit, ended: announced == 0}
}

// Await reads ahead, for at most d, until the body ends or is longer than the limit,
// without affecting the reader. It may be called once, before the first Read.
func (b *Body) Await(d time.Duration) {
	if b.announced == 0 {
		return
	}
	b.ahead = make(chan struct{})
	go b.readAhead()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-b.ahead:
	case <-timer.C:
	}
	b.mu.Lock()
	b.taken = true
	b.mu.Unlock()
}

// readAhead reads until there is no need or the reader reads by itself.
func (b *Body) readAhead() {
	defer close(b.ahead)
	size := int64(bytes.MinRead)
	if b.announced != -1 {
		size = min(b.announced, b.limit+1)
	}
	buf := make([]byte, size)
	for have := 0; ; {
		if have == len(buf) {
			buf = append(buf, make([]byte, min(int64(have), b.limit+1-int64(have)))...)
		}
		n, err := b.source.Read(buf[have:])
		have += n
		b.mu.Lock()
		b.copy = buf[:have]
		b.note(n, err)
		done := b.ended || b.err != nil || b.taken || int64(have) > b.limit
		b.mu.Unlock()
		if done {
			return
		}
	}
}

// note keeps what reading came to. The lock is held.
func (b *Body) note(n int, err error) {
	b.read += int64(n)
	b.waiting = false
	switch {
	case err == io.EOF:
		b.ended, b.eof = true, true
	case err != nil:
		b.err = err
	case b.read == b.announced:
		b.ended = true
	}
}

// OnEnd registers f to be called once: before the reader gets the last bytes, if they
// are known to be the last, before it gets the error of its last Read, or when it
// closes the body. It must be called before the first Read.
func (b *Body) OnEnd(f func()) { b.onEnd = f }

// Passed returns the number of bytes read so far, and whether a read of the source is
// pending.
func (b *Body) Passed() (bytes int64, waiting bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.read, b.waiting
}

// Seen returns the copy of the beginning of the body, which must not be modified, and
// whether the copy is incomplete because of its limit or because the body was not read
// to the end.
func (b *Body) Seen() (start []byte, cut bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.copy[:min(int64(len(b.copy)), b.limit)], !b.ended || b.read > b.limit
}

// Err returns the first error of reading so far; io.EOF counts as nil.
func (b *Body) Err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// Read implements [io.Reader].
func (b *Body) Read(p []byte) (int, error) {
	n, err := b.readCopy(p)
	if n == 0 && err == nil {
		b.wait()
		n, err = b.source.Read(p)
		b.keep(p[:n], err)
	}
	if b.isPassed() {
		b.end()
	}
	return n, err
}

// readCopy reads what was read ahead. It returns nothing at all if the reader
// has to go to the source.
func (b *Body) readCopy(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.passed == len(b.copy) && !b.ended && b.err == nil && b.ahead != nil {
		b.waiting = true
		b.mu.Unlock()
		<-b.ahead // a Read that began before may still go on
		b.mu.Lock()
	}
	n := copy(p, b.copy[b.passed:])
	b.passed += n
	switch {
	case n > 0:
		return n, nil
	case b.eof:
		return 0, io.EOF
	}
	return 0, b.err
}

func (b *Body) wait() {
	b.mu.Lock()
	b.waiting = true
	b.mu.Unlock()
}

// keep copies what the reader got from the source.
func (b *Body) keep(p []byte, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note(len(p), err)
	if room := b.limit - int64(len(b.copy)); room > 0 {
		b.copy = append(b.copy, p[:min(int64(len(p)), room)]...)
	}
	b.passed = len(b.copy)
}

// isPassed reports whether the reader has all that there is.
func (b *Body) isPassed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.passed == len(b.copy) && (b.ended || b.err != nil)
}

// end is called by the reader.
func (b *Body) end() {
	if f := b.onEnd; f != nil {
		b.onEnd = nil
		f()
	}
}

// Close implements [io.Closer].
func (b *Body) Close() error {
	b.end()
	return b.source.Close()
}

// Again returns a new reader of a body that was read completely, see
// [net/http.Request.GetBody].
func (b *Body) Again() (io.ReadCloser, error) {
	start, _ := b.Seen()
	return io.NopCloser(bytes.NewReader(start)), nil
}
