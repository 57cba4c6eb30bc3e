package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// problemDetails are the body of a refusal (RFC 9457). It has no type, which means
// that the status says it all.
type problemDetails struct {
	Title      string             `json:"title"`
	Status     int                `json:"status"`
	Detail     string             `json:"detail,omitempty"`
	Violations []problemViolation `json:"violations,omitempty"`
}

type problemViolation struct {
	Code    string `json:"code"`
	Target  string `json:"target"`
	Message string `json:"message"`
}

// problemJSON is the media type of problem details.
const problemJSON = "application/problem+json"

func (p *problemDetails) add(found []Violation) {
	for _, v := range found {
		p.Violations = append(p.Violations, problemViolation{v.Rule, v.Target, v.Message})
	}
}

// encode writes a value that was made here as JSON.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // this is JSON, not a page
	if err := enc.Encode(v); err != nil {
		panic(err) // texts, numbers, arrays and objects only
	}
	return b.Bytes()
}

// Problem answers a request that [Contract.Middleware] refused with problem details
// (RFC 9457) in application/problem+json. The member violations lists the violations
// with code, target and message. For an error that is not one of the middleware's it
// writes a 500 without the text of the error.
func Problem(w http.ResponseWriter, _ *http.Request, err error) {
	var (
		p        = problemDetails{Status: http.StatusInternalServerError}
		invalid  *RequestError
		method   *MethodError
		tooLarge *http.MaxBytesError
	)
	switch {
	case errors.As(err, &invalid):
		p.Status, p.Detail = invalid.Status, invalid.Error()
		p.add(invalid.Violations)
	case errors.As(err, &method):
		p.Status, p.Detail = http.StatusMethodNotAllowed, "This path supports "+strings.Join(method.Allow, ", ")+"."
		w.Header().Set("Allow", strings.Join(method.Allow, ", "))
	case errors.As(err, &tooLarge):
		p.Status, p.Detail = http.StatusRequestEntityTooLarge, fmt.Sprintf("The body is larger than %d bytes.", tooLarge.Limit)
	case errors.Is(err, ErrNoPath):
		p.Status, p.Detail = http.StatusNotFound, "There is nothing at this path."
	}
	p.Title = http.StatusText(p.Status)
	w.Header().Set("Content-Type", problemJSON)
	w.WriteHeader(p.Status)
	_, _ = w.Write(encode(p)) // a client that is gone cannot be told
}
