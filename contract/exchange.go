package contract

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// An Exchange is a request and its response, as they were on the wire.
type Exchange struct {
	Method         string
	Target         string // path and query of the request line
	RequestHeader  http.Header
	RequestBody    []byte
	Status         int // 0 when there was no answer
	ResponseHeader http.Header
	ResponseBody   []byte

	// RequestCut and ResponseCut say that the body was not seen to its end. It
	// is then not validated; everything else of the message is.
	RequestCut, ResponseCut bool
}

// A Verdict says what is wrong with an exchange.
type Verdict struct {
	// Operation is the one that was called, nil if the document has none.
	Operation *Operation
	// Violations are those of the request, then those of the response.
	Violations []Violation
	// RequestCut and ResponseCut say that the body was not validated, since it
	// was not seen to its end, is larger than the limit or would take too long;
	// of the last there is also a violation "notJudged".
	RequestCut, ResponseCut bool
}

// Broke reports whether a side broke the contract.
func (v Verdict) Broke(side Side) bool {
	for _, found := range v.Violations {
		if found.Side == side {
			return true
		}
	}
	return false
}

// Limits are the largest bodies that are validated, in bytes. They hold for a
// body as it was sent and for the decompressed one; a larger one is as one that
// was not seen to its end, and no more of it than the limit is decompressed. So
// is a request of more JSON values than one for each 24 bytes of the limit.
type Limits struct{ Request, Response int64 }

// maxDecompressed is the limit where the caller sets none: 16 MiB.
const maxDecompressed = 16 << 20

// Exchange is [Contract.ExchangeWithin] with limits of 16 MiB.
func (c *Contract) Exchange(x *Exchange) Verdict {
	return c.ExchangeWithin(x, Limits{maxDecompressed, maxDecompressed})
}

// ExchangeWithin validates both messages, each by itself and then together.
// Beyond what [Call.Request] and [Operation.Response] find, these rules may be
// broken:
//
//   - "path" and "method" (request): the document has no such path, or not with
//     this method;
//   - "authorization" (request): the document asks for credentials, and there are
//     none;
//   - "allow" (response): a 405 without Allow (RFC 9110 section 15.5.6);
//   - "encoding" (either): a body that is not compressed as its header says;
//   - "accepted" (response): the request broke the contract and got a success;
//   - "refused" (response): the request kept it and was refused with 400, 405,
//     415 or 422, which say that it did not, although nothing that the document
//     cannot say may have been the reason: a cursor that the server did not make
//     ([IsCursor]), or Authorization given twice;
//   - "serverError" (response): a status of the 500s but 503, which is a wait.
//
// Where there was no answer only the request is validated. Of an answer to HEAD
// nothing is said about the body, since it has none (RFC 9110 section 9.3.2).
func (c *Contract) ExchangeWithin(x *Exchange, limits Limits) Verdict {
	path, query, _ := strings.Cut(x.Target, "?")
	call, err := c.Find(x.Method, path)
	if err != nil {
		found := []Violation{notFound(x, path, err)}
		if x.Status == http.StatusMethodNotAllowed && len(x.ResponseHeader["Allow"]) == 0 {
			found = append(found, Violation{Side: InResponse, Rule: "allow", Target: "header/Allow", Found: "nothing", Want: found[0].Want,
				Message: "The status is 405 and there is no Allow header to say which methods there are."})
		}
		found = append(found, together(x, true, x.RequestCut)...)
		return Verdict{Violations: found, RequestCut: x.RequestCut, ResponseCut: x.ResponseCut}
	}
	v := Verdict{Operation: call.Operation}
	v.Violations, v.RequestCut = call.requestOf(x, query, limits.Request)
	broke := slices.ContainsFunc(v.Violations, func(found Violation) bool { return !isNotJudged(found) })
	if x.Status == 0 {
		return v
	}
	found, cut := call.responseOf(x, limits.Response)
	v.ResponseCut = cut
	v.Violations = append(v.Violations, found...)
	v.Violations = append(v.Violations, together(x, broke, v.RequestCut)...)
	return v
}

// unseen stands for a body that is not known: it has bytes, and is never read
// as compressed.
var unseen = []byte{' '}

// requestOf validates the request. Its body is decompressed only if the
// operation takes one of its media type.
func (c Call) requestOf(x *Exchange, query string, limit int64) (found []Violation, cut bool) {
	r := &http.Request{Method: x.Method, URL: &url.URL{RawQuery: query}, Header: x.RequestHeader}
	body, cut, ok := x.RequestBody, x.RequestCut, true
	if cut {
		body = unseen
	}
	if c.TakesBody() && c.MediaType(x.RequestHeader) == nil {
		body, cut, ok = decompress(x.RequestHeader, body, cut, limit)
		if ok && hasMoreValues(body, limit/bytesPerValue) {
			body, cut = unseen, true
		}
	}
	if ok {
		_, found = c.Request(r, body)
	} else {
		found = []Violation{badEncoding(InRequest, x.RequestHeader)}
	}
	if cut {
		found = slices.DeleteFunc(found, inBody)
	}
	cut = cut || slices.ContainsFunc(found, isNotJudged)
	return append(found, c.authorization(r.URL.Query(), x.RequestHeader)...), cut
}

// responseOf validates the response.
func (o *Operation) responseOf(x *Exchange, limit int64) (found []Violation, cut bool) {
	if x.Method == http.MethodHead {
		return slices.DeleteFunc(o.Response(x.Status, x.ResponseHeader, nil), inBody), false
	}
	body, cut, ok := decompress(x.ResponseHeader, x.ResponseBody, x.ResponseCut, limit)
	if !ok {
		return []Violation{badEncoding(InResponse, x.ResponseHeader)}, cut
	}
	found = o.Response(x.Status, x.ResponseHeader, body)
	if cut {
		found = slices.DeleteFunc(found, inBody)
	}
	return found, cut || slices.ContainsFunc(found, isNotJudged)
}

// isNotJudged reports whether a violation says that a body was not validated.
func isNotJudged(v Violation) bool { return v.Rule == "notJudged" }

// inBody reports whether a violation is one of what the body holds. That there
// is a body where none may be ("body") is known without reading it.
func inBody(v Violation) bool {
	return v.Rule != "body" && (v.Target == "" || strings.HasPrefix(v.Target, "/"))
}

// together validates the status by what the request deserved. Of a request
// whose body is not known it is not known whether 400 and 422 are right.
func together(x *Exchange, broke, cut bool) []Violation {
	found := Violation{Side: InResponse, Target: "status", Found: strconv.Itoa(x.Status)}
	ofBody := x.Status == http.StatusBadRequest || x.Status == http.StatusUnprocessableEntity
	switch {
	case broke && x.Status >= 200 && x.Status < 300:
		found.Rule, found.Want = "accepted", "a status of the 400s"
		found.Message = fmt.Sprintf("The request breaks the contract and was accepted with %d.", x.Status)
	case !broke && refuses(x.Status) && !(cut && ofBody) && !excused(x):
		found.Rule, found.Want = "refused", "a success"
		found.Message = fmt.Sprintf("The request keeps the contract and was refused with %d.", x.Status)
	case x.Status >= 500 && x.Status != http.StatusServiceUnavailable:
		found.Rule, found.Want = "serverError", "a success, or an error of the client"
		found.Message = fmt.Sprintf("The server failed with %d.", x.Status)
	default:
		return nil
	}
	return []Violation{found}
}

// refuses reports whether a status says that the request itself is wrong.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// excused reports whether a refusal may have a reason outside the document.
func excused(x *Exchange) bool {
	if len(x.RequestHeader["Authorization"]) > 1 {
		return true
	}
	_, query, _ := strings.Cut(x.Target, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); IsCursor(name) {
			return true
		}
	}
	return false
}

// IsCursor reports whether a query parameter of this name may take only what
// the server made before, as $skiptoken does, so that a value which fits its
// schema can still be refused. It goes by the words that such names hold.
func IsCursor(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(cursorWords[:], func(word string) bool { return strings.Contains(name, word) })
}

var cursorWords = [...]string{"token", "cursor", "continu", "marker", "after", "before", "etag", "next"}

func notFound(x *Exchange, path string, err error) Violation {
	var method *MethodError
	if errors.As(err, &method) {
		allow := strings.Join(method.Allow, ", ")
		return Violation{Side: InRequest, Rule: "method", Target: "method", Found: quote(x.Method), Want: allow,
			Message: fmt.Sprintf("The method %s is not one that the path offers; these are %s.", quote(x.Method), allow)}
	}
	return Violation{Side: InRequest, Rule: "path", Target: "path", Found: quote(path),
		Message: fmt.Sprintf("The document has no path %s.", quote(path))}
}
