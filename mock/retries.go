package mock

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// maxRetries is of how many requests a tenant remembers that they may be sent
// again. Those that were sent longest ago are forgotten first.
const maxRetries = 1000

// retryLeeway is how much earlier than it was told to a client may come back:
// timers are not exact.
const retryLeeway = 50 * time.Millisecond

// retries are the last requests of a tenant that failed in a way that clients
// send again by themselves. The zero value has none.
type retries struct {
	mu   sync.Mutex
	last *simplelru.LRU[retryKey, try] // nil: there was none yet
}

// A retryKey is the hash of a test, a method, a target and a body.
type retryKey [sha256.Size]byte

// A try is what is known of a request that failed.
type try struct {
	number int
	after  time.Duration // that the client was told to wait
	until  time.Time     // the same, by the clock of the tenant
}

// see counts an exchange that came in at arrived and is over at now, both by the
// clock of the tenant. It says in o how often the request was sent, and whether
// that was too early. A request whose body was not read is not known again.
func (r *retries) see(o *journal.Observation, arrived, now time.Time) {
	failed := isWorthRetrying(o)
	if r.isEmpty() && !failed || o.RequestCut {
		return
	}
	key := retryKeyOf(o)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last, _ = simplelru.NewLRU[retryKey, try](maxRetries, nil) // fails for a size of 0
	}
	before, again := r.last.Peek(key)
	if again {
		o.Attempt = before.number + 1
		if arrived.Before(before.until.Add(-retryLeeway)) {
			o.Faults = append(slices.Clip(o.Faults), tooEarly(before, arrived))
		}
	}
	if failed {
		after := waitOf(o)
		r.last.Add(key, try{before.number + 1, after, now.Add(after)})
	} else if again {
		r.last.Remove(key)
	}
}

func (r *retries) isEmpty() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last == nil
}

// reset forgets them.
func (r *retries) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = nil
}

// isWorthRetrying reports whether clients send a request again that was answered
// so, or not at all.
func isWorthRetrying(o *journal.Observation) bool {
	return o.Status == http.StatusTooManyRequests || o.Status >= 500 || slices.Contains(o.Faults, journal.NoAnswer)
}

// waitOf returns how long the answer tells the client to wait.
func waitOf(o *journal.Observation) time.Duration {
	if o.Status != http.StatusTooManyRequests && o.Status != http.StatusServiceUnavailable {
		return 0
	}
	n, err := strconv.ParseUint(o.ResponseHeader.Get("Retry-After"), 10, 16)
	if err != nil {
		return 0 // there is none, or one that breaks the document
	}
	return time.Duration(n) * time.Second
}

func retryKeyOf(o *journal.Observation) (key retryKey) {
	h := sha256.New()
	for _, part := range [...]string{o.RequestHeader.Get(journal.TestHeader), o.Method, o.Target} {
		_, _ = io.WriteString(h, part+"\x00") // none of them has a NUL
	}
	if plain, err := gzip.NewReader(bytes.NewReader(o.RequestBody)); err == nil { // some clients compress the first try alone
		_, _ = io.Copy(h, io.LimitReader(plain, maxCompared))
	} else {
		_, _ = h.Write(o.RequestBody)
	}
	h.Sum(key[:0])
	return key
}

// maxCompared is how many bytes of a compressed body are compared, decompressed:
// 1 MiB.
const maxCompared = 1 << 20

func tooEarly(before try, arrived time.Time) contract.Violation {
	waited := before.after - before.until.Sub(arrived)
	found := fmt.Sprintf("retried after %.3g s", max(0, waited.Seconds()))
	want := fmt.Sprintf("a wait of %g s", before.after.Seconds())
	return contract.Violation{Side: contract.InRequest, Rule: "retryAfter", Target: "header/Retry-After", Found: found, Want: want,
		Message: fmt.Sprintf("The request was %s, although the previous response had Retry-After: %g.", found, before.after.Seconds())}
}
