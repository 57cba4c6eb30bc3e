package report_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

var update = flag.Bool("update", false, "rewrite testdata/*")

func findings() []report.Finding {
	return []report.Finding{{
		Violation: contract.Violation{Side: contract.InResponse, Rule: "enum", Target: "/status", Message: `"done" is not allowed; it must be paused.`, Found: `"done"`, Want: "paused", Line: 12, Column: 7},
		Operation: "createThing", Group: "random", Count: 3,
		Example: contract.Exchange{
			Method: "POST", Target: "/v1/things?a=b&c=d", RequestHeader: http.Header{"Authorization": {"Bearer secret"}, "Content-Type": {"application/json"}},
			RequestBody: []byte(`{"it's":1}`), Status: 201, ResponseBody: []byte(`{"status":"done"}` + "\n"),
		},
	}, {
		Violation: contract.Violation{Side: contract.InResponse, Rule: "latency", Message: "The answer took 2s; 1s is the most."},
		Count:     1,
		Example:   contract.Exchange{Method: "GET", Target: "/v1/things/..", RequestHeader: http.Header{}},
	}}
}

// result is what a check found.
func result(all ...report.Finding) *report.Result {
	r := &report.Result{
		Command: "check", Version: "v1.2.3", Verdict: report.Holds, Base: "http://localhost:8080/v1", Origin: "http://localhost:8080",
		Document: "openapi.yaml", Requests: 12, Seed: 7, Duration: 1500 * time.Millisecond, Findings: all,
	}
	if slices.ContainsFunc(all, report.Finding.Fails) {
		r.Verdict = report.Broken
	}
	return r
}

// pageResult is a result with everything in it.
func pageResult() *report.Result {
	all := findings()
	all[0].Groups = []string{"random", "schema"}
	other := all[0]
	other.Operation, other.Count, other.Violation.Target = "listThings", 2, "/value/0/status"
	steps := found("getThing", "state", "readBack", "/name", at(15, 9), got(`"a"`, `"b"`))
	steps.Violation.Message = "The object is read otherwise than it was created."
	steps.Nonce = "0123456789"
	create := contract.Exchange{Method: "POST", Target: "/v1/things", RequestHeader: http.Header{"Content-Type": {"application/json"}}, RequestBody: []byte(`{"id":"ck0123456789-1","name":"b"}`), Status: 201}
	read := contract.Exchange{Method: "GET", Target: "/v1/things/ck0123456789-1", Status: 200, ResponseHeader: http.Header{"Content-Type": {"application/json"}}, ResponseBody: []byte(`{"id":"ck0123456789-1","name":"a"}`)}
	steps.Steps = []report.Step{{ID: 1, Exchange: create}, {ID: 2, Exchange: read}}
	steps.Example = read
	r := result(append(all, other, steps, found("listThings", "state", "paging", "/value", warns))...)
	r.Source = []byte(`openapi: 3.0.3
info: {title: Things, version: v1}
paths: {}
components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: string}
        status:
          enum:
            - paused
            - running
        name: {type: string}
`)
	r.Coverage = []report.Coverage{
		{Statuses: map[int]int{404: 4}},
		{Operation: "createThing", Documented: []string{"201", "400", "409", "4XX", "DEFAULT"}, Statuses: map[int]int{201: 120, 400: 431, 409: 2, 415: 12}, Keywords: map[string]report.Verdicts{"enum": {Accepted: 3, Refused: 4}, "maxLength": {Accepted: 1, Refused: 1}}},
		{Operation: "getThing", Documented: []string{"200", "404"}, Statuses: map[int]int{200: 31, 404: 9, 500: 1}},
		{Operation: "listThings", Documented: []string{"200"}, Statuses: map[int]int{200: 12}},
	}
	r.NotCovered = []report.Note{{Operation: "createThing", Text: "a valid request was answered with 409, which the document allows and does not explain", Count: 2, Line: 3, Column: 1}}
	r.NotSeen = []report.Note{{Operation: "createThing", Text: "no answer had the status DEFAULT", Count: 1}}
	r.Faults = []contract.Warning{{Line: 2, Column: 1, Message: "An example breaks its schema."}}
	return r
}

func TestFormats(t *testing.T) {
	tests := []struct {
		file   string
		write  func(*bytes.Buffer) error
		reason string
	}{{
		file: "finding.txt", reason: "this is what people read",
		write: func(b *bytes.Buffer) error {
			return report.Blocks(b, result(findings()...), report.Style{})
		},
	}, {
		file: "junit.xml", reason: "pipelines show it; control characters must not break the XML",
		write: func(b *bytes.Buffer) error {
			r := result(findings()...)
			r.Cases = []report.Case{
				{Name: "good", Group: "examples", Duration: 1500 * time.Millisecond},
				{Name: "bad \x01", Group: "random", Findings: findings()},
				{Name: "not run", Skipped: "the document has no such operation"},
			}
			return report.JUnit(b, r)
		},
	}, {
		file: "sarif.json", reason: "code hosts annotate lines of the document with it",
		write: func(b *bytes.Buffer) error { return report.SARIF(b, result(findings()...)) },
	}, {
		file: "page.html", reason: "people look at it in a browser",
		write: func(b *bytes.Buffer) error { return report.HTML(b, pageResult()) },
	}, {
		file: "notes.sarif.json", reason: "what was not covered is a note, what a baseline knows is suppressed",
		write: func(b *bytes.Buffer) error {
			r := pageResult()
			r.Baseline = "known.json"
			r.Apply(report.KnownOf(r.Findings[:1]))
			return report.SARIF(b, r)
		},
	}, {
		file: "empty.sarif.json", reason: "no findings is a valid log with an empty list",
		write: func(b *bytes.Buffer) error { return report.SARIF(b, result()) },
	}}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			var got bytes.Buffer
			if err := tt.write(&got); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(got.String(), "secret") {
				t.Errorf("a credential is shown\nreason: %s", tt.reason)
			}
			golden := filepath.Join("testdata", tt.file)
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (run: go test ./contract/report -update)", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got; to accept: go test ./contract/report -update):\n%s\nreason: %s", golden, diff, tt.reason)
			}
		})
	}
}

func TestCurl(t *testing.T) {
	tests := []struct {
		name   string
		x      contract.Exchange
		want   string
		reason string
	}{
		{"get", contract.Exchange{Method: "GET", Target: "/a"}, `curl -i --url 'http://h/a'`, "the simplest command"},
		{"query", contract.Exchange{Method: "GET", Target: "/a?$top=1&b=[]"}, `curl -i -g --url 'http://h/a?$top=1&b=[]'`, "the shell must not read $top, nor curl the brackets"},
		{"head", contract.Exchange{Method: "HEAD", Target: "/a"}, `curl -I --url 'http://h/a'`, "-X HEAD would wait for a body"},
		{"no type", contract.Exchange{Method: "POST", Target: "/a", RequestBody: []byte("@x")}, `curl -i -X 'POST' --url 'http://h/a' -H Content-Type: --data-raw '@x'`, "curl adds a type, and reads files, unless told not to"},
		{"binary", contract.Exchange{Method: "POST", Target: "/a", RequestBody: []byte("-\x00'%\\\xff!")}, `printf '\055\000\047%%\\\377\041' | curl -i -X 'POST' --url 'http://h/a' -H Content-Type: --data-binary @-`, "no word of the shell holds these bytes"},
		{"lines", contract.Exchange{Method: "POST", Target: "/a", RequestBody: []byte("a\nb")}, `printf 'a\nb' | curl -i -X 'POST' --url 'http://h/a' -H Content-Type: --data-binary @-`, "the command stays on one line"},
		{"dots", contract.Exchange{Method: "GET", Target: "/a/../b"}, `curl -i --path-as-is --url 'http://h/a/../b'`, "curl would change the path"},
		{"escaped dots", contract.Exchange{Method: "GET", Target: "/a/%2E./b"}, `curl -i --path-as-is --url 'http://h/a/%2E./b'`, "curl would change the path"},
		{"other host", contract.Exchange{Method: "GET", Target: "@evil.test/"}, `curl -i --request-target '@evil.test/' --url 'http://h/'`, "h would be the user's name"},
		{"asterisk", contract.Exchange{Method: "OPTIONS", Target: "*"}, `curl -i -X 'OPTIONS' --request-target '*' --url 'http://h/'`, "it is no part of a URL"},
		{"fragment", contract.Exchange{Method: "GET", Target: "/a#b"}, `curl -i --request-target '/a#b' --url 'http://h/'`, "curl would cut it off"},
		{"method", contract.Exchange{Method: "-o", Target: "/a"}, `curl -i -X '-o' --url 'http://h/a'`, "-X takes the word that follows, whatever it is"},
		{"control characters", contract.Exchange{Method: "GET", Target: "/a?\x1b[2J"}, `curl -i -g --request-target "$(printf '/a?\033[2J')" --url 'http://h/'`, "a terminal would obey them"},
		{"empty header", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Authorization": {""}}}, `curl -i --url 'http://h/' -H 'Authorization;'`, "curl drops a header with nothing behind its colon"},
		{"token", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Authorization": {"Bearer secret"}, "Cookie": {"secret"}, "X-Api-Key": {"secret"}}},
			`curl -i --url 'http://h/' -H 'Authorization: Bearer '"$TOKEN" -H 'Cookie: '"$COOKIE" -H 'X-Api-Key: '"$TOKEN"`, "no credential is shown"},
		{"scheme", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Authorization": {"$(touch${IFS}x) y"}}}, `curl -i --url 'http://h/' -H 'Authorization: '"$TOKEN"`, "only known schemes are shown"},
		{"redacted", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"X-A": {"$(id)[redacted]"}}}, `curl -i --url 'http://h/' -H 'X-A: $(id)[redacted]'`, "this is the client's word, not ours"},
		{"head with body", contract.Exchange{Method: "HEAD", Target: "/a", RequestBody: []byte("x")}, `curl -i -X 'HEAD' --url 'http://h/a' -H Content-Type: --data-raw 'x'`, "-I sends none"},
		{"get with body", contract.Exchange{Method: "GET", Target: "/a", RequestBody: []byte("x")}, `curl -i -X 'GET' --url 'http://h/a' -H Content-Type: --data-raw 'x'`, "curl would make a POST of it"},
		{"no method", contract.Exchange{Target: "/a"}, `curl -i --url 'http://h/a'`, "it is a GET"},
		{"no target", contract.Exchange{Method: "GET"}, `curl -i --url 'http://h/'`, "it is the root"},
		{"tilde", contract.Exchange{Method: "GET", Target: "/~!"}, `curl -i --url 'http://h/~!'`, "it is the last plain character, and ! the first"},
		{"blank", contract.Exchange{Method: "GET", Target: "/a b"}, `curl -i --request-target '/a b' --url 'http://h/'`, "curl would refuse it"},
		{"beyond ASCII", contract.Exchange{Method: "GET", Target: "/é"}, `curl -i --request-target '/é' --url 'http://h/'`, "curl would escape it"},
		{"backslash", contract.Exchange{Method: "GET", Target: `/a\b`}, `curl -i --request-target '/a\b' --url 'http://h/'`, "curl may read it as a slash"},
		{"own headers", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Host": {"a"}, "Content-Length": {"1"}, "Connection": {"a"}, "Transfer-Encoding": {"a"}, "Accept-Encoding": {"a"}, "User-Agent": {"a"}}}, `curl -i --url 'http://h/'`, "the connection needs others"},
		{"names", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"09azAZ": {"a\tb"}, "": {"b"}, "[": {"c"}, "{": {"d"}, "@": {"e"}, "/": {"f"}, ":": {"g"}, "X": {"a\x7f", "a\x1f"}}}, `curl -i --url 'http://h/' -H "$(printf '09azAZ: a\011b')"`, "these are the bounds of what a name and a value may hold"},
		{"proxy", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Proxy-Authorization": {"Basic c2VjcmV0"}}}, `curl -i --url 'http://h/' -H 'Proxy-Authorization: Basic '"$TOKEN"`, "it is a credential, too"},
		{"nearly large", contract.Exchange{Method: "PUT", Target: "/", RequestHeader: http.Header{"Content-Type": {"a/b"}}, RequestBody: bytes.Repeat([]byte("x"), 8<<10)}, `curl -i -X 'PUT' --url 'http://h/' -H 'Content-Type: a/b' --data-raw '` + strings.Repeat("x", 8<<10) + `'`, "as much as is written"},
		{"cut", contract.Exchange{Method: "PUT", Target: "/", RequestHeader: http.Header{"Content-Type": {"a/b"}}, RequestBody: []byte("x"), RequestCut: true}, `curl -i -X 'PUT' --url 'http://h/' -H 'Content-Type: a/b' --data-binary @body`, "the beginning of a body is another one"},
		{"upgrade", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Connection": {"keep-alive, Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Key": {"eA=="}, "Sec-Websocket-Version": {"13"}}},
			`curl -i --http1.1 --url 'http://h/' -H 'Connection: keep-alive, Upgrade' -H 'Sec-Websocket-Key: eA==' -H 'Sec-Websocket-Version: 13' -H 'Upgrade: websocket'`, "no server changes its protocol without all of it, nor in HTTP/2"},
		{"no name", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"@/etc/passwd": {"a"}, "A\nB": {"c"}, "C": {"d\r\nE: f"}}}, `curl -i --url 'http://h/'`, "curl would read a file, or send more headers"},
		{"large", contract.Exchange{Method: "PUT", Target: "/", RequestHeader: http.Header{"Content-Type": {"a/b"}}, RequestBody: make([]byte, 9000)}, `curl -i -X 'PUT' --url 'http://h/' -H 'Content-Type: a/b' --data-binary @body`, "a screen full of body helps nobody"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := report.Curl("http://h/", &tt.x); got != tt.want {
				t.Errorf("Curl() =\n%s\nwant\n%s\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

func TestTally(t *testing.T) {
	var tally report.Tally
	small := &contract.Exchange{Method: "GET", Target: "/a"}
	large := &contract.Exchange{Method: "GET", Target: "/a", RequestBody: []byte("x")}
	for i, x := range []*contract.Exchange{large, small, large} {
		tally.Add("op", "", contract.Violation{Rule: "enum", Target: "/value/" + string(rune('0'+i)) + "/id"}, x)
	}
	got := tally.Findings()
	if len(got) != 1 || got[0].Count != 3 || len(got[0].Example.RequestBody) != 0 || got[0].Violation.Target != "/value/1/id" {
		t.Errorf("Findings() = %+v, want one of three with the smallest example", got)
	}
	tally.Add("large", "", contract.Violation{}, &contract.Exchange{ResponseBody: make([]byte, 1<<20)})
	if got := tally.Findings()[0].Example.ResponseBody; len(got) != report.MaxKept || cap(got) > 2*report.MaxKept {
		t.Errorf("%d bytes of a body are kept in %d, want %d", len(got), cap(got), report.MaxKept)
	}
	tally.Add("long", "", contract.Violation{}, &contract.Exchange{RequestBody: make([]byte, report.MaxKept+1)})
	tally.Add("whole", "", contract.Violation{}, &contract.Exchange{RequestBody: make([]byte, report.MaxKept)})
	for _, f := range tally.Findings() {
		if f.Example.RequestCut != (f.Operation == "long") {
			t.Errorf("RequestCut of %s is %t", f.Operation, f.Example.RequestCut)
		}
	}
	tally.Add("full", "", contract.Violation{}, &contract.Exchange{ResponseBody: make([]byte, report.MaxKept)})
	if n := tally.Len(); n != 5 {
		t.Errorf("Len() = %d, want 5 kinds", n)
	}
	for i := range report.MaxKinds + 4 {
		tally.Add("op", strings.Repeat("x", i), contract.Violation{}, small)
	}
	if got := len(tally.Findings()); got != report.MaxKinds || tally.More() != 9 {
		t.Errorf("%d kinds and %d more, want %d and 9", got, tally.More(), report.MaxKinds)
	}
	tally.Reset()
	if got := tally.Findings(); len(got) != 0 || tally.More() != 0 {
		t.Errorf("Findings() = %v after Reset", got)
	}
}
