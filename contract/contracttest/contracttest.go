// Package contracttest validates the exchanges of a handler or a client in a Go test
// against an OpenAPI document. For any handler, two lines are enough:
//
//	ts := contracttest.NewServer(t, document, handler)
//	resp, err := ts.Client().Get(ts.URL + "/things/1")
//
// The test fails at its end if the contract was broken. A test of a refusal declares by
// a header of its request what it violates on purpose, see [journal.ExpectHeader]:
//
//	r.Header.Set(journal.ExpectHeader, "enum /status")
package contracttest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// NewServer starts a server for a handler that serves an API under the paths of its
// document. It is closed when the test ends. The test then fails with all findings if
// the contract was broken, or if there was no request to the API. Options are those of
// [journal.New].
func NewServer(t testing.TB, document []byte, handler http.Handler, options ...journal.Option) *httptest.Server {
	t.Helper()
	j := open(t, document, options)
	ts := httptest.NewServer(journal.Middleware(j)(handler))
	t.Cleanup(func() {
		ts.Close()
		assert(t, j)
	})
	return ts
}

// NewClient returns a client for an API that is served elsewhere, under the paths of
// its document. The test fails at its end as with [NewServer].
func NewClient(t testing.TB, document []byte, options ...journal.Option) *http.Client {
	t.Helper()
	j := open(t, document, options)
	t.Cleanup(func() { assert(t, j) })
	return &http.Client{Transport: journal.Transport(j, http.DefaultTransport)}
}

func open(t testing.TB, document []byte, options []journal.Option) *journal.Journal {
	t.Helper()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c, options...)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// assert reports what was found, and how much was not validated.
func assert(t testing.TB, j *journal.Journal) {
	t.Helper()
	if err := j.Assert(""); err != nil {
		t.Error(err)
	}
	if n := j.Counts("").NotJudged; n > 0 {
		t.Logf("the bodies of %d exchanges were not validated", n)
	}
}
