package mock

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
	"profilestatus.example/server"
)

// maxHang is how long a request hangs at most.
const maxHang = 10 * time.Minute

// A fault is the effect of a rule on one request.
type fault struct {
	*rule.Effect
	*Mock
	call      *call
	operation string
	own       func(http.ResponseWriter) error // writes the answer of an operation that took effect, nil before
}

// answers reports whether the client gets something else than the answer of the
// operation.
func (f *fault) answers() bool { return f.Answer != nil || f.Connection != "" }

// hold waits as long as the rule says. It ends the request when the client is
// gone: what was not done until then is not done any more.
func (f *fault) hold() {
	if f.call.rule = f.Rule; f.Rule != "" {
		f.fired.Add(1)
	}
	if f.Delay > 0 && f.wait(f.Delay) {
		f.call.deliberate = true
		panic(http.ErrAbortHandler)
	}
}

// answer returns what the client gets: an error, or an answer that writes itself.
// It panics with [http.ErrAbortHandler] where there is none.
func (f *fault) answer() (written, error) {
	f.call.rule, f.call.deliberate = f.Rule, true
	switch f.Connection {
	case control.ConnectionReset:
		f.call.reset = true
		panic(http.ErrAbortHandler)
	case control.ConnectionHang:
		f.wait(maxHang)
		panic(http.ErrAbortHandler)
	case control.ConnectionCut:
		return f.cut, nil
	}
	a := f.Answer
	if value(a.BreaksContract) {
		return f.raw, nil
	}
	e := &server.Error{Status: int(a.Status), Message: f.message()}
	if a.RetryAfter != nil {
		e.RetryAfter = cmp.Or(int(*a.RetryAfter), server.RetryNow)
	}
	return nil, e
}

func (f *fault) message() string {
	return cmp.Or(value(f.Answer.Message), fmt.Sprintf("Rule %s of this mock server sends this response.", f.Rule))
}

// wait waits, until the client goes, the HTTP server shuts down or the mock is
// closed, and reports whether the client is gone. The deadlines of the connection
// are moved on by the time.
func (f *fault) wait(d time.Duration) (gone bool) {
	var stopping <-chan struct{}
	if s, ok := f.call.request.Context().Value(http.ServerContextKey).(*http.Server); ok {
		f.extend(s, d)
		stopping = f.stopping(s)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-f.stop:
	case <-stopping:
	case <-f.call.request.Context().Done():
		return true
	}
	return false
}

// extend moves the deadlines of the connection on. That for reading matters,
// too: when it passes, Go's server takes the client for gone.
func (f *fault) extend(s *http.Server, d time.Duration) {
	rc := http.NewResponseController(f.call.writer)
	if s.WriteTimeout > 0 {
		_ = rc.SetWriteDeadline(time.Now().Add(d + s.WriteTimeout)) // a writer without one has no limit
	}
	if s.ReadTimeout > 0 {
		_ = rc.SetReadDeadline(time.Now().Add(d + s.ReadTimeout))
	}
}

// stopping returns a channel that is closed when s shuts down, which waits for
// the requests that it has, also for those that hang.
func (m *Mock) stopping(s *http.Server) <-chan struct{} {
	made := make(chan struct{})
	kept, known := m.shutdowns.LoadOrStore(s, made)
	if !known {
		s.RegisterOnShutdown(sync.OnceFunc(func() { close(made) }))
	}
	return kept.(chan struct{})
}

// raw writes an answer that may break the document.
func (f *fault) raw(w http.ResponseWriter) error {
	a := f.Answer
	h := w.Header()
	body := []byte(value(a.Body))
	if a.Body == nil && a.Status >= 400 {
		h["Content-Type"] = []string{"application/json"}
		_, body = f.contract.Refuse(nil, contract.Refusal{Status: int(a.Status), Message: f.message(), Request: f.call.request.Header,
			ID: h.Get("Request-Id"), Time: f.now()})
	}
	if a.RetryAfter != nil {
		h.Set("Retry-After", strconv.Itoa(int(*a.RetryAfter)))
	}
	for name, value := range value(a.Headers) {
		h.Set(name, value)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(int(a.Status))
	_, _ = w.Write(body) // a client that is gone cannot be told
	return nil
}
