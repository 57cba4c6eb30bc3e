package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"profilestatus.example/contract"
)

// Names of headers in the form that Go keeps them in.
const (
	headerRequestID       = "Request-Id"
	headerClientRequestID = "Client-Request-Id"
)

// A problem is an error that the proxy answers with, in the shape of the
// API's own.
type problem struct {
	status int
	header http.Header
	body   []byte
}

type problemJSON struct {
	Error errorJSON `json:"error"`
}

type errorJSON struct {
	Code       string       `json:"code"`
	Message    string       `json:"message"`
	Details    []detailJSON `json:"details,omitempty"`
	InnerError struct {
		Date            string `json:"date"`
		RequestID       string `json:"request-id"`
		ClientRequestID string `json:"client-request-id"`
	} `json:"innerError"`
}

type detailJSON struct {
	Code    string `json:"code"`
	Target  string `json:"target"`
	Message string `json:"message"`
}

// explain adds the violations of a side.
func (e *errorJSON) explain(side contract.Side, found []contract.Violation) {
	for _, v := range found {
		if v.Side == side && len(e.Details) < contract.MaxViolations {
			e.Details = append(e.Details, detailJSON{v.Rule, v.Target, v.Message})
		}
	}
	if len(e.Details) > 0 {
		e.Message += e.Details[0].Message
	}
	if more := len(e.Details) - 1; more > 0 {
		e.Message += fmt.Sprintf(" (and %d more, see details)", more)
	}
}

// newProblem words the violations of an exchange. The code of a 502 is one that
// the document knows, as clients may be strict about it.
func newProblem(x *exchange, status int, found []contract.Violation) *problem {
	var b problemJSON
	e := &b.Error
	switch {
	case status == http.StatusBadRequest:
		e.Code, e.Message = "BadRequest", "The request breaks the contract and was not passed on: "
	case x.Status == 0:
		e.Code, e.Message = "ServiceUnavailable", ""
	default:
		e.Code, e.Message = "InternalServerError", "The answer of the server breaks the contract: "
	}
	side := contract.InResponse
	if status == http.StatusBadRequest {
		side = contract.InRequest
	}
	e.explain(side, found)
	now := time.Now().UTC()
	e.InnerError.Date = now.Format("2006-01-02T15:04:05")
	e.InnerError.RequestID = uuid.Must(uuid.NewV7()).String()
	e.InnerError.ClientRequestID = e.InnerError.RequestID
	if sent := x.RequestHeader[headerClientRequestID]; len(sent) == 1 && isPrintable(sent[0]) {
		e.InnerError.ClientRequestID = sent[0]
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // this is JSON, not a page
	if err := enc.Encode(b); err != nil {
		panic(err) // strings only
	}
	p := &problem{status: status, body: text.Bytes(), header: http.Header{
		"Content-Type":        {"application/json"},
		"Content-Length":      {strconv.Itoa(text.Len())},
		"Cache-Control":       {"no-store"},
		"Date":                {now.Format(http.TimeFormat)},
		headerRequestID:       {e.InnerError.RequestID},
		headerClientRequestID: {e.InnerError.ClientRequestID},
	}}
	if x.verdict != "" {
		p.header[ViolationsHeader] = []string{x.verdict}
	}
	return p
}

func (e *problem) write(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range e.header {
		h[name] = values
	}
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body) // a client that is gone cannot be told
}

// replace puts the error in the place of an answer.
func (e *problem) replace(resp *http.Response) {
	resp.StatusCode, resp.Status = e.status, http.StatusText(e.status)
	resp.Header, resp.Trailer = e.header, nil
	resp.Body, resp.ContentLength = body{bytes.NewReader(e.body)}, int64(len(e.body))
}

// A body is one in memory.
type body struct{ *bytes.Reader }

// Close implements [io.Closer].
func (body) Close() error { return nil }

// isPrintable reports whether s is 1 to 128 characters of printable ASCII.
func isPrintable(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
