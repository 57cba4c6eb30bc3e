package check

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// A reply is an answer of a made-up server.
type reply struct {
	status int // 0: the connection is closed instead
	header http.Header
	body   string
}

// replies is a transport that answers by a function.
type replies func(*http.Request) reply

// RoundTrip implements [http.RoundTripper].
func (f replies) RoundTrip(r *http.Request) (*http.Response, error) {
	a := f(r)
	if a.status == 0 {
		return nil, io.EOF
	}
	h := a.header.Clone()
	if h == nil {
		h = make(http.Header)
	}
	if a.body != "" && h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json")
	}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

// started returns a checker of some paths below /v1.
func started(t *testing.T, paths string, cfg Config) *checker {
	t.Helper()
	cfg.Document = []byte("openapi: 3.0.3\ninfo: {title: t, version: v}\nservers: [{url: /v1}]\npaths:\n" + paths)
	cfg.Base, cfg.Seed = "http://replies.test/v1", 1
	k, err := start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	k.prepare(t.Context())
	for _, s := range k.operations {
		k.ready(s)
	}
	return k
}

// named returns an operation by its id.
func (k *checker) named(t *testing.T, id string) *operation {
	t.Helper()
	i := slices.IndexFunc(k.operations, func(s *operation) bool { return s.op.ID == id })
	if i < 0 {
		t.Fatalf("there is no operation %s", id)
	}
	return k.operations[i]
}

// rules writes violations as rules with targets.
func rules(all []contract.Violation) string {
	var names []string
	for _, v := range all {
		names = append(names, v.Rule+" "+v.Target)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// found writes the messages of all findings of a rule.
func (k *checker) found(rule string) string {
	var b strings.Builder
	for _, f := range k.tally.Findings() {
		if f.Violation.Rule == rule {
			fmt.Fprintf(&b, "%s %v: %s\n", f.Operation, f.Level, f.Violation.Message)
		}
	}
	return b.String()
}

// said writes all notes.
func (k *checker) said() string {
	return strings.Join(append(sorted(k.notes), sorted(k.hints)...), "\n")
}
