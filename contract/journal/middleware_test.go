package journal_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

// TestMiddleware shows what is recorded of right and wrong requests to a server
// that is never to blame.
func TestMiddleware(t *testing.T) {
	bad := strings.Replace(valid, "success", "done", 1)
	page := []string{"Sec-Fetch-Site", "cross-site", "Origin"}
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		want                       string
		reason                     string
	}{
		{"create", "POST", statusPath, valid, nil, 201, "", "right"},
		{"list", "GET", statusPath + "History?$top=1", "", nil, 200, "", "right"},
		{"bad query", "GET", statusPath + "History?$top=0", "", nil, 400, "request minimum", "the query is a part of the target"},
		{"delete", "DELETE", statusPath, "", nil, 204, "", "right, and without a body"},
		{"none", "GET", statusPath, "", nil, 404, "", "there is none"},
		{"enum", "POST", statusPath, bad, nil, 400, "request enum", "the client broke it"},
		{"compressed", "POST", statusPath, compress(t, bad), []string{"Content-Encoding", "gzip"}, 400, "request enum", "it is decompressed within the limit"},
		{"no token, bad body", "POST", statusPath, "{", []string{"Authorization", ""}, 401, "request authorization", "the server did not read the body"},
		{"media type", "POST", statusPath, valid, []string{"Content-Type", "text/plain"}, 415, "request mediaType", "the client broke it"},
		{"encoding", "POST", statusPath, valid, []string{"Content-Encoding", "br"}, 415, "request encoding", "the client broke it"},
		{"large", "POST", statusPath, strings.Repeat(" ", server.DefaultMaxBodyBytes) + valid, nil, 413, "", "it is not known whole"},
		{"method", "PUT", statusPath, "", nil, 405, "request method", "the client broke it"},
		{"path", "GET", "/v1.0/education", "", nil, 404, "request path", "the client missed the base path"},
		{"health", "GET", "/healthz", "", nil, 200, "not recorded", "it is not of the contract"},
		{"document", "GET", "/openapi.yaml", "", nil, 200, "not recorded", "it is not of the contract"},
		{"host", "GET", statusPath, "", []string{"Host", "evil.test"}, 400, "not recorded", "it was not meant for this server"},
		{"host in front", "GET", statusPath, "", []string{"Host", "evil.test"}, 400, "not recorded", "a middleware in front of the service refused it"},
		{"page of another site", "POST", statusPath, bad, append(page, "https://evil.test"), 400, "not recorded", "the client under test did not send it"},
		{"sandboxed page", "POST", statusPath, bad, append(page, "null"), 400, "not recorded", "any page can hide its origin"},
		{"image on a page", "GET", statusPath, "", []string{"Sec-Fetch-Site", "cross-site", "Authorization", ""}, 401, "not recorded", "it has no Origin"},
		{"page without Fetch Metadata", "POST", statusPath, bad, []string{"Origin", "http://evil.test"}, 400, "not recorded", "old browsers send Origin alone"},
		{"client in a page of this machine", "POST", statusPath, bad, append(page, "http://localhost:3000"), 400, "request enum", "it may be the client under test"},
		{"the service's own page", "POST", statusPath, bad, []string{"Sec-Fetch-Site", "same-origin"}, 400, "request enum", "it may be the client under test"},
		{"another port", "GET", statusPath, "", []string{"Sec-Fetch-Site", "same-site", "Authorization", ""}, 401, "request authorization", "all ports of this machine are its own"},
		{"page of its own name", "GET", statusPath, "", []string{"Host", "api.test", "Origin", "https://API.test", "Authorization", ""}, 401, "request authorization", "it is no other site, whatever the case"},
		{"page of another subdomain", "GET", statusPath, "", []string{"Host", "api.test", "Sec-Fetch-Site", "same-site", "Authorization", ""}, 401, "not recorded", "another service of the same domain"},
		{"typed name", "GET", statusPath, "", []string{"Host", "api.test", "Sec-Fetch-Site", "none", "Authorization", ""}, 401, "request authorization", "a person did it"},
		{"origin that cannot be read", "GET", statusPath, "", []string{"Origin", "http://[::1", "Authorization", ""}, 401, "not recorded", "no client under test sends it"},
		{"typed", "GET", statusPath, "", []string{"Sec-Fetch-Site", "none", "Authorization", ""}, 401, "request authorization", "a person did it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			j := open(t)
			h := service(t, server.WithHosts("127.0.0.1", "api.test"))
			h.ServeHTTP(httptest.NewRecorder(), post(valid)) // there is a status
			switch tt.name {
			case "none":
				h = service(t)
			case "host in front":
				h = server.AllowHosts("127.0.0.1")(service(t))
			}
			status, answer := send(t, watch(t, j, h), tt.method, tt.target, tt.body, tt.header...)
			if status != tt.status || last(j) != tt.want {
				t.Errorf("%d, found %q, want %d and %q\n%s\nreason: %s", status, last(j), tt.status, tt.want, answer, tt.reason)
			}
			for _, e := range j.Entries("") {
				if e.Status != tt.status || e.Method != tt.method || strings.Contains(fmt.Sprint(e), "s3cret") {
					t.Errorf("recorded as %+v", e)
				}
			}
		})
	}
}

// TestMiddlewareSees shows how much is known of what handlers read and write.
func TestMiddlewareSees(t *testing.T) {
	answer := func(w http.ResponseWriter, status int, body string) {
		for name, values := range create().ResponseHeader {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	bad := strings.Replace(valid, "success", "done", 1)
	tests := []struct {
		name   string
		h      http.HandlerFunc
		body   string
		want   string
		cut    bool
		reason string
	}{
		{"read whole", func(w http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); answer(w, 201, created) }, bad, "request enum, response accepted", false, "all of it is known"},
		{"read as one value", func(w http.ResponseWriter, r *http.Request) {
			_ = json.NewDecoder(r.Body).Decode(new(any))
			answer(w, 201, created)
		}, bad, "request enum, response accepted", false, "the announced length is reached"},
		{"not read", func(w http.ResponseWriter, r *http.Request) { answer(w, 201, created) }, bad, "", true, "what was not read is not validated"},
		{"read in part", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadFull(r.Body, make([]byte, 5))
			answer(w, 201, created)
		}, bad, "", true, "what was not read is not validated"},
		{"read after the answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(created)))
			answer(w, 201, created)
			_, _ = io.ReadAll(r.Body)
		}, bad, "", true, "it was recorded by then"},
		{"bad answer", func(w http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); answer(w, 201, "{}") }, valid,
			"response required, response required, response required, response required", false, "the handler broke it"},
		{"flushed", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			answer(w, 201, created[:9])
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, created[9:])
		}, valid, "", false, "parts make one body"},
		{"header changed late", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			answer(w, 201, created)
			w.Header().Del("Location")
		}, valid, "", false, "it was sent by then"},
		{"early hints", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			w.WriteHeader(http.StatusEarlyHints)
			answer(w, 201, created)
		}, valid, "", false, "103 is not the answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := open(t)
			send(t, watch(t, j, tt.h), "POST", statusPath, tt.body)
			if e := j.Entries("")[0]; last(j) != tt.want || e.RequestCut != tt.cut {
				t.Errorf("found %q, cut: %t, want %q, %t\nreason: %s", last(j), e.RequestCut, tt.want, tt.cut, tt.reason)
			}
		})
	}
}

func TestMiddlewareBrokenOff(t *testing.T) {
	j := open(t)
	h := journal.Middleware(j)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("the panic did not pass")
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), post(valid))
	}()
	if last(j) != "response noAnswer" {
		t.Errorf("found %q, want noAnswer", last(j))
	}
	j.Reset()
	ts := watch(t, j, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
		_ = conn.Close()
	}))
	if send(t, ts, "GET", statusPath, ""); last(j) != "not recorded" {
		t.Errorf("a connection that was taken over: found %q, want nothing to be recorded", last(j))
	}
}

// TestMiddlewareIsInTime asserts right after each answer, small and large: it
// must have been recorded by then.
func TestMiddlewareIsInTime(t *testing.T) {
	j := open(t)
	ts := watch(t, j, service(t))
	for range 300 {
		send(t, ts, "POST", statusPath, valid)
	}
	var wg sync.WaitGroup
	for k := range 2 {
		wg.Go(func() {
			name := fmt.Sprint("test ", k)
			for i := range 50 {
				target := statusPath + "History?$top=1000"
				if i%2 == 0 {
					target = statusPath
				}
				send(t, ts, "GET", target, "", journal.TestHeader, name)
				if got := j.Counts(name).Exchanges; got != int64(i+1) {
					t.Errorf("%d exchanges recorded after %d answers", got, i+1)
				}
			}
		})
	}
	wg.Wait()
	if err := j.Assert(""); err != nil {
		t.Error(err)
	}
}

// ExampleMiddleware asserts in a test that one's own client keeps the contract.
func ExampleMiddleware() {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		panic(err)
	}
	j, err := journal.New(c)
	if err != nil {
		panic(err)
	}
	srv, err := server.New() // or a handler of your own
	if err != nil {
		panic(err)
	}
	ts := httptest.NewServer(journal.Middleware(j)(srv))
	defer ts.Close()

	// This stands for the client under test.
	r, err := http.NewRequest("POST", ts.URL+"/beta/education/synchronizationProfiles/p1/profileStatus",
		strings.NewReader(`{"status":"done","lastSynchronizationDateTime":"2026-11-23T10:58:12+01:00"}`))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "Bearer any-token")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()

	if err := j.Assert("", contract.InRequest); err != nil {
		fmt.Println(err) // in a test: t.Error(err)
	}
	// Output:
	// the contract was broken, by 1 of 1 requests and by 0 of 1 responses
	// 1 × request: POST /beta/education/synchronizationProfiles/p1/profileStatus: /status: "done" is not allowed; it must be one of paused, inProgress, success, error, validationError, quarantined, unknownFutureValue.
}
