package journal_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"profilestatus.example/contract/journal"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTransport(t *testing.T) {
	ts := httptest.NewServer(service(t))
	defer ts.Close()
	fail := roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("no server") })
	tests := []struct {
		name, method, target, body string
		next                       http.RoundTripper
		status                     int
		want                       string
		reason                     string
	}{
		{"create", "POST", statusPath, valid, http.DefaultTransport, 201, "", "right"},
		{"enum", "POST", statusPath, strings.Replace(valid, "success", "done", 1), http.DefaultTransport, 400, "request enum", "the client broke it"},
		{"large", "POST", statusPath, strings.Repeat(" ", 70<<10) + valid, http.DefaultTransport, 413, "", "it is not known whole"},
		{"head", "HEAD", statusPath, "", http.DefaultTransport, 405, "", "a server need not know HEAD, and there is no body to read"},
		{"elsewhere", "GET", "/healthz", "", http.DefaultTransport, 200, "not recorded", "it is not of the contract"},
		{"no answer", "POST", statusPath, valid, fail, 0, "response noAnswer", "the server is to blame"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			client := http.Client{Transport: journal.Transport(j, tt.next)}
			r, err := http.NewRequest(tt.method, ts.URL+tt.target, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			resp, err := client.Do(r)
			if got := last(j); got != tt.want {
				t.Errorf("found %q before the body is read, want %q\nreason: %s", got, tt.want, tt.reason)
			}
			status := 0
			if err == nil {
				defer resp.Body.Close()
				if data, err := io.ReadAll(resp.Body); err != nil || len(data) == 0 && tt.method != "HEAD" {
					t.Errorf("the client read %d bytes, %v", len(data), err)
				}
				status = resp.StatusCode
			}
			if status != tt.status || last(j) != tt.want {
				t.Errorf("%d, found %q, want %d, %q\nreason: %s", status, last(j), tt.status, tt.want, tt.reason)
			}
		})
	}
}

// TestTransportSends: what is sent is what the caller gave, whether its length is
// known or there is nothing at all.
func TestTransportSends(t *testing.T) {
	bad := strings.Replace(valid, "success", "done", 1)
	tests := []struct {
		name   string
		body   io.Reader
		want   string
		reason string
	}{
		{"no length", io.MultiReader(strings.NewReader(bad)), "request enum", "the body is validated all the same"},
		{"no body", http.NoBody, "request json", "it stays none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			rt := journal.Transport(j, roundTripper(func(r *http.Request) (*http.Response, error) {
				if (r.Body == http.NoBody) != (tt.body == http.NoBody) {
					t.Errorf("a %T is sent", r.Body)
				}
				_, _ = io.Copy(io.Discard, r.Body)
				return &http.Response{StatusCode: 400, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
			}))
			r, err := http.NewRequest("POST", "http://h"+statusPath, tt.body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer t")
			r.Header.Set("Content-Type", "application/json")
			if _, err := rt.RoundTrip(r); err != nil || !strings.Contains(last(j), tt.want) {
				t.Errorf("found %q, %v, want %q\nreason: %s", last(j), err, tt.want, tt.reason)
			}
		})
	}
}
