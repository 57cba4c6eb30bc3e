package contract

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// An Exchange is a request and its response as sent, with bodies still compressed.
type Exchange struct {
	Method         string
	Target         string // path and query of the request line
	RequestHeader  http.Header
	RequestBody    []byte
	Status         int // 0 when there was no answer
	ResponseHeader http.Header
	ResponseBody   []byte

	// RequestCut and ResponseCut say that the body is incomplete. It is then not
	// validated; the rest of the message is.
	RequestCut, ResponseCut bool
}

// A Verdict says what is wrong with an exchange.
type Verdict struct {
	// Operation is the one that was called, nil if the document has none.
	Operation *Operation
	// Violations are those of the request, then those of the response.
	Violations []Violation
	// RequestCut and ResponseCut say that the body was not validated, because it is
	// incomplete, larger than the limit, has an unsupported media type or encoding, or
	// would take too long; in the last case there is also a violation "notJudged".
	RequestCut, ResponseCut bool
	// Notes say why a body was not validated, if the reason is its media type or
	// encoding.
	Notes []Warning
}

// Broke reports whether a side broke the contract; warnings do not count.
func (v Verdict) Broke(side Side) bool {
	for _, found := range v.Violations {
		if found.Side == side && !found.Warning {
			return true
		}
	}
	return false
}

// Limits are the maximum sizes of bodies that are validated, in bytes. They apply to
// the body as it was sent and to the decompressed one. A larger body is treated as
// incomplete, and not decompressed beyond the limit. So is a request body with more
// than one JSON value for every 24 bytes of the limit.
type Limits struct{ Request, Response int64 }

// maxDecompressed is the limit where the caller sets none: 16 MiB.
const maxDecompressed = 16 << 20

// Exchange is [Contract.ExchangeWithin] with limits of 16 MiB for either body.
func (c *Contract) Exchange(x *Exchange) Verdict {
	return c.ExchangeWithin(x, Limits{maxDecompressed, maxDecompressed})
}

// ExchangeWithin validates request and response, separately and then together. Besides
// the violations that [Call.Request] and [Operation.Response] find, it reports these
// rules:
//
//   - "path" and "method" (request): the document has no such path, or not with
//     this method;
//   - "authorization" (request): the document requires credentials, and there are none;
//   - "allow" (response): a 405 without Allow (RFC 9110 section 15.5.6);
//   - "encoding" (either): a body that is not compressed as its header says;
//   - "accepted" (response): the request broke the contract and got a success;
//   - "refused" (response): the request kept the contract but was refused with 400,
//     405, 415 or 422, and the reason cannot be one that the document does not
//     describe: a cursor that the server did not issue ([IsCursor]), or a repeated
//     Authorization header. For 400 and 422 it is a warning without the profile
//     [Graph], since a server may have rules that a schema cannot express, such as a
//     unique name or an end after a start;
//   - "serverError" (response): a 5xx other than 503.
//
// If there was no response, only the request is validated. The body of a response to
// HEAD is not validated, since it has none (RFC 9110 section 9.3.2).
func (c *Contract) ExchangeWithin(x *Exchange, limits Limits) Verdict {
	return c.ResponseWithin(x, c.RequestWithin(x, limits), limits)
}

// RequestWithin is [Contract.ExchangeWithin] for the request only. The response in x is
// ignored.
func (c *Contract) RequestWithin(x *Exchange, limits Limits) Verdict {
	path, query, _ := strings.Cut(x.Target, "?")
	call, err := c.called(x, path)
	if err != nil {
		return c.uncalled(x, path, err)
	}
	v := Verdict{Operation: call.Operation}
	call.requestOf(x, query, limits.Request, &v)
	return v
}

// ResponseWithin adds the response, if there is one, to a verdict of
// [Contract.RequestWithin] on the same exchange.
func (c *Contract) ResponseWithin(x *Exchange, v Verdict, limits Limits) Verdict {
	if v.Operation == nil || v.Operation.Method != x.Method { // the status tells what was called
		path, _, _ := strings.Cut(x.Target, "?")
		if _, err := c.called(x, path); err != nil {
			return c.uncalled(x, path, err)
		}
	}
	if x.Status == 0 {
		return v
	}
	broke := slices.ContainsFunc(v.Violations, func(found Violation) bool { return !isNotJudged(found) })
	v.Operation.responseOf(x, limits.Response, &v)
	if !slices.ContainsFunc(v.Violations, func(found Violation) bool { return found.Side == InResponse && found.Target == "header/Allow" }) {
		v.Violations = append(v.Violations, lacksAllow(x, "the methods of the path")...)
	}
	v.Violations = append(v.Violations, c.together(x, broke, v.RequestCut || v.Operation.LeavesOpen(x))...)
	return v
}

// unseen stands for a body that is not known: it has bytes, and is never read
// as compressed.
var unseen = []byte{' '}

// requestOf validates the request. Its body is decompressed only if the
// operation takes one of its media type.
func (c Call) requestOf(x *Exchange, query string, limit int64, v *Verdict) {
	r := &http.Request{Method: x.Method, URL: &url.URL{RawQuery: query}, Header: x.RequestHeader}
	seen := encoded{body: x.RequestBody, cut: x.RequestCut}
	if seen.cut {
		seen.body = unseen
	}
	if m, bad := c.mediaType(x.RequestHeader); c.TakesBody() && bad == nil {
		if seen = (encoded{bad: true}); c.rules.takes(x.RequestHeader) {
			seen = c.rules.decompress(x.RequestHeader, x.RequestBody, x.RequestCut, limit)
		}
		if !seen.bad && m.tooMany(x.RequestHeader, seen.body, limit/bytesPerValue) {
			seen = encoded{body: unseen, cut: true}
		}
		v.note(seen.note(), &seen.cut)
		if !seen.cut {
			v.note(m.notReadNote(x.RequestHeader, seen.body), &seen.cut)
		}
	}
	var found []Violation
	if seen.bad {
		found = []Violation{badEncoding(InRequest, x.RequestHeader)}
	} else {
		_, found = c.Request(r, seen.body)
	}
	if seen.cut {
		found = slices.DeleteFunc(found, inBody)
	}
	v.RequestCut = seen.cut || slices.ContainsFunc(found, isNotJudged)
	v.Violations = append(found, c.authorization(query, x.RequestHeader)...)
}

// bytesPerValue bounds the memory that reading a body takes: {} is two bytes,
// and a map of fifty as a value.
const bytesPerValue = 24

// tooMany reports whether a body of the media type may hold more than n values.
func (m *media) tooMany(h http.Header, body []byte, n int64) bool {
	if m.jsonSchema(h) == nil {
		how, _, _ := m.readingOf(h)
		return how == asForm && int64(bytes.Count(body, []byte("&"))) > n
	}
	return hasMoreValues(body, n)
}

// responseOf validates the response.
func (o *Operation) responseOf(x *Exchange, limit int64, v *Verdict) {
	if x.Method == http.MethodHead {
		untyped := x.ResponseHeader.Get("Content-Type") == "" // it describes what was not sent, and may be left out
		found := slices.DeleteFunc(o.Response(x.Status, x.ResponseHeader, nil), func(v Violation) bool { return inBody(v) || untyped && v.Rule == "mediaType" })
		v.Violations = append(v.Violations, found...)
		return
	}
	seen := o.rules.decompress(x.ResponseHeader, x.ResponseBody, x.ResponseCut, limit)
	if seen.bad || !o.rules.takes(x.ResponseHeader) {
		v.Violations = append(v.Violations, badEncoding(InResponse, x.ResponseHeader))
		return
	}
	v.note(seen.note(), &seen.cut)
	if r, ok := o.response(x.Status); ok && !seen.cut {
		if m, fault := r.content.match(x.ResponseHeader, r.rules); fault == "" {
			v.note(m.notReadNote(x.ResponseHeader, seen.body), &seen.cut)
		}
	}
	found := o.answer(x, seen.body)
	if seen.cut {
		found = slices.DeleteFunc(found, inBody)
	}
	v.ResponseCut = seen.cut || slices.ContainsFunc(found, isNotJudged)
	v.Violations = append(v.Violations, found...)
}

// note keeps a note of a body that was not validated.
func (v *Verdict) note(note *Warning, cut *bool) {
	if note != nil {
		v.Notes = append(v.Notes, *note)
		*cut = true
	}
}

// isNotJudged reports whether a violation says that a body was not validated.
func isNotJudged(v Violation) bool { return v.Rule == "notJudged" }

// inBody reports whether a violation is one of what the body holds. That there
// is a body where none may be ("body") is known without reading it.
func inBody(v Violation) bool {
	return v.Rule != "body" && (v.Target == "" || strings.HasPrefix(v.Target, "/"))
}
