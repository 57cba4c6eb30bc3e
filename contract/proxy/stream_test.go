package proxy_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// A dialog is an answer whose lines the test asks for one by one.
type dialog struct {
	mediaType string
	lines     chan string // closed at the end
}

func (d dialog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", d.mediaType)
	h.Set("Request-Id", "019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11")
	h.Set("Client-Request-Id", "c")
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).Flush()
	for {
		select {
		case line, ok := <-d.lines:
			if !ok {
				return
			}
			_, _ = io.WriteString(w, line)
			_ = http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// get begins to read a stream.
func (f *fixture) get(ctx context.Context) (*http.Response, *bufio.Reader) {
	f.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", f.front.URL+statusPath, nil)
	if err != nil {
		f.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	resp, err := f.front.Client().Do(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = resp.Body.Close() })
	return resp, bufio.NewReader(resp.Body)
}

// TestStreams shows that each part of an answer reaches the client before the
// server has the next one, and that what was seen of it is validated.
func TestStreams(t *testing.T) {
	tests := []struct {
		name, mediaType string
		options         []proxy.Option
		lines           []string
		found           string
		cut             bool
		reason          string
	}{
		{"events", "text/event-stream", nil, []string{"data: x\n", "data: y\n"}, "response mediaType", false, "the media type says so"},
		{"lines of JSON", "application/x-ndjson", nil, []string{"{}\n", "{}\n"}, "response mediaType", false, "the media type says so"},
		{"watch", "application/json;stream=watch", nil, []string{created[:1] + "\n", created[1:] + "\n"}, "", false, "it is JSON, and validated at its end"},
		{"slow JSON", "application/json", nil, []string{created[:1] + "\n", created[1:] + "\n"}, "", false, "nothing says that it is a stream, and it is validated at its end"},
		{"slow wrong JSON", "application/json", nil, []string{"{\n", "\"x\":1}\n"}, "response additionalProperties", false, "a violation is found at the end"},
		{"events, enforced", "text/event-stream", []proxy.Option{proxy.WithEnforcement()}, []string{"data: x\n", "data: y\n"}, "response mediaType", false, "nobody can wait for it"},
		{"slow JSON, enforced", "application/json", []proxy.Option{proxy.WithEnforcement(), proxy.WithTimeout(300 * time.Millisecond)}, []string{"{\n", "}\n"}, "", true, "it was waited for in vain, and recorded when that was over"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := dialog{tt.mediaType, make(chan string)}
			f := before(t, d, tt.options...)
			resp, in := f.get(t.Context())
			if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != tt.mediaType || resp.Header[proxy.ViolationsHeader] != nil {
				t.Errorf("%s, %v", resp.Status, resp.Header)
			}
			for _, line := range tt.lines {
				d.lines <- line
				if got, err := in.ReadString('\n'); got != line {
					t.Errorf("got %q, %v, want %q\nreason: %s", got, err, line, tt.reason)
				}
			}
			close(d.lines)
			if rest, err := io.ReadAll(in); len(rest) > 0 || err != nil {
				t.Errorf("got %q, %v at the end", rest, err)
			}
			e := f.journal.Entries("")
			if len(e) != 1 || !strings.Contains(f.found(), tt.found) || tt.found == "" && f.found() != "" || e[0].ResponseCut != tt.cut {
				t.Errorf("found %q in %+v, want %q, cut: %t\nreason: %s", f.found(), e, tt.found, tt.cut, tt.reason)
			}
		})
	}
}

// TestUnended shows when an answer is recorded that has no end.
func TestUnended(t *testing.T) {
	d := dialog{"text/event-stream", make(chan string)}
	var in *bufio.Reader
	open := func(timeout time.Duration, options ...proxy.Option) (*fixture, *proxy.Proxy, context.CancelFunc) {
		back := httptest.NewServer(d)
		t.Cleanup(back.Close)
		c, err := document()
		if err != nil {
			t.Fatal(err)
		}
		j, err := journal.New(c)
		if err != nil {
			t.Fatal(err)
		}
		p, err := proxy.New(j, back.URL, append(options, proxy.WithTimeout(timeout))...)
		if err != nil {
			t.Fatal(err)
		}
		front := httptest.NewServer(p)
		t.Cleanup(front.Close)
		f := &fixture{t, j, front}
		ctx, cancel := context.WithCancel(t.Context())
		t.Cleanup(cancel)
		_, in = f.get(ctx)
		return f, p, cancel
	}
	recorded := func(f *fixture, reason string) {
		t.Helper()
		for len(f.journal.Entries("")) == 0 {
			time.Sleep(time.Millisecond) // the test ends by its own time limit
		}
		if strings.Contains(reason, "goes on") {
			d.lines <- "data: x\n"
			if line, err := in.ReadString('\n'); line != "data: x\n" {
				t.Errorf("got %q, %v\nreason: %s", line, err, reason)
			}
		}
		f.front.CloseClientConnections()
		f.front.Close()
		if e := f.journal.Entries(""); len(e) != 1 || !e[0].ResponseCut || e[0].Enforced || strings.Contains(f.found(), "noAnswer") || f.journal.Counts("").NotJudged != 1 {
			t.Errorf("found %q in %d entries, want it once, as not validated\nreason: %s", f.found(), len(e), reason)
		}
	}
	f, _, _ := open(250 * time.Millisecond)
	recorded(f, "after a while nobody waits for the end any more, and it goes on")
	f, _, _ = open(250*time.Millisecond, proxy.WithEnforcement())
	recorded(f, "the client has the beginning already, and it goes on")
	f, p, _ := open(time.Hour)
	if n := f.journal.Counts("").Exchanges; n != 0 {
		t.Errorf("%d exchanges, want none before the end", n)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	recorded(f, "Close records what has not ended")
	f, _, leave := open(time.Hour)
	leave()
	recorded(f, "the client is gone, which is not the server's fault")
}

// TestSlowRequest shows that the parts of a request reach the server as they
// come, and that a client which takes its time is not the server's fault.
func TestSlowRequest(t *testing.T) {
	got := make(chan string)
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := bufio.NewReader(r.Body)
		for range 2 {
			line, _ := in.ReadString('\n')
			got <- line
		}
		_, _ = io.Copy(io.Discard, in)
		wrong{status: 201, body: created}.ServeHTTP(w, r)
	}), proxy.WithTimeout(time.Second))
	body, to := io.Pipe()
	r, err := http.NewRequest("POST", f.front.URL+statusPath, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	answered := make(chan *http.Response)
	go func() {
		resp, err := f.front.Client().Do(r)
		if err != nil {
			t.Error(err)
		}
		answered <- resp
	}()
	for _, line := range []string{valid[:1] + "\n", valid[1:] + "\n"} {
		_, _ = io.WriteString(to, line)
		if seen := <-got; seen != line {
			t.Errorf("the server got %q, want %q", seen, line)
		}
		time.Sleep(1100 * time.Millisecond) // longer than the server may take
	}
	_ = to.Close()
	resp := <-answered
	if resp == nil {
		t.Fatal("no answer")
	}
	_ = resp.Body.Close()
	if e := f.journal.Entries(""); resp.StatusCode != 201 || len(e) != 1 || len(e[0].Violations) > 0 || e[0].RequestCut {
		t.Errorf("%s, %+v, want the whole body to be validated", resp.Status, e)
	}
}

// TestStreamBreaksOff shows that a stream which the server breaks off is a fault.
func TestStreamBreaksOff(t *testing.T) {
	var log strings.Builder
	f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		_, _ = io.WriteString(w, "{}\n")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}), proxy.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	_, in := f.get(t.Context())
	if text, err := io.ReadAll(in); string(text) != "{}\n" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %q, %v, want what came, and that it broke off", text, err)
	}
	f.front.Close()
	if !strings.Contains(f.found(), "response noAnswer") || !strings.Contains(log.String(), "body copy") {
		t.Errorf("found %q, logged %s", f.found(), &log)
	}
}
