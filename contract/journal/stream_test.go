package journal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
)

// A stepped source gives one part for each read, when the test lets it.
type stepped struct {
	parts  chan string // closed at the end
	closed bool
}

func (s *stepped) Read(p []byte) (int, error) {
	part, ok := <-s.parts
	if !ok {
		return 0, io.EOF
	}
	return copy(p, part), nil
}

func (s *stepped) Close() error {
	s.closed = true
	return nil
}

// TestBodyPassesParts shows that nothing is held that the source gave, before and
// after the wait for the end, and when the end is told.
func TestBodyPassesParts(t *testing.T) {
	source := &stepped{parts: make(chan string, 1)}
	b := journal.NewBody(source, 6, 4)
	ended := 0
	b.OnEnd(func() { ended++ })
	source.parts <- "ab"
	b.Await(20 * time.Millisecond)
	read := func(want string) {
		t.Helper()
		p := make([]byte, 10)
		n, err := b.Read(p)
		if string(p[:n]) != want || err != nil {
			t.Errorf("read %q, %v, want %q", p[:n], err, want)
		}
	}
	read("ab")
	if start, cut := b.Seen(); string(start) != "ab" || !cut {
		t.Errorf("seen %q, cut: %t", start, cut)
	}
	source.parts <- "cd" // for the read that began before
	read("cd")
	if n, waiting := b.Passed(); n != 4 || waiting {
		t.Errorf("%d bytes passed, waiting: %t", n, waiting)
	}
	if ended != 0 {
		t.Error("the end was told before it")
	}
	source.parts <- "ef"
	read("ef")
	if start, cut := b.Seen(); string(start) != "abcd" || !cut || ended != 1 {
		t.Errorf("seen %q, cut: %t, ended %d times, want the limit and the end", start, cut, ended)
	}
	close(source.parts)
	if n, err := b.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("read %d bytes, %v", n, err)
	}
	if n, err := b.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("read %d bytes, %v, again", n, err)
	}
	if n, waiting := b.Passed(); n != 6 || waiting {
		t.Errorf("%d bytes passed, waiting: %t, want all, and nothing to wait for", n, waiting)
	}
	if err := b.Close(); err != nil || !source.closed || ended != 1 {
		t.Errorf("%v, closed: %t, ended %d times", err, source.closed, ended)
	}
}

// TestBodyWaiting shows that a reader's wait for the source is seen.
func TestBodyWaiting(t *testing.T) {
	for _, await := range []bool{true, false} {
		source := &stepped{parts: make(chan string)}
		b := journal.NewBody(source, -1, 100)
		if await {
			b.Await(time.Millisecond)
		}
		if _, waiting := b.Passed(); waiting {
			t.Error("nobody reads yet")
		}
		read := make(chan string)
		go func() {
			text, _ := io.ReadAll(b)
			read <- string(text)
		}()
		for waiting := false; !waiting; {
			_, waiting = b.Passed()
			time.Sleep(time.Millisecond)
		}
		source.parts <- "x"
		close(source.parts)
		if got := <-read; got != "x" {
			t.Errorf("read %q", got)
		}
		if start, cut := b.Seen(); string(start) != "x" || cut {
			t.Errorf("seen %q, cut: %t", start, cut)
		}
	}
}

// TestBodyGrows reads bodies ahead whose length nobody knows.
func TestBodyGrows(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, 513, 3000, 9_999, 10_000, 10_001, 30_000} {
		text := bytes.Repeat([]byte("0123456789"), n/10+1)[:n]
		b := journal.NewBody(io.NopCloser(bytes.NewReader(text)), -1, 10_000)
		b.Await(time.Minute)
		start, cut := b.Seen()
		if cut != (n > 10_000) || !bytes.Equal(start, text[:min(n, 10_000)]) {
			t.Errorf("%d bytes: seen %d, cut: %t", n, len(start), cut)
		}
		if again, err := b.Again(); err != nil {
			t.Error(err)
		} else if all, _ := io.ReadAll(again); !bytes.Equal(all, start) {
			t.Errorf("%d bytes: %d again", n, len(all))
		}
		if all, err := io.ReadAll(b); !bytes.Equal(all, text) || err != nil {
			t.Errorf("%d bytes: read %d, %v", n, len(all), err)
		}
	}
}

func TestIsStream(t *testing.T) {
	for mediaType, want := range map[string]bool{
		"text/event-stream": true, "application/x-ndjson": true, "application/JSON;stream=watch": true, "application/jsonl": true, "application/json-seq": true,
		"multipart/x-mixed-replace; boundary=a": true, "application/grpc": true, "application/json": false, "text/html": false, "": false,
	} {
		if got := journal.IsStream(http.Header{"Content-Type": {mediaType}}); got != want {
			t.Errorf("IsStream(%q) = %t", mediaType, got)
		}
	}
}

// TestTransportStreams shows when answers are recorded that do not end soon.
func TestTransportStreams(t *testing.T) {
	next := make(chan string)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(journal.ExpectHeader) != "" {
			t.Errorf("the server got %s", journal.ExpectHeader)
		}
		w.Header().Set("Content-Type", r.Header.Get("Accept"))
		_ = http.NewResponseController(w).Flush()
		for part := range next {
			if part == "cut" {
				panic(http.ErrAbortHandler)
			}
			if part == "end" {
				return
			}
			_, _ = io.WriteString(w, part)
			_ = http.NewResponseController(w).Flush()
		}
	}))
	defer ts.Close()
	tests := []struct {
		name, mediaType, end string
		leave                bool
		want                 string
		cut                  bool
		reason               string
	}{
		{"events", "text/event-stream", "end", false, "response mediaType", false, "recorded at the end"},
		{"slow JSON", "application/json", "end", false, "response", false, "recorded and validated at the end"},
		{"cut", "application/json", "cut", false, "response noAnswer", true, "the server is to blame"},
		{"closed", "text/event-stream", "", true, "response mediaType", true, "the client wants no more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			client := http.Client{Transport: journal.Transport(j, http.DefaultTransport)}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, "GET", ts.URL+statusPath, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Accept", tt.mediaType)
			r.Header.Set(journal.ExpectHeader, "enum")
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			next <- "{"
			if n, err := io.ReadFull(resp.Body, make([]byte, 1)); n != 1 || err != nil || len(j.Entries("")) != 0 {
				t.Errorf("read %d bytes, %v, %d entries, want the part, and nothing recorded", n, err, len(j.Entries("")))
			}
			if tt.leave {
				cancel()
				close(next)
				next = make(chan string)
				if _, err := io.ReadAll(resp.Body); err == nil {
					t.Error("there is an end, although the client is gone")
				}
			} else {
				next <- tt.end
				if _, err := io.ReadAll(resp.Body); (err != nil) != (tt.end == "cut") {
					t.Errorf("read to the end: %v", err)
				}
			}
			_ = resp.Body.Close()
			e := j.Entries("")
			if len(e) != 1 || !strings.Contains(last(j), tt.want) || e[0].ResponseCut != tt.cut || tt.end != "cut" && strings.Contains(last(j), "noAnswer") {
				t.Errorf("found %q in %d entries, want %q, cut: %t\nreason: %s", last(j), len(e), tt.want, tt.cut, tt.reason)
			}
			if r.Header.Get(journal.ExpectHeader) == "" {
				t.Error("the caller's request was changed")
			}
		})
	}
}

// TestTransportUpgrade shows that a connection which changes its protocol can
// still be written to.
func TestTransportUpgrade(t *testing.T) {
	j := open(t)
	pipe := struct {
		io.Reader
		io.Writer
		io.Closer
	}{strings.NewReader("x"), io.Discard, io.NopCloser(nil)}
	rt := journal.Transport(j, roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusSwitchingProtocols, Header: http.Header{}, Body: pipe, ContentLength: -1, Request: r}, nil
	}))
	r, err := http.NewRequest("GET", "http://h"+statusPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rt.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := resp.Body.(io.Writer); !ok || len(j.Entries("")) != 1 {
		t.Errorf("the body is a %T, %d entries", resp.Body, len(j.Entries("")))
	}
}

// TestTransportClientGone shows that a client that does not wait is not the
// server's fault.
func TestTransportClientGone(t *testing.T) {
	j := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	rt := journal.Transport(j, roundTripper(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, errors.New("canceled")
	}))
	r, err := http.NewRequestWithContext(ctx, "GET", "http://h"+statusPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	if _, err := rt.RoundTrip(r); err == nil || last(j) != "" || len(j.Entries("")) != 1 {
		t.Errorf("%v, found %q, want it recorded and nothing wrong", err, last(j))
	}
}
