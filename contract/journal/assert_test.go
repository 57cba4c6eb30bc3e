package journal_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// small is a document without the rules of Graph, of which a part is not validated.
const small = `{openapi: 3.0.3, info: {title: t, version: v}, paths: {
  /a: {post: {operationId: a, parameters: [{name: n, in: query, schema: {type: string, enum: [x]}}], requestBody: {content: {application/xml: {schema: {type: object}}}},
    responses: {"204": {description: d}, "400": {description: d}}}},
  /b: {post: {operationId: b, requestBody: {content: {application/xml: {schema: {type: object}}, text/plain: {schema: {type: string, format: shoe-size}}}}, responses: {"204": {description: d}}}}}}`

// called records requests to a server that answers them with a status.
func called(t *testing.T, status int, targets ...string) *journal.Journal {
	t.Helper()
	c, err := contract.Load([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		j.Record(&journal.Observation{Exchange: contract.Exchange{Method: "POST", Target: target, Status: status}})
	}
	return j
}

// TestAssertWarning: a warning breaks nothing, and is not told of with what does.
func TestAssertWarning(t *testing.T) {
	j := called(t, 400, "/a?n=x")
	if err := j.Assert(""); err != nil || len(j.Findings("")) != 1 {
		t.Errorf("Assert() = %v of %v, want nothing but a warning", err, j.Findings(""))
	}
	var broken *journal.BrokenError
	if err := called(t, 400, "/a?n=x", "/a?n=y").Assert(""); !errors.As(err, &broken) || len(broken.Findings) != 1 || broken.Findings[0].Violation.Rule != "enum" {
		t.Errorf("Assert() = %v, want the enum alone", err)
	}
}

// TestUnnamed: requests that named no test are told apart.
func TestUnnamed(t *testing.T) {
	j := open(t)
	if counts, found := j.Unnamed(); counts.Exchanges != 0 || len(found) > 0 {
		t.Errorf("%+v, %v, want nothing of what was not seen", counts, found)
	}
	named := accepted()
	named.RequestHeader.Set(journal.TestHeader, "t")
	j.Record(named)
	j.Record(accepted())
	if counts, found := j.Unnamed(); counts.Exchanges != 1 || len(found) != 2 || found[0].Count != 1 {
		t.Errorf("%+v, %v, want what one exchange broke", counts, found)
	}
}

// TestNotValidated: what the document says of operations and nobody validates is
// told of those that were called, with its place.
func TestNotValidated(t *testing.T) {
	var got []string
	for _, n := range called(t, 204, "/a").NotValidated() {
		got = append(got, n.Operation+": "+n.Text)
		if n.Count != 1 || n.Line < 1 {
			t.Errorf("%+v, want one place of the document", n)
		}
	}
	want := []string{`: The format "shoe-size" is not checked: it is not known.`, "a: A body of application/xml is not validated: it is XML."}
	if !slices.Equal(got, want) {
		t.Errorf("not validated: %q, want %q", got, want)
	}
}

// TestFailingWriter: what cannot be written is no success.
func TestFailingWriter(t *testing.T) {
	w := errWriter{}
	if err := open(t).WriteJSON(w, ""); err == nil {
		t.Error("WriteJSON() = nil, want the error of the writer")
	}
	if _, err := open(t).WriteAssertion(w, ""); err == nil {
		t.Error("WriteAssertion() = nil, want the error of the writer")
	}
}

type errWriter struct{}

func (errWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestMiddlewareLeavesRequests: a handler does not see what is for the journal, and
// the request of the caller stays as it was, also one without a body.
func TestMiddlewareLeavesRequests(t *testing.T) {
	j := open(t)
	h := journal.Middleware(j)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(journal.ExpectHeader) != "" || r.Header.Get("Accept") == "" {
			t.Errorf("the handler got %v", r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	r, err := http.NewRequest("GET", "http://127.0.0.1"+statusPath+"?", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(journal.ExpectHeader, "enum")
	r.Header.Set("Accept", "*/*")
	if h.ServeHTTP(httptest.NewRecorder(), r); r.Header.Get(journal.ExpectHeader) == "" || r.Body != nil {
		t.Error("the caller's request was changed")
	}
	if e := j.Entries("")[0]; !strings.HasSuffix(e.Target, "?") {
		t.Errorf("recorded as %s, want the empty query too", e.Target)
	}
}

// TestNoRefusedHost: an error that tells of the Host in another way is an answer as
// any other.
func TestNoRefusedHost(t *testing.T) {
	for _, body := range []string{`"header/Host" {`, `{"error":{"details":[{"code":"required","target":"header/Host"}]}}`} {
		o := create()
		o.Status, o.ResponseBody = 400, []byte(body)
		j := open(t)
		if j.Record(o); len(j.Entries("")) != 1 {
			t.Errorf("a refusal by %s is not recorded", body)
		}
	}
}
