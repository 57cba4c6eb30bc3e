package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// adminURL returns where --admin listens, which is told whatever the log level
// is.
func adminURL(t *testing.T, p *process) string {
	t.Helper()
	var line struct{ URL string }
	if err := json.Unmarshal([]byte(p.stderr.line(t, `"msg":"admin"`)), &line); err != nil {
		t.Fatal(err)
	}
	return line.URL
}

func TestServeAdmin(t *testing.T) {
	t.Parallel()
	p := startService(t, t.TempDir(), "--store", "memory", "--admin", "127.0.0.1:0", "--admin-entries", "2", "--log-level", "error")
	admin := adminURL(t, p)
	get := func(target, host string, want int) string {
		t.Helper()
		r, err := http.NewRequest("GET", admin+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != want {
			t.Errorf("%s: %s, %v, want %d\n%s", target, resp.Status, err, want, data)
		}
		return string(data)
	}
	get("assert", "", 409)
	for range 3 {
		p.do(t, "GET", statusPath, "")
	}
	get("assert", "", 200)
	get("assert", "evil.test", 400)
	get("assert?side=response", "localhost:1", 200)
	p.do(t, "POST", statusPath, badStatus)
	get("assert?side=request", "", 409)
	get("assert?side=response", "", 200)
	text := get("violations", "", 200)
	var seen struct {
		Counts    struct{ Exchanges, RequestBroken int }
		Exchanges []any
	}
	if err := json.Unmarshal([]byte(text), &seen); err != nil || seen.Counts.Exchanges != 4 || seen.Counts.RequestBroken != 1 || len(seen.Exchanges) != 2 {
		t.Errorf("%+v, %v, want 4 exchanges counted and 2 kept", seen, err)
	}
	if strings.Contains(text, "token-secret") {
		t.Error("the token is in the journal")
	}
	resp, err := http.Get(strings.TrimSuffix(p.base, "/beta") + "/__contract/assert")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != 404 {
		t.Errorf("the API's own address answers /__contract with %s, want 404", resp.Status)
	}
	p.stop(t)
}
