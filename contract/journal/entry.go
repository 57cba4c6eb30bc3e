package journal

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"time"

	"profilestatus.example/contract"
)

// An Entry is a recorded exchange. It is shared and must not be modified.
type Entry struct {
	Number int64 // counted from 1; not reset by [Journal.Reset]

	// Exchange is redacted, and its bodies are truncated to the limit of the journal.
	// RequestCut and ResponseCut say that a body was not validated.
	contract.Exchange

	RequestBytes, ResponseBytes int64 // sizes of the bodies, as far as they were read

	Start    time.Time
	Duration time.Duration

	Test      string // from [TestHeader], or ""
	Operation string // its id, or ""
	// Enforced says that the client got an error with the violations instead of the
	// server's response.
	Enforced   bool
	Rule       string // of a mock server, see [Observation]
	Attempt    int    // 2 or more: the request is a retry, see [Observation]
	Violations []contract.Violation

	bytes int64 // its size
	cut   bool  // not all of the request body is kept
}

// entryOverhead is about what an entry costs beside its texts, in bytes.
const entryOverhead = 1 << 10

// size returns about how many bytes an entry holds.
func (e *Entry) size() int64 {
	n := entryOverhead + len(e.Target) + len(e.RequestBody) + len(e.ResponseBody)
	for _, h := range [...]http.Header{e.RequestHeader, e.ResponseHeader} {
		for name, values := range h {
			n += len(name) + 64
			for _, value := range values {
				n += len(value) + 16
			}
		}
	}
	for _, v := range e.Violations {
		n += 160 + len(v.Message) + len(v.Target) + len(v.Found) + len(v.Want)
	}
	return int64(n)
}

// bound takes the last names in the order of the alphabet out of a header that
// is larger than what is kept.
func bound(h http.Header) http.Header {
	total := 0
	for name, values := range h {
		total += headerSize(name, values)
	}
	if total <= maxHeaderBytes {
		return h
	}
	names := slices.Sorted(maps.Keys(h))
	for i := len(names) - 1; total > maxHeaderBytes; i-- {
		total -= headerSize(names[i], h[names[i]])
		delete(h, names[i])
	}
	return h
}

// maxHeaderBytes is how much is kept of the header of a message.
const maxHeaderBytes = 8 << 10

func headerSize(name string, values []string) int {
	n := 0
	for _, value := range values {
		n += len(name) + len(value)
	}
	return n
}

// clip returns a copy of the first n bytes of a body.
func clip(body []byte, n int) []byte {
	return bytes.Clone(body[:min(n, len(body))])
}

// A ring holds the last entries. Its slice grows with what is recorded, up to
// the bound.
type ring struct {
	slots []*Entry
	first int // index of the oldest
	len   int
	bytes int64
}

// push adds an entry and lets the oldest fall out until both bounds hold. An
// entry that is larger than all may be leaves nothing.
func (r *ring) push(e *Entry, maxEntries int, maxBytes int64) {
	if r.len == len(r.slots) && r.len < maxEntries {
		r.grow(min(maxEntries, max(16, 2*r.len)))
	}
	if r.len == len(r.slots) {
		r.drop()
	}
	r.slots[(r.first+r.len)%len(r.slots)] = e
	r.len++
	e.bytes = e.size()
	r.bytes += e.bytes
	for r.bytes > maxBytes {
		r.drop()
	}
}

func (r *ring) grow(n int) {
	slots := make([]*Entry, n)
	copy(slots, r.list())
	r.slots, r.first = slots, 0
}

func (r *ring) drop() {
	r.bytes -= r.slots[r.first].bytes
	r.slots[r.first] = nil
	r.first = (r.first + 1) % len(r.slots)
	r.len--
}

// list returns the entries, the oldest first.
func (r *ring) list() []*Entry { return r.last(r.len) }

// last returns the newest n entries, the oldest of them first.
func (r *ring) last(n int) []*Entry {
	all := make([]*Entry, n)
	for i := range all {
		all[i] = r.slots[(r.first+r.len-n+i)%len(r.slots)]
	}
	return all
}
