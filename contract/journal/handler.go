package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// Prefix is the prefix of the paths that [Journal.Handler] serves.
const Prefix = "/__contract/"

// An assertJSON is the answer to /__contract/assert.
type assertJSON struct {
	OK       bool          `json:"ok"`
	Message  string        `json:"message"`
	Test     string        `json:"test,omitempty"` // that was asked for
	Counts   Counts        `json:"counts"`
	Findings []findingJSON `json:"findings"` // of the asserted sides
}

// A refusalJSON is the answer to a request that is not understood.
type refusalJSON struct {
	Message string `json:"message"`
}

// Handler returns a handler for tests in any language. All responses are JSON:
//
//	GET    /__contract/violations  200 with what [Journal.WriteJSON] writes
//	DELETE /__contract/violations  204, after a [Journal.Reset]
//	GET    /__contract/assert      200 if [Journal.Assert] finds nothing wrong,
//	                               else, also if nothing was seen, 409
//
// Both GETs take the parameter test, a name, and assert takes side, "request",
// "response" or both, comma-separated. Other requests are refused with 400, 404, or 405
// with Allow.
func (j *Journal) Handler() http.Handler { return http.HandlerFunc(j.serve) }

func (j *Journal) serve(w http.ResponseWriter, r *http.Request) {
	var answer func(http.ResponseWriter, *http.Request, url.Values)
	var allow, parameters []string
	switch r.URL.Path {
	case Prefix + "violations":
		allow, parameters, answer = []string{http.MethodDelete, http.MethodGet}, []string{"test"}, j.serveViolations
		if r.Method == http.MethodDelete {
			parameters = nil // a reset of one test alone is not offered
		}
	case Prefix + "assert":
		allow, parameters, answer = []string{http.MethodGet}, []string{"side", "test"}, j.serveAssert
	default:
		refuse(w, http.StatusNotFound, "There are "+Prefix+"violations and "+Prefix+"assert, and nothing else.")
		return
	}
	if !slices.Contains(allow, r.Method) {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		refuse(w, http.StatusMethodNotAllowed, "This path supports "+strings.Join(allow, ", ")+".")
		return
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		refuse(w, http.StatusBadRequest, "The query cannot be read.")
		return
	}
	for name, values := range query {
		if !slices.Contains(parameters, name) || len(values) != 1 {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("The parameter %.40q is unknown or given twice.", name))
			return
		}
	}
	if test, given := query["test"]; given && !isTestName(test[0]) {
		refuse(w, http.StatusBadRequest, "The parameter test is no name: want 1 to 128 printable characters.")
		return
	}
	answer(w, r, query)
}

func (j *Journal) serveViolations(w http.ResponseWriter, r *http.Request, query url.Values) {
	if r.Method == http.MethodDelete {
		j.Reset()
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	reply(w, http.StatusOK, j.document(query.Get("test")))
}

func (j *Journal) serveAssert(w http.ResponseWriter, _ *http.Request, query url.Values) {
	sides, err := Sides(query.Get("side"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "The parameter side is not right: want request, response or both, comma-separated.")
		return
	}
	answer := j.assertion(query.Get("test"), sides)
	status := http.StatusOK
	if !answer.OK {
		status = http.StatusConflict
	}
	reply(w, status, answer)
}

// WriteAssertion writes the result of [Journal.Assert] as one JSON object with a
// message, counts and findings. Ok says whether the assertion holds.
func (j *Journal) WriteAssertion(w io.Writer, test string, sides ...contract.Side) (ok bool, err error) {
	answer := j.assertion(test, sides)
	return answer.OK, writeJSON(w, answer)
}

func (j *Journal) assertion(test string, sides []contract.Side) assertJSON {
	a := assertJSON{OK: true, Test: test, Message: "Nothing is wrong.", Counts: j.Counts(test), Findings: []findingJSON{}}
	err := j.Assert(test, sides...)
	var broken *BrokenError
	switch {
	case errors.As(err, &broken):
		a.Counts, a.Findings = broken.Counts, findingsJSON(broken.Findings)
		a.Message = "The contract was broken, see findings."
	case err != nil:
		a.Message = "Nothing was seen. The client may talk to another address, or the name of the test may be another."
	}
	a.OK = err == nil
	return a
}

// Sides parses a comma-separated list of sides. An empty list means both.
func Sides(list string) ([]contract.Side, error) {
	if list == "" {
		return []contract.Side{contract.InRequest, contract.InResponse}, nil
	}
	var sides []contract.Side
	for name := range strings.SplitSeq(list, ",") {
		switch side := contract.Side(strings.TrimSpace(name)); side {
		case contract.InRequest, contract.InResponse:
			sides = append(sides, side)
		default:
			return nil, fmt.Errorf("%q: want request, response or both, comma-separated", list)
		}
	}
	return sides, nil
}

func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, refusalJSON{message})
}

func reply(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	_ = writeJSON(&b, v) // texts and numbers only, and into memory
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that is gone cannot be told
}
