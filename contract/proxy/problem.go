package proxy

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"profilestatus.example/contract"
)

// A problem is an error that the proxy answers with, in the shape of the
// document's own.
type problem struct {
	status int
	header http.Header
	body   []byte
}

// newProblem words the violations of an exchange.
func (p *Proxy) newProblem(x *exchange, status int, found []contract.Violation) *problem {
	side, message := contract.InResponse, "The answer of the server breaks the contract: "
	switch {
	case status == http.StatusBadRequest:
		side, message = contract.InRequest, "The request breaks the contract and was not passed on: "
	case x.Status == 0:
		message = ""
	}
	now := time.Now().UTC()
	refusal := contract.Refusal{Status: status, Request: x.RequestHeader, ID: uuid.Must(uuid.NewV7()).String(), Time: now}
	for _, v := range found {
		if v.Side == side && len(refusal.Violations) < contract.MaxViolations {
			refusal.Violations = append(refusal.Violations, v)
		}
	}
	if n := len(refusal.Violations); n > 0 {
		message += refusal.Violations[0].Message
		if n > 1 {
			message += fmt.Sprintf(" (and %d more, see details)", n-1)
		}
	}
	refusal.Message = message
	h, body := p.journal.Contract().Refuse(x.operation, refusal)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("Date", now.Format(http.TimeFormat))
	if x.verdict != "" {
		h[ViolationsHeader] = []string{x.verdict}
	}
	return &problem{status, h, body}
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
