package recorder

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A conn is a response writer whose connection may be taken over, unless err says
// that it may not.
type conn struct {
	*httptest.ResponseRecorder
	err error
}

func (c conn) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, c.err }

// TestResponse: what a handler sends is kept as it was sent, up to the limit, and is
// known whole before its end goes out.
func TestResponse(t *testing.T) {
	write := func(text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { _, _ = w.Write([]byte(text)) }
	}
	status := func(n int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { w.WriteHeader(n) }
	}
	set := func(name, value string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { w.Header().Set(name, value) }
	}
	flush := func(w http.ResponseWriter) { w.(http.Flusher).Flush() }
	hijack := func(w http.ResponseWriter) { _, _, _ = w.(http.Hijacker).Hijack() }
	tests := []struct {
		steps  []func(http.ResponseWriter)
		failed error // of a connection that is taken over
		status int
		body   string
		cut    bool
		early  bool // it is complete before the handler has returned
		calls  int
		reason string
	}{
		{nil, nil, 200, "", false, false, 1, "Go's server sends 200 by itself"},
		{[]func(http.ResponseWriter){write("ab")}, nil, 200, "ab", false, false, 1, "so it does before the first byte"},
		{[]func(http.ResponseWriter){status(404), write("ab")}, nil, 404, "ab", false, false, 1, "the status of the handler"},
		{[]func(http.ResponseWriter){status(103), status(201)}, nil, 201, "", false, false, 1, "what goes before the answer is none"},
		{[]func(http.ResponseWriter){status(199), status(200)}, nil, 200, "", false, false, 1, "the last of these, and the first of the others"},
		{[]func(http.ResponseWriter){status(101)}, nil, 101, "", false, false, 1, "after 101 another protocol is spoken"},
		{[]func(http.ResponseWriter){status(404), status(500)}, nil, 404, "", false, false, 1, "the first status counts"},
		{[]func(http.ResponseWriter){write("1234"), write("5")}, nil, 200, "12345", false, false, 1, "as long as the limit"},
		{[]func(http.ResponseWriter){write("1234"), write("56")}, nil, 200, "12345", true, false, 1, "one byte more"},
		{[]func(http.ResponseWriter){write("12345678"), write("9")}, nil, 200, "12345", true, false, 1, "nothing is kept behind the cut"},
		{[]func(http.ResponseWriter){set("Content-Length", "2"), write("a"), write("b")}, nil, 200, "ab", false, true, 1, "all that was announced is there"},
		{[]func(http.ResponseWriter){set("Content-Length", "8"), write("12345678")}, nil, 200, "12345", true, true, 1, "also beyond the limit"},
		{[]func(http.ResponseWriter){set("Content-Length", "10"), write("1234567890")}, nil, 200, "12345", true, true, 1, "a length of two digits"},
		{[]func(http.ResponseWriter){set("Content-Length", "3"), write("a")}, nil, 200, "a", false, false, 1, "less than was announced"},
		{[]func(http.ResponseWriter){set("Content-Length", "0"), write("")}, nil, 200, "", false, true, 1, "nothing was announced"},
		{[]func(http.ResponseWriter){set("Content-Length", "-1"), write("")}, nil, 200, "", false, false, 1, "no length is negative"},
		{[]func(http.ResponseWriter){set("Content-Length", "x"), write("")}, nil, 200, "", false, false, 1, "nor a letter"},
		{[]func(http.ResponseWriter){flush, status(404)}, nil, 200, "", false, false, 1, "what is flushed has begun"},
		{[]func(http.ResponseWriter){status(404), flush}, nil, 404, "", false, false, 1, "it had begun before"},
		{[]func(http.ResponseWriter){hijack}, nil, 0, "", false, true, 0, "who takes over the connection answers as he likes"},
		{[]func(http.ResponseWriter){hijack}, errors.New("no"), 200, "", false, false, 1, "it could not be taken over"},
	}
	for _, tt := range tests {
		calls := 0
		below := conn{httptest.NewRecorder(), tt.failed}
		r := New(below, 5, func() { calls++ })
		for _, step := range tt.steps {
			step(r)
		}
		early := r.Done()
		r.Finish()
		r.Finish()
		if r.Status != tt.status || r.Body.String() != tt.body || r.Cut != tt.cut || early != tt.early || calls != tt.calls || !r.Done() {
			t.Errorf("status %d, body %q, cut %t, early %t, %d calls; want %d, %q, %t, %t, %d\nreason: %s",
				r.Status, r.Body.String(), r.Cut, early, calls, tt.status, tt.body, tt.cut, tt.early, tt.calls, tt.reason)
		}
		if below.Code >= 200 && tt.status >= 200 && below.Code != tt.status {
			t.Errorf("the client is sent %d, want %d\nreason: %s", below.Code, tt.status, tt.reason)
		}
	}
}

// TestHijack: whoever cannot take over the connection is told.
func TestHijack(t *testing.T) {
	no := errors.New("no")
	if _, _, err := New(conn{httptest.NewRecorder(), no}, 5, func() {}).Hijack(); !errors.Is(err, no) {
		t.Errorf("Hijack() = %v, want %v", err, no)
	}
}

// TestSent: the header is kept as it was sent, with the date that Go's server adds.
func TestSent(t *testing.T) {
	below := httptest.NewRecorder()
	r := New(below, 5, func() {})
	if r.Unwrap() != below {
		t.Error("the response writer below cannot be reached")
	}
	r.Header().Set("N", "1")
	r.WriteHeader(200)
	r.Header().Set("N", "2")
	if _, err := http.ParseTime(r.Sent.Get("Date")); err != nil || r.Sent.Get("N") != "1" {
		t.Errorf("the header that was sent is %v, want N: 1 and a date", r.Sent)
	}
	if below.Result().Header.Get("Date") != "" {
		t.Error("the date is added to what the handler sends")
	}
	r = New(httptest.NewRecorder(), 5, func() {})
	r.Header()["Date"] = nil // as a handler keeps the date out
	_, _ = r.Write([]byte(strings.Repeat("x", 9)))
	if _, ok := r.Sent["Date"]; !ok || r.Sent.Get("Date") != "" {
		t.Errorf("the header that was sent is %v, want no date", r.Sent)
	}
	r = New(&headless{below}, 5, func() {})
	r.Finish()
	if r.Status != 200 || r.Sent != nil {
		t.Errorf("of a writer without a header are kept %d and %v", r.Status, r.Sent)
	}
}

// A headless is a response writer without a header.
type headless struct{ http.ResponseWriter }

func (*headless) Header() http.Header { return nil }
