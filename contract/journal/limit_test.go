package journal_test

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
)

func compress(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// allocated returns how many bytes f allocates: the fewest of several runs, as
// other goroutines allocate too and pools are filled by the first.
func allocated(f func()) uint64 {
	fewest := ^uint64(0)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		fewest = min(fewest, after.TotalAlloc-before.TotalAlloc)
	}
	return fewest
}

// TestBombs bounds what it costs that a journal stands in front of the service,
// whatever a client sends. Without it the same requests cost up to 36 MB each.
func TestBombs(t *testing.T) {
	const most = allowance << 20 // bytes for each request
	zeros := compress(t, strings.Repeat("\x00", 16<<20))
	arrays := compress(t, `{"status":[`+strings.Repeat("[],", 5<<20)+`1]}`)
	tests := []struct {
		name, body string
		header     []string
		status     int
		reason     string
	}{
		{"zeros", zeros, nil, 413, "16 MiB in 16 kB"},
		{"zeros, no token", zeros, []string{"Authorization", ""}, 401, "nothing is decompressed"},
		{"arrays", arrays, nil, 413, "as many values as fit"},
		{"arrays, no token", arrays, []string{"Authorization", ""}, 401, "nothing is decompressed"},
		{"arrays of another type", arrays, []string{"Content-Type", "text/plain"}, 415, "nothing is decompressed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			request := func() *http.Request {
				r := post(tt.body)
				r.Header.Set("Content-Encoding", "gzip")
				for i := 0; i < len(tt.header); i += 2 {
					r.Header.Del(tt.header[i])
					if tt.header[i+1] != "" {
						r.Header.Set(tt.header[i], tt.header[i+1])
					}
				}
				return r
			}
			j := open(t)
			h := journal.Middleware(j)(service(t))
			var w *httptest.ResponseRecorder
			got := allocated(func() {
				w = httptest.NewRecorder()
				h.ServeHTTP(w, request())
			})
			if w.Code != tt.status || w.Body.Len() > 4<<10 || j.Counts("").Exchanges == 0 {
				t.Errorf("%d and %d bytes, want %d and at most 4 kB", w.Code, w.Body.Len(), tt.status)
			}
			if got > most {
				t.Errorf("it allocated %d bytes, want at most %d\nreason: %s", got, most, tt.reason)
			}
		})
	}
}

// TestCostlyBodies bounds what it costs to validate and record a body that is
// small enough to be validated.
func TestCostlyBodies(t *testing.T) {
	const most = allowance << 20 // bytes
	members := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return "{" + b.String() + `"z":1}`
	}
	for name, body := range map[string]string{
		"numbers in properties": members(`"%d":1,`, 2725),
		"long names":            members(`"property-%08d":1,`, 2725),
		"objects in properties": members(`"%d":{},`, 1360),
		"arrays":                `{"status":[` + strings.Repeat("[],", 1360) + `1]}`,
		"objects":               `{"status":[` + strings.Repeat("{},", 1360) + `1]}`,
		"a name many times":     "{" + strings.Repeat(`"a":1,`, 2725) + `"a":1}`,
		"a long text":           `{"status":"` + strings.Repeat(`\u00e9`, 10_000) + `"}`,
		"a long number":         `{"id":` + strings.Repeat("9", 65_000) + `}`,
		"a long name":           `{"` + strings.Repeat("€", 20_000) + `":1}`,
		"deep":                  strings.Repeat("[", 2725),
	} {
		j, o := open(t), create()
		o.RequestBody, o.Status, o.ResponseCut = []byte(body), 400, true
		got := allocated(func() { j.Record(o) })
		if j.Counts("").RequestBroken == 0 || j.Entries("")[0].RequestCut {
			t.Errorf("%s: the body was not validated", name)
		}
		if got > most {
			t.Errorf("%s: %d bytes allocated %d, want at most %d", name, len(body), got, most)
		}
	}
}

// TestLimit shows which bodies are validated.
func TestLimit(t *testing.T) {
	padded := func(n int) string { return valid + strings.Repeat(" ", n-len(valid)) }
	bad := func(n int) string { return strings.Replace(padded(n), "success", "done", 1) }
	gz := []string{"Content-Encoding", "gzip"}
	tests := []struct {
		name     string
		body     string
		header   []string
		status   int
		response string
		want     string
		cut      bool
		reason   string
	}{
		{"at the limit", bad(2048), nil, 400, "", "request enum", false, "it is validated"},
		{"over it", bad(2060), nil, 400, "", "", true, "it is not, and the refusal may be right"},
		{"compressed, at the limit", compress(t, bad(2048)), gz, 400, "", "request enum", false, "what counts is decompressed"},
		{"compressed, over it", compress(t, bad(2060)), gz, 400, "", "", true, "what counts is decompressed"},
		{"compressed, broken", "\x1f\x8b\x08", gz, 400, "", "request encoding", false, "it says so and is not"},
		{"many values", "[" + strings.Repeat("1,", 200) + "1]", nil, 400, "", "", true, "as values they would take too much memory"},
		{"refused unread", bad(100), nil, 403, "", "", true, "the server refused it before the body"},
		{"large response", valid, nil, 201, created + strings.Repeat(" ", 1<<20), "", false, "more than 1 MiB"},
		{"response", valid, nil, 201, created + strings.Repeat(" ", 100<<10) + "x", "response json", false, "a response may be larger than a request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j, o := open(t, journal.WithMaxBodyBytes(2048)), create()
			o.RequestBody, o.Status = []byte(tt.body), tt.status
			o.ResponseHeader.Set("WWW-Authenticate", "Bearer")
			for i := 0; i < len(tt.header); i += 2 {
				o.RequestHeader.Set(tt.header[i], tt.header[i+1])
			}
			if o.ResponseBody = []byte(tt.response); tt.status >= 400 {
				o.ResponseCut = true // errors are not what this is about
			}
			v, _ := j.Record(o)
			if got := strings.Join(rules(v), ", "); got != tt.want || v.RequestCut != tt.cut {
				t.Errorf("found %q, cut: %t, want %q, %t\nreason: %s", got, v.RequestCut, tt.want, tt.cut, tt.reason)
			}
		})
	}
	if got := open(t).Limits(); got != (contract.Limits{Request: 64 << 10, Response: 1 << 20}) {
		t.Errorf("Limits() = %+v, want those of the service", got)
	}
}

// TestTooManyAlternatives is about schemas by which to validate takes too long:
// such a body is as one that was not seen.
func TestTooManyAlternatives(t *testing.T) {
	var schemas strings.Builder
	for i := range 40 {
		fmt.Fprintf(&schemas, `"S%d":{"anyOf":[{"$ref":"#/components/schemas/S%d"},{"$ref":"#/components/schemas/S%[2]d"}]},`, i, i+1)
	}
	c, err := contract.Load([]byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"post":{
		"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S0"}}}},"responses":{"204":{"description":"d"},"400":{"description":"d"}}}}},
		"components":{"schemas":{` + schemas.String() + `"S40":{"type":"object","required":["z"]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{204, 400} {
		j, err := journal.New(c)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "POST", Target: "/a", Status: status,
			RequestHeader: http.Header{"Content-Type": {"application/json"}}, RequestBody: []byte(`{}`)}})
		if len(v.Violations) > 0 || j.Counts("").NotJudged != 1 {
			t.Errorf("%d: %v, %+v, want nothing but that it was not validated", status, v.Violations, j.Counts(""))
		}
	}
}
