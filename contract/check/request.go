package check

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// base returns the smallest valid request of an operation, with a body that
// has new ids.
func (k *checker) base(s *subject, phase, note string) *probe {
	p := k.bodiless(s, phase, note)
	if s.full != nil {
		p.body = encode(k.renew(s, s.full))
	}
	return p
}

// bodiless is base without the body.
func (k *checker) bodiless(s *subject, phase, note string) *probe {
	p := &probe{phase: phase, subject: s, note: note, method: s.op.Method, path: k.path(s, nil), query: k.query(s, nil), header: k.headers(s)}
	k.excuses(p)
	return p
}

// excuses notes which refusals of a valid request the state may explain.
func (k *checker) excuses(p *probe) {
	s := p.subject
	if !s.seen || s.op.Method == http.MethodDelete {
		p.excuse = append(p.excuse, http.StatusNotFound, http.StatusGone)
	}
	// A document that has these says that more than the schema decides: a
	// login, a payment, a permission, a rule of the business.
	for _, status := range businessRefusals {
		if s.documents(strconv.Itoa(status)) {
			p.excuse = append(p.excuse, status)
		}
	}
	if !s.safe() && s.documents("409") {
		p.excuse = append(p.excuse, http.StatusConflict)
	}
	if !s.safe() && s.documents("412") {
		p.excuse = append(p.excuse, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if s.media == nil && len(s.content()) > 0 {
		p.either = true // a body that cannot be made
	}
	if s.media != nil && s.full == nil {
		p.either = true
	}
}

// itemSeparator stands for a comma between the items of an array, which must not
// be escaped, while query encodes the items.
const itemSeparator = "\x1f"

// businessRefusals are statuses of the 400s that say that a request is not
// wrong in itself.
var businessRefusals = []int{http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnprocessableEntity}

// headers returns the headers of a valid request.
func (k *checker) headers(s *subject) http.Header {
	h := make(http.Header)
	if s.media != nil {
		h.Set("Content-Type", mediaType(s.media.name))
	}
	for _, p := range s.parameters {
		text, ok := valueOf(p)
		if !p.Required || !ok || isCredential(s, p) {
			continue
		}
		switch p.In {
		case "header":
			h.Set(p.Name, text)
		case "cookie":
			h.Add("Cookie", p.Name+"="+text)
		}
	}
	return h
}

// mediaType returns a media type that a range has.
func mediaType(declared string) string {
	if strings.Contains(declared, "*") {
		return "application/json"
	}
	return declared
}

// isCredential reports whether a parameter is where the token goes.
func isCredential(s *subject, p *parameter) bool {
	return strings.EqualFold(p.Name, "Authorization") || slices.ContainsFunc(s.security, func(c Security) bool {
		return c.Type == "apiKey" && c.In == p.In && strings.EqualFold(c.Name, p.Name)
	})
}

// valueOf returns a valid text for a parameter.
func valueOf(p *parameter) (string, bool) {
	for _, example := range p.examples {
		if text, ok := textOf(example); ok {
			return text, true
		}
	}
	if p.schema == nil {
		return "", false
	}
	value := generate.Generator{}.Value(p.schema)
	if array, ok := value.([]any); ok && len(array) > 0 {
		value = array[0]
	}
	return textOf(value)
}

// query returns the query of a valid request: the required parameters, and
// those that are given.
func (k *checker) query(s *subject, other url.Values) string {
	values := url.Values{}
	for _, p := range s.parameters {
		if p.In != "query" || !p.Required || isCredential(s, p) {
			continue
		}
		if text, ok := valueOf(p); ok {
			values.Set(p.Name, text)
		}
	}
	for name, texts := range other {
		values[name] = texts
	}
	return strings.NewReplacer("+", "%20", "%1F", ",").Replace(values.Encode())
}

// parameterText writes a value as a parameter has it. A whole number with a
// fraction has no form there that everybody reads alike, so it has none here.
func parameterText(value any) (string, bool) {
	text, ok := textOf(value)
	if _, isNumber := value.(json.Number); isNumber && strings.HasSuffix(text, ".0") {
		return "", false
	}
	return text, ok
}

// isCursor reports whether a query parameter takes only what the server made
// before, so that a value which fits may still be refused.
func isCursor(p *parameter) bool {
	if p.schema == nil || typeOf(p.schema) != "string" || len(p.schema.Enum) > 0 {
		return false
	}
	return contract.IsCursor(p.Name)
}

// refusals of a value that fits and that the server did not make.
var unknownCursor = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity}
