// Package broken makes a server that keeps the contract break it, in one way
// at a time. It shows what package check finds.
package broken

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// A Way is one way to break the contract.
type Way struct {
	Name    string
	Phase   string // of a check that finds it by itself; "": the first one does, as do most
	Rule    string // that a checker must find broken
	Target  string // where
	Keyword string // of accepted: what the request broke
	Warns   bool   // the finding is only a warning
	Rare    bool   // it breaks one request in many, whatever that is
	Reason  string // why real servers do it

	before func(*request)          // changes a request before the server sees it
	after  func(*request, *answer) // changes an answer before the client sees it
	around func(http.Handler) http.Handler
}

// Break returns a server that answers as h does but for this way.
func (w Way) Break(h http.Handler) http.Handler {
	if w.around != nil {
		return w.around(h)
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		q := &request{Request: r.Clone(r.Context()), body: body}
		if w.before != nil {
			w.before(q)
		}
		q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(q.body)), int64(len(q.body))
		a := &answer{header: make(http.Header)}
		h.ServeHTTP(a, q.Request)
		if w.after != nil {
			w.after(q, a)
		}
		a.send(rw)
	})
}

// A request can be changed on its way to the server.
type request struct {
	*http.Request
	body []byte
}

// creates reports whether the request creates a status.
func (r *request) creates() bool { return r.Method == http.MethodPost }

// object returns the JSON object in the body, nil if there is none.
func (r *request) object() map[string]any { return object(r.body) }

// set replaces the body by a JSON value.
func (r *request) set(value any) { r.body = encode(value) }

// edit changes the object in the body, if it is one. A body that stays the same
// keeps its bytes.
func (r *request) edit(change func(map[string]any)) {
	o := r.object()
	if o == nil || !r.creates() {
		return
	}
	before := encode(o)
	if change(o); !bytes.Equal(encode(o), before) {
		r.set(o)
	}
}

// An answer is kept until it was changed.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
	length int // to be announced instead of the right one, if it is not 0
}

// Header implements [http.ResponseWriter].
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements [http.ResponseWriter].
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

func (a *answer) ok() bool { return a.status >= 200 && a.status < 300 }

// edit changes the JSON object in the body, if it is one.
func (a *answer) edit(change func(map[string]any)) {
	if o := object(a.body.Bytes()); o != nil {
		change(o)
		a.text(string(encode(o)))
	}
}

// text replaces the body.
func (a *answer) text(body string) {
	a.body.Reset()
	a.body.WriteString(body)
}

func (a *answer) send(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	length := a.body.Len()
	if a.length != 0 {
		length = a.length
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(max(a.status, 200))
	_, _ = w.Write(a.body.Bytes()) // a client that is gone cannot be told
}

func object(body []byte) map[string]any {
	var o map[string]any
	if json.Unmarshal(body, &o) != nil {
		return nil
	}
	return o
}

func encode(value any) []byte {
	b, err := json.Marshal(value)
	if err != nil {
		panic(err) // values that were read from JSON
	}
	return b
}

// statusOf returns the status in a body, "" if there is none.
func statusOf(body []byte) string {
	s, _ := object(body)["status"].(string)
	return s
}

// isEntry and isHistory tell the paths of the history.
func isEntry(path string) bool {
	_, id, ok := strings.Cut(path, "/profileStatusHistory/")
	return ok && id != ""
}

func isHistory(path string) bool { return strings.HasSuffix(path, "/profileStatusHistory") }

// Ways returns every way, in a fixed order.
func Ways() []Way {
	var all []Way
	for _, group := range [][]Way{statusWays(), refusingWays(), headerWays(), bodyWays(), schemaWays(), errorWays(), lenientWays(), calendarWays(), textWays(), openWays(), stateWays(), pageWays(), odataWays(), timeWays()} {
		all = append(all, group...)
	}
	return all
}
