package journal_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

const (
	statusPath = "/beta/education/synchronizationProfiles/p1/profileStatus"
	valid      = `{"status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
	created    = `{"@odata.type":"#microsoft.graph.educationSynchronizationProfileStatus","id":"s1","status":"success","lastSynchronizationDateTime":"2026-11-23T09:58:12Z"}`
)

var document = sync.OnceValues(func() (*contract.Contract, error) {
	return contract.Load([]byte(profilestatus.OpenAPI()))
})

func open(t testing.TB, options ...journal.Option) *journal.Journal {
	t.Helper()
	c, err := document()
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c, options...)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// create is an exchange that keeps the contract.
func create() *journal.Observation {
	return &journal.Observation{Exchange: contract.Exchange{
		Method: "POST", Target: statusPath, RequestBody: []byte(valid),
		RequestHeader: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer t0ken"}},
		Status:        201, ResponseBody: []byte(created),
		ResponseHeader: http.Header{
			"Content-Type": {"application/json"}, "Request-Id": {"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11"}, "Client-Request-Id": {"c"},
			"Date": {"Mon, 23 Nov 2026 10:00:00 GMT"}, "Cache-Control": {"no-store"}, "Location": {"/x"}, "Retry-After": {"1"},
		},
	}}
}

// accepted is one in which the server took what it must not.
func accepted() *journal.Observation {
	o := create()
	o.RequestBody = []byte(strings.Replace(valid, "success", "done", 1))
	return o
}

func rules(v contract.Verdict) []string {
	var got []string
	for _, found := range v.Violations {
		got = append(got, string(found.Side)+" "+found.Rule)
	}
	return got
}

func TestRecord(t *testing.T) {
	big := []byte(strings.Repeat(" ", 100) + valid)
	tests := []struct {
		name     string
		change   func(*journal.Observation)
		want     []string
		recorded bool
		reason   string
	}{
		{"right", func(*journal.Observation) {}, nil, true, "nothing is wrong"},
		{"accepted", func(o *journal.Observation) { *o = *accepted() }, []string{"request enum", "response accepted"}, true, "both are to blame"},
		{"no answer", func(o *journal.Observation) { o.Status = 0 }, nil, true, "of an answer that is missing nothing can be said"},
		{"no answer, bad request", func(o *journal.Observation) { *o = *accepted(); o.Status = 0 }, []string{"request enum"}, true, "the request was made"},
		{"fault", func(o *journal.Observation) {
			o.Status = 0
			o.Faults = []contract.Violation{{Side: contract.InResponse, Rule: "noAnswer"}}
		}, []string{"response noAnswer"}, true, "the observer knows more"},
		{"large request", func(o *journal.Observation) { o.RequestBody, o.RequestCut = []byte(`{"status":"x`), true }, nil, true, "how it goes on is not known"},
		{"large compressed request", func(o *journal.Observation) {
			o.RequestBody, o.RequestCut = []byte("\x1f\x8b\x08\x00"), true
			o.RequestHeader.Set("Content-Encoding", "gzip")
		}, nil, true, "a compressed body that is cut cannot be decompressed, which is nobody's fault"},
		{"large request, refused", func(o *journal.Observation) {
			o.RequestBody, o.RequestCut, o.ResponseCut, o.Status = big, true, true, 400
		}, nil, true, "whether the refusal is right is not known"},
		{"large request of a wrong type", func(o *journal.Observation) {
			o.RequestCut = true
			o.RequestHeader.Set("Content-Type", "text/plain")
		}, []string{"request mediaType", "response accepted"}, true, "headers are validated all the same"},
		{"too large for the server", func(o *journal.Observation) { o.Status, o.ResponseCut = 413, true }, nil, true, "the document cannot say how large is too large"},
		{"refused", func(o *journal.Observation) { o.Status, o.ResponseCut = 400, true }, []string{"response refused"}, true, "the request keeps the contract"},
		{"refused cursor", func(o *journal.Observation) {
			o.Method, o.Target, o.RequestBody, o.Status, o.ResponseCut = "GET", statusPath+"History?%24skiptoken=A", nil, 400, true
		}, nil, true, "the server may not have made it"},
		{"refused credentials", func(o *journal.Observation) {
			o.RequestHeader.Add("Authorization", "Bearer other")
			o.Status, o.ResponseCut = 400, true
		}, nil, true, "one token too many"},
		{"large response", func(o *journal.Observation) { o.ResponseBody, o.ResponseCut = []byte(`{"id`), true }, nil, true, "how it goes on is not known"},
		{"large response with a bad header", func(o *journal.Observation) {
			o.ResponseBody, o.ResponseCut = nil, true
			o.ResponseHeader.Del("Location")
		}, []string{"response required"}, true, "headers are validated all the same"},
		{"large response where none may be", func(o *journal.Observation) {
			o.Method, o.Status, o.ResponseCut, o.RequestBody = "DELETE", 204, true, nil
		}, []string{"response body"}, true, "no byte of it is allowed"},
		{"outside", func(o *journal.Observation) { o.Method, o.Target, o.Status = "GET", "/healthz", 200 }, nil, false, "it is of something else"},
		{"outside, failed", func(o *journal.Observation) { o.Method, o.Target, o.Status = "GET", "/healthz", 503 }, nil, false, "it is of something else"},
		{"outside, refused", func(o *journal.Observation) { o.Target, o.Status = "/v1.0/education", 404 }, []string{"request path"}, true, "the client missed the base path"},
		{"next to the base path", func(o *journal.Observation) { o.Target = "/beta2" }, nil, false, "/beta2 is not under /beta"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j, o := open(t), create()
			tt.change(o)
			v, recorded := j.Record(o)
			if diff := cmp.Diff(tt.want, rules(v)); diff != "" || recorded != tt.recorded {
				t.Errorf("Record() = %v, %t, want %t (-want +got):\n%s\nreason: %s", v.Violations, recorded, tt.recorded, diff, tt.reason)
			}
			if got := len(j.Entries("")) == 1; got != tt.recorded {
				t.Errorf("%d entries, want it recorded: %t", len(j.Entries("")), tt.recorded)
			}
		})
	}
}

// TestHead is about documents that offer HEAD.
func TestHead(t *testing.T) {
	const text = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"head":{"responses":{"200":{"description":"d",
		"headers":{"X-A":{"required":true,"schema":{"type":"string"}}},"content":{"application/json":{"schema":{"type":"object"}}}}}}}}}`
	c, err := contract.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]int{"X-A": 0, "X-B": 1} {
		v, _ := j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "HEAD", Target: "/a", Status: 200,
			ResponseHeader: http.Header{"Content-Type": {"application/json"}, value: {"v"}}}})
		if len(v.Violations) != want {
			t.Errorf("with %s: %v, want %d, since only the header can be validated", value, v.Violations, want)
		}
	}
}

// TestOwnServers: paths under servers of their own are validated, too.
func TestOwnServers(t *testing.T) {
	const text = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"/v1"}],"paths":{"/a":{"servers":[{"url":"/own"}],
		"get":{"responses":{"200":{"description":"d"}}}}}}`
	c, err := contract.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"/own/a": true, "/v1/b": true, "/own/b": false} {
		if _, recorded := j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "GET", Target: path, Status: 200}}); recorded != want {
			t.Errorf("%s: recorded is %t, want %t", path, recorded, want)
		}
	}
}

func TestAssert(t *testing.T) {
	j := open(t)
	record := func(o *journal.Observation, test string) {
		if test != "" {
			o.RequestHeader.Set(journal.TestHeader, test)
		}
		j.Record(o)
	}
	if err := j.Assert(""); !errors.Is(err, journal.ErrNothingSeen) {
		t.Errorf("Assert() of nothing = %v, want ErrNothingSeen", err)
	}
	record(create(), "good")
	record(accepted(), "bad")
	record(accepted(), "bad")
	server := create()
	server.ResponseHeader.Del("Location")
	record(server, "bad server")
	record(create(), "line\nbreak")
	tests := []struct {
		test   string
		sides  []contract.Side
		wrong  bool
		counts journal.Counts
		reason string
	}{
		{"", nil, true, journal.Counts{Exchanges: 5, RequestBroken: 2, ResponseBroken: 3}, "all is counted"},
		{"good", nil, false, journal.Counts{Exchanges: 1}, "each test by itself"},
		{"bad", []contract.Side{contract.InRequest}, true, journal.Counts{Exchanges: 2, RequestBroken: 2, ResponseBroken: 2}, "the client sent it"},
		{"bad server", []contract.Side{contract.InRequest}, false, journal.Counts{Exchanges: 1, ResponseBroken: 1}, "the client is not to blame"},
		{"bad server", []contract.Side{contract.InResponse}, true, journal.Counts{Exchanges: 1, ResponseBroken: 1}, "the server is"},
		{"never", nil, true, journal.Counts{}, "a name that was mistyped is no success"},
		{"line\nbreak", nil, true, journal.Counts{}, "what is not printable is no name"},
	}
	for _, tt := range tests {
		err := j.Assert(tt.test, tt.sides...)
		if (err != nil) != tt.wrong || j.Counts(tt.test) != tt.counts {
			t.Errorf("Assert(%q, %v) = %v, counts %+v, want %+v, wrong: %t\nreason: %s", tt.test, tt.sides, err, j.Counts(tt.test), tt.counts, tt.wrong, tt.reason)
		}
	}
	want := "the contract was broken, by 2 of 2 requests and by 2 of 2 responses\n2 × request: POST " + statusPath + ": /status:"
	if err := j.Assert("bad", contract.InRequest); !strings.HasPrefix(err.Error(), want) {
		t.Errorf("Assert() = %v, want it to begin with %q", err, want)
	}
	if got := j.Tests(); !cmp.Equal(got, []string{"bad", "bad server", "good"}) {
		t.Errorf("Tests() = %q", got)
	}
	j.Reset()
	if err := j.Assert("bad"); !errors.Is(err, journal.ErrNothingSeen) || j.Counts("") != (journal.Counts{}) || len(j.Entries("")) > 0 {
		t.Errorf("after Reset: %v, %+v", err, j.Counts(""))
	}
}
