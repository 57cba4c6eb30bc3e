package check

import (
	"net/http"
	"slices"

	"profilestatus.example/contract/report"
)

// A test case is one request and what is known of the right answer to it beyond
// what the validator says.
type testCase struct {
	phase     string
	operation *operation // nil when the document has no such operation
	note      string     // what it is about
	keyword   string     // that it tries, if it is valid

	method, path, query string // path as in the document, escaped
	header              http.Header
	body                []byte

	scenario string        // the operation whose scenario it belongs to, "" for none
	together bool          // it is sent at the same time as others of its scenario
	parts    []report.Part // of the target; nil: what is known of its origin
	content  []report.Part // of the body, likewise

	plain   bool // no credentials are added but those that are kept
	keep    []Security
	leave   string // a header or cookie that is not sent, whoever gave it
	garbage bool   // its credentials are made up
	want    int    // the status that is right, whatever the validator says; 0: the validator decides
	rule    string // that another status than want breaks
	either  bool   // whether it is refused is left to the server
	excuse  []int  // refusals of a valid request that the state may explain
}

// excused reports whether the state explains a status.
func (p *testCase) excused(status int) bool { return p.either || slices.Contains(p.excuse, status) }

func (p *testCase) target() string {
	if p.query == "" {
		return p.path
	}
	return p.path + "?" + p.query
}

// id names the operation of a test case.
func (p *testCase) id() string {
	if p.operation == nil {
		return ""
	}
	return p.operation.op.ID
}
