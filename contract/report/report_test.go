package report_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
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

func TestFormats(t *testing.T) {
	tests := []struct {
		file   string
		write  func(*bytes.Buffer) error
		reason string
	}{{
		file: "finding.txt", reason: "this is what people read",
		write: func(b *bytes.Buffer) error {
			for _, f := range findings() {
				if err := report.Text(b, "http://localhost:8080", "openapi.yaml", f); err != nil {
					return err
				}
			}
			return nil
		},
	}, {
		file: "junit.xml", reason: "pipelines show it; control characters must not break the XML",
		write: func(b *bytes.Buffer) error {
			return report.JUnit(b, "check", []report.Case{
				{Name: "good", Group: "examples", Duration: 1500 * time.Millisecond},
				{Name: "bad \x01", Group: "random", Findings: findings()},
				{Name: "not run", Skipped: "the document has no such operation"},
			})
		},
	}, {
		file: "sarif.json", reason: "code hosts annotate lines of the document with it",
		write: func(b *bytes.Buffer) error { return report.SARIF(b, "openapi.yaml", findings()) },
	}, {
		file: "empty.sarif.json", reason: "no findings is a valid log with an empty list",
		write: func(b *bytes.Buffer) error { return report.SARIF(b, "openapi.yaml", nil) },
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
		{"get", contract.Exchange{Method: "GET", Target: "/a"}, `curl -i http://h/a`, "the simplest command"},
		{"query", contract.Exchange{Method: "GET", Target: "/a?$top=1&b=[]"}, `curl -i -g 'http://h/a?$top=1&b=[]'`, "the shell must not read $top, nor curl the brackets"},
		{"head", contract.Exchange{Method: "HEAD", Target: "/a"}, `curl -I http://h/a`, "-X HEAD would wait for a body"},
		{"no type", contract.Exchange{Method: "POST", Target: "/a", RequestBody: []byte("@x")}, `curl -i -X POST http://h/a -H Content-Type: --data-raw @x`, "curl adds a type, and reads files, unless told not to"},
		{"binary", contract.Exchange{Method: "POST", Target: "/a", RequestBody: []byte("\x00'%\\\xff")}, `printf '\000\047%%\\\377' | curl -i -X POST http://h/a -H Content-Type: --data-binary @-`, "no shell word holds these bytes"},
		{"dots", contract.Exchange{Method: "GET", Target: "/a/../b"}, `curl -i --path-as-is http://h/a/../b`, "curl would mend the path"},
		{"empty header", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Authorization": {""}}}, `curl -i http://h/ -H 'Authorization;'`, "curl drops a header with nothing behind its colon"},
		{"token", contract.Exchange{Method: "GET", Target: "/", RequestHeader: http.Header{"Authorization": {"Bearer secret"}, "Cookie": {"secret"}}}, `curl -i http://h/ -H "Authorization: Bearer $TOKEN" -H "Cookie: $COOKIE"`, "no credential is shown"},
		{"large", contract.Exchange{Method: "PUT", Target: "/", RequestHeader: http.Header{"Content-Type": {"a/b"}}, RequestBody: make([]byte, 9000)}, `curl -i -X PUT http://h/ -H 'Content-Type: a/b' --data-binary @body`, "a screen full of body helps nobody"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := report.Curl("http://h/", &tt.x); got != tt.want {
				t.Errorf("Curl() =\n%s\nwant\n%s\nreason: %s", got, tt.want, tt.reason)
			}
		})
	}
}

// TestPrintf asks a shell whether the bytes come out as they went in.
func TestPrintf(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	body := make([]byte, 256)
	for i := range body {
		body[i] = byte(i)
	}
	command, _, _ := strings.Cut(report.Curl("http://h", &contract.Exchange{Method: "POST", Target: "/", RequestBody: body}), " | ")
	got, err := exec.Command("sh", "-c", command).Output()
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("%s printed %q, %v, want every byte", command, got, err)
	}
}

func TestRedact(t *testing.T) {
	tests := []struct{ name, value, want, reason string }{
		{"Authorization", "Bearer a.b.c", "Bearer [redacted]", "the scheme helps, the token harms"},
		{"Authorization", "Bearer ", "Bearer ", "there is nothing to hide"},
		{"Authorization", "key", "[redacted]", "it could be a key"},
		{"Proxy-Authorization", "Basic eA==", "Basic [redacted]", "as good as a password"},
		{"Cookie", "a=b", "[redacted]", "sessions"},
		{"Set-Cookie", "a=b; Path=/", "[redacted]", "sessions"},
		{"Content-Type", "text/plain", "text/plain", "no secret"},
	}
	for _, tt := range tests {
		given := http.Header{tt.name: {tt.value}}
		if got := report.Redact(given).Get(tt.name); got != tt.want || given.Get(tt.name) != tt.value {
			t.Errorf("Redact(%s: %s) = %s, want %s\nreason: %s", tt.name, tt.value, got, tt.want, tt.reason)
		}
	}
	if report.Redact(nil) != nil {
		t.Error("Redact(nil) is not nil")
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
	for i := range report.MaxKinds + 4 {
		tally.Add("op", strings.Repeat("x", i), contract.Violation{}, small)
	}
	if got := len(tally.Findings()); got != report.MaxKinds || tally.More() != 6 {
		t.Errorf("%d kinds and %d more, want %d and 6", got, tally.More(), report.MaxKinds)
	}
	tally.Reset()
	if got := tally.Findings(); len(got) != 0 || tally.More() != 0 {
		t.Errorf("Findings() = %v after Reset", got)
	}
}
