package proxy_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// TestBombs bounds what the proxy allocates for a request, whatever a client
// sends, before a server that answers at once. Before there were limits the same
// requests cost up to 1 GB.
func TestBombs(t *testing.T) {
	const most = allowance << 20 // bytes for each request
	bomb := func(text string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, text)
		_ = z.Close()
		return b.String()
	}
	zeros := bomb(strings.Repeat("\x00", 16<<20))
	arrays := bomb(`{"status":[` + strings.Repeat("[],", 5<<20) + `1]}`)
	var properties strings.Builder
	for i := range 6500 {
		fmt.Fprintf(&properties, `"%d":1,`, i)
	}
	tests := []struct {
		name, body string
		status     int
		options    []proxy.Option
		reason     string
	}{
		{"zeros", zeros, 413, nil, "16 MiB in 16 kB"},
		{"no token", arrays, 401, nil, "the server did not read the body"},
		{"arrays, taken", arrays, 201, nil, "the server does not say that it is too large"},
		{"arrays, refused", arrays, 400, nil, "the body may be the reason"},
		{"many arrays", `{"status":[` + strings.Repeat("[],", 20_000) + `1]}`, 400, nil, "64 KiB take much more as values"},
		{"many properties", "{" + properties.String() + `"z":1}`, 400, nil, "64 KiB take much more as values"},
		{"arrays, enforced", arrays, 201, []proxy.Option{proxy.WithEnforcement()}, "it is validated before the server is asked"},
	}
	c, err := document()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j, err := journal.New(c)
			if err != nil {
				t.Fatal(err)
			}
			at := roundTripper(func(r *http.Request) (*http.Response, error) {
				_, _ = io.Copy(io.Discard, r.Body)
				w := httptest.NewRecorder()
				wrong{status: tt.status, body: failure}.ServeHTTP(w, r)
				resp := w.Result()
				resp.Request = r
				return resp, nil
			})
			p, err := proxy.New(j, "http://127.0.0.1:1", append(tt.options, proxy.WithTransport(at))...)
			if err != nil {
				t.Fatal(err)
			}
			fewest := ^uint64(0)
			for range 5 { // other goroutines allocate too, and pools are filled
				r := httptest.NewRequest("POST", statusPath, strings.NewReader(tt.body))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Content-Encoding", "gzip")
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				p.ServeHTTP(httptest.NewRecorder(), r)
				runtime.ReadMemStats(&after)
				fewest = min(fewest, after.TotalAlloc-before.TotalAlloc)
			}
			if fewest > most || j.Counts("").NotJudged == 0 {
				t.Errorf("a request allocated %d bytes, want at most %d, and the body not to be validated: %+v\nreason: %s", fewest, most, j.Counts(""), tt.reason)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestForeignPages shows that what a page of another site sends passes, and is
// neither recorded nor, with enforcement, let through where it is wrong.
func TestForeignPages(t *testing.T) {
	page := []string{"Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"}
	f := before(t, wrong{status: 201, body: created})
	if r := f.send("POST", statusPath, invalid, page...); r.StatusCode != 201 || f.found() != "not recorded" || r.Header.Get(proxy.ViolationsHeader) != "" {
		t.Errorf("%s, %s, want it to be passed on and not recorded", r.Status, f.found())
	}
	f = before(t, wrong{status: 201, body: created}, proxy.WithEnforcement())
	if r := f.send("POST", statusPath, invalid, page...); r.StatusCode != 400 || !strings.Contains(r.body, `"enum"`) || f.found() != "not recorded" {
		t.Errorf("%s %s, %s, want it to be refused and not recorded", r.Status, r.body, f.found())
	}
	if err := f.journal.Assert("", contract.InRequest); err != journal.ErrNothingSeen {
		t.Errorf("Assert() = %v, want that nothing was seen", err)
	}
}
