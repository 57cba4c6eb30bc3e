package proxy_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

func TestNoAnswer(t *testing.T) {
	hang := make(chan struct{})
	tests := []struct {
		name   string
		back   http.HandlerFunc
		reason string
	}{
		{"closed", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "not a byte came"},
		{"hangs", func(_ http.ResponseWriter, r *http.Request) { <-hang }, "nothing came in time"},
		{"hangs and does not read", func(_ http.ResponseWriter, r *http.Request) { <-hang }, "nothing came in time, although the client had more to send"},
		{"header of 2 MiB", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", strings.Repeat("a", 2<<20)) }, "it is too large to be kept"},
		{"is no HTTP", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_, _ = io.WriteString(conn, "hello\n")
			_ = conn.Close()
		}, "it cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := before(t, tt.back, proxy.WithTimeout(200*time.Millisecond))
			if strings.HasPrefix(tt.name, "hangs") {
				t.Cleanup(func() { hang <- struct{}{} })
			}
			body := valid
			if strings.Contains(tt.name, "not read") {
				body = strings.Repeat(" ", 16<<20)
			}
			r := f.send("POST", statusPath, body)
			if r.StatusCode != 502 || f.found() != "response noAnswer" || len(f.journal.Entries("")) != 1 {
				t.Errorf("%s, found %s, want 502 and noAnswer\nreason: %s", r.Status, f.found(), tt.reason)
			}
			f.problem(r, "InternalServerError", "noAnswer status")
		})
	}
	f := start(t, "http://127.0.0.1:1")
	f.problem(f.send("POST", statusPath, valid), "InternalServerError", "noAnswer status")
	f.problem(f.send("POST", statusPath, invalid), "InternalServerError", "noAnswer status") // of the server alone
	f.journal.Reset()
	if r := f.send("GET", "/healthz", ""); r.StatusCode != 502 || f.journal.Counts("").Exchanges != 0 {
		t.Errorf("outside of the base path: %s, %+v, want 502 and nothing recorded", r.Status, f.journal.Counts(""))
	}
}

// TestAnswerBreaksOff shows that the client gets what came, that it is cut off
// too, and that this is recorded.
func TestAnswerBreaksOff(t *testing.T) {
	for _, tt := range []struct {
		announced, sent int
		reason          string
	}{
		{100, 50, "it breaks off while its end is waited for"},
		{4 << 20, 3 << 20, "it is too large to be validated"},
	} {
		f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(tt.announced))
			_, _ = io.WriteString(w, strings.Repeat(" ", tt.sent))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}))
		r, err := http.NewRequest("GET", f.front.URL+statusPath, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer t")
		resp, err := f.front.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); err == nil || int(n) != tt.sent || resp.StatusCode != 200 || int(resp.ContentLength) != tt.announced {
			t.Errorf("%s, %d of %d bytes, %v, want it as the server sent it\nreason: %s", resp.Status, n, resp.ContentLength, err, tt.reason)
		}
		_ = resp.Body.Close()
		f.front.Close() // the handler has ended
		if e := f.journal.Entries(""); !strings.Contains(f.found(), "response noAnswer") || len(e) != 1 || !e[0].ResponseCut {
			t.Errorf("found %s in %d entries, want that it broke off and was not validated\nreason: %s", f.found(), len(e), tt.reason)
		}
	}
}

// TestClientBreaksOff sends requests whose bodies end before their announced
// length.
func TestClientBreaksOff(t *testing.T) {
	tests := []struct {
		announced, sent int
		mayAsk          bool
		reason          string
	}{
		{100, 50, false, "it was read whole before the server is asked"},
		{3 << 20, 2 << 20, true, "it was streaming already"},
	}
	for _, tt := range tests {
		asked := make(chan bool, 1)
		f := before(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			asked <- true
			_, _ = io.Copy(io.Discard, r.Body)
		}))
		conn, err := net.Dial("tcp", strings.TrimPrefix(f.front.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", statusPath, tt.announced, strings.Repeat(" ", tt.sent))
		_ = conn.(*net.TCPConn).CloseWrite()
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != 400 || f.found() != "request body" {
			t.Errorf("%v, %v, found %s, want 400 and the body\nreason: %s", resp, err, f.found(), tt.reason)
		}
		_ = conn.Close()
		if len(asked) > 0 && !tt.mayAsk {
			t.Errorf("the server was asked\nreason: %s", tt.reason)
		}
	}
}

// TestClientLeaves shows that a client that does not wait is not the server's
// fault.
func TestClientLeaves(t *testing.T) {
	arrived, left := make(chan struct{}), make(chan struct{})
	f := before(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(left)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	r, err := http.NewRequestWithContext(ctx, "GET", f.front.URL+statusPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	if _, err := f.front.Client().Do(r); err == nil {
		t.Fatal("there was an answer")
	}
	<-left
	f.front.Close() // the handler has ended
	if f.found() != "" || f.journal.Counts("").Exchanges != 1 {
		t.Errorf("found %q, want the request and no fault", f.found())
	}
}

// TestEnforcedBreaksOff: an answer that breaks off is not passed on by a proxy that
// enforces the contract.
func TestEnforcedBreaksOff(t *testing.T) {
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, created[:50])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}), proxy.WithEnforcement())
	r := f.send("POST", statusPath, valid)
	if f.problem(r, "InternalServerError", "noAnswer status"); r.StatusCode != 502 {
		t.Errorf("%s, want 502", r.Status)
	}
}

// TestGoneClient: what a client that is gone would get says nothing of the server,
// and neither does the log.
func TestGoneClient(t *testing.T) {
	c, _ := document()
	j, _ := journal.New(c)
	var log strings.Builder
	ctx, cancel := context.WithCancel(t.Context())
	gone := proxy.WithTransport(tripper(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, context.Canceled
	}))
	p, err := proxy.New(j, "http://127.0.0.1:1", gone, proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, "GET", statusPath, nil)
	r.Header.Set("Authorization", "Bearer t")
	if p.ServeHTTP(w, r); w.Code != 502 || w.Body.Len() > 0 || log.Len() > 0 {
		t.Errorf("%d %q, want 502 and no body; logged %s", w.Code, w.Body, &log)
	}
}

// TestBodyBreaksOffOnItsWay: the client gets one answer, and the server is not blamed.
func TestBodyBreaksOffOnItsWay(t *testing.T) {
	c, _ := document()
	j, _ := journal.New(c)
	var log strings.Builder
	reads := proxy.WithTransport(tripper(func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		return nil, err
	}))
	p, err := proxy.New(j, "http://127.0.0.1:1", reads, proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", statusPath, io.MultiReader(io.LimitReader(zeros{}, 2<<20), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.Header.Set("Authorization", "Bearer t")
	w := httptest.NewRecorder()
	if p.ServeHTTP(w, r); w.Code != 400 || !json.Valid(w.Body.Bytes()) || strings.Contains(log.String(), "no answer") {
		t.Errorf("%d %s, want 400 and one error; logged %s", w.Code, w.Body, &log)
	}
}

// TestAnswerBeforeTheBody: a body that breaks off behind the server's answer is no
// fault of the request: the server did not need it.
func TestAnswerBeforeTheBody(t *testing.T) {
	c, _ := document()
	j, _ := journal.New(c)
	answers := proxy.WithTransport(tripper(func(r *http.Request) (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body)
		w := httptest.NewRecorder()
		wrong{status: 413, body: failure, change: func(h http.Header) { h.Set("Date", "Mon, 23 Nov 2026 10:00:00 GMT") }}.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		resp := w.Result()
		resp.Request = r
		return resp, nil
	}))
	p, err := proxy.New(j, "http://127.0.0.1:1", answers)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", statusPath, io.MultiReader(io.LimitReader(zeros{}, 2<<20), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if f := (&fixture{T: t, journal: j}); w.Code != 413 || f.found() != "" {
		t.Errorf("%d, found %s, want the server's answer and nothing wrong", w.Code, f.found())
	}
}
