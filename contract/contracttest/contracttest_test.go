package contracttest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"profilestatus.example/contract/contracttest"
	"profilestatus.example/contract/journal"
)

const document = `
openapi: 3.0.3
info: {title: things, version: '1'}
paths:
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: A thing.
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
        '400': {description: Not a number.}
`

// things answers with a thing of the given JSON, and refuses what is no number.
func things(thing string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Trim(r.URL.Path, "/things0123456789") != "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, thing)
	})
}

// TestWatching compares the lines in docs/watching.md with the example.
func TestWatching(t *testing.T) {
	page, err := os.ReadFile("../../docs/watching.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("contracttest_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(string(page), "<!-- begin contracttest -->\n```go\n")
	shown, _, ok2 := strings.Cut(shown, "```\n<!-- end contracttest -->")
	if !ok || !ok2 {
		t.Fatal("docs/watching.md has lost its example")
	}
	for line := range strings.Lines(shown) {
		if !strings.Contains(string(source), "\t"+strings.ReplaceAll(line, "handler", "things(`{}`)")) {
			t.Errorf("the example does not have the line %q", line)
		}
	}
}

// A fakeT stands for the T of a test.
type fakeT struct {
	testing.TB
	cleanup  []func()
	reported strings.Builder
}

var errFatal = errors.New("fatal")

func (*fakeT) Helper()                           {}
func (f *fakeT) Cleanup(clean func())            { f.cleanup = append(f.cleanup, clean) }
func (f *fakeT) Error(args ...any)               { fmt.Fprintln(&f.reported, args...) }
func (f *fakeT) Logf(format string, args ...any) { fmt.Fprintf(&f.reported, format+"\n", args...) }

func (f *fakeT) Fatal(args ...any) {
	f.Error(args...)
	panic(errFatal)
}

// end ends the test and returns what it reports.
func (f *fakeT) end() string {
	for _, clean := range f.cleanup {
		clean()
	}
	return f.reported.String()
}

// Validate what a handler answers. Here the answer lacks a property.
func ExampleNewServer() {
	t := new(fakeT) // the *testing.T of a test

	ts := contracttest.NewServer(t, []byte(document), things(`{}`))
	resp, err := ts.Client().Get(ts.URL + "/things/1")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()

	fmt.Print(t.end())
	// Output:
	// the contract was broken, by 0 of 1 requests and by 1 of 1 responses
	// 1 × response: GET /things/1: /id: The property "id" is missing.
}

// Validate what a client sends to a server that is somewhere else.
func ExampleNewClient() {
	t := new(fakeT) // the *testing.T of a test
	ts := httptest.NewServer(things(`{"id":1}`))
	defer ts.Close()

	client := contracttest.NewClient(t, []byte(document))
	resp, err := client.Get(ts.URL + "/things/one")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()

	fmt.Print(t.end())
	// Output:
	// the contract was broken, by 1 of 1 requests and by 0 of 1 responses
	// 1 × request: GET /things/one: path/id: "one" is not allowed; it must be an integer.
}

func TestNewServer(t *testing.T) {
	tests := []struct {
		thing, path, expect string
		options             []journal.Option
		want                string
		reason              string
	}{
		{`{"id":1}`, "/things/1", "", nil, "", "right"},
		{`{"id":1}`, "/things/x", "", nil, "1 × request", "a test that breaks the contract says so"},
		{`{"id":1}`, "/things/x", "type path/id", nil, "", "as this one does"},
		{`{"id":1}`, "/things/1", "type path/id", nil, "and did not", "this one says so and does not"},
		{`{"id":1}`, "/things/x", "", []journal.Option{journal.WithTolerated("type")}, "", "options are passed on"},
		{`{"id":"1"}`, "/things/1", "", nil, "1 × response", "the server broke it"},
		{`{"id":1}`, "", "", nil, "nothing was seen", "nothing was asked"},
		{`{"id":1` + strings.Repeat(" ", 1<<20) + `}`, "/things/1", "", nil, "1 exchanges were not validated", "it is too large"},
	}
	for _, tt := range tests {
		fake := new(fakeT)
		ts := contracttest.NewServer(fake, []byte(document), things(tt.thing), tt.options...)
		if tt.path != "" {
			r, err := http.NewRequest("GET", ts.URL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.expect != "" {
				r.Header.Set(journal.ExpectHeader, tt.expect)
			}
			resp, err := ts.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		if got := fake.end(); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s of %.20s: reported %q, want %q\nreason: %s", tt.path, tt.thing, got, tt.want, tt.reason)
		}
		if _, err := http.Get(ts.URL); err == nil {
			t.Error("the server still listens")
		}
	}
}

func TestFatal(t *testing.T) {
	for _, tt := range []struct {
		document string
		option   journal.Option
		want     string
		reason   string
	}{
		{"swagger: '1.2'", journal.WithMaxEntries(1), "1.2", "the document is not one"},
		{document, journal.WithMaxEntries(0), "WithMaxEntries", "the option is invalid"},
	} {
		fake := new(fakeT)
		func() {
			defer func() {
				if recover() != errFatal {
					t.Errorf("the test goes on\nreason: %s", tt.reason)
				}
			}()
			contracttest.NewServer(fake, []byte(tt.document), things(`{}`), tt.option)
		}()
		if got := fake.end(); !strings.Contains(got, tt.want) {
			t.Errorf("reported %q, want %q\nreason: %s", got, tt.want, tt.reason)
		}
	}
}
