package contract

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
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
	Status         int
	ResponseHeader http.Header
	ResponseBody   []byte
}

// A Verdict says what is wrong with an exchange.
type Verdict struct {
	// Operation is the one that was called, nil if the document has none.
	Operation *Operation
	// Violations are those of the request, then those of the response.
	Violations []Violation
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

// maxUnpacked is the most that a packed body may unpack to.
const maxUnpacked = 16 << 20

// Exchange judges both messages, each by itself and then together. Beyond what
// [Call.Request] and [Operation.Response] find, these rules may be broken:
//
//   - "path" and "method" (request): the document has no such path, or not with
//     this method;
//   - "authorization" (request): the document asks for credentials, and there are
//     none;
//   - "allow" (response): a 405 without Allow (RFC 9110 section 15.5.6);
//   - "encoding" (either): a body that is not packed as its header says;
//   - "accepted" (response): the request broke the contract and got a success;
//   - "refused" (response): the request kept it and was refused with 400, 405,
//     415 or 422, which say that it did not, although nothing that the document
//     cannot say may have been the reason: a cursor that the server did not make
//     ([IsCursor]), or Authorization given twice;
//   - "serverError" (response): a status of the 500s but 503, which is a wait.
func (c *Contract) Exchange(x *Exchange) Verdict {
	path, query, _ := strings.Cut(x.Target, "?")
	call, err := c.Find(x.Method, path)
	if err != nil {
		found := []Violation{notFound(x, path, err)}
		if x.Status == http.StatusMethodNotAllowed && len(x.ResponseHeader["Allow"]) == 0 {
			found = append(found, Violation{Side: InResponse, Rule: "allow", Target: "header/Allow", Found: "nothing", Want: found[0].Want,
				Message: "The status is 405 and there is no Allow header to say which methods there are."})
		}
		return Verdict{Violations: append(found, c.together(x, true)...)}
	}
	v := Verdict{Operation: call.Operation}
	r := &http.Request{Method: x.Method, URL: &url.URL{RawQuery: query}, Header: x.RequestHeader}
	if body, ok := unpack(x.RequestHeader, x.RequestBody); !ok {
		v.Violations = []Violation{badEncoding(InRequest, x.RequestHeader)}
	} else {
		_, v.Violations = call.Request(r, body)
	}
	v.Violations = append(v.Violations, call.authorization(r.URL.Query(), x.RequestHeader)...)
	broke := len(v.Violations) > 0
	if body, ok := unpack(x.ResponseHeader, x.ResponseBody); !ok {
		v.Violations = append(v.Violations, badEncoding(InResponse, x.ResponseHeader))
	} else {
		v.Violations = append(v.Violations, call.Response(x.Status, x.ResponseHeader, body)...)
	}
	v.Violations = append(v.Violations, c.together(x, broke)...)
	return v
}

// together judges the status by what the request deserved.
func (c *Contract) together(x *Exchange, broke bool) []Violation {
	found := Violation{Side: InResponse, Target: "status", Found: strconv.Itoa(x.Status)}
	switch {
	case broke && x.Status >= 200 && x.Status < 300:
		found.Rule, found.Want = "accepted", "a status of the 400s"
		found.Message = fmt.Sprintf("The request breaks the contract and was accepted with %d.", x.Status)
	case !broke && refuses(x.Status) && !excused(x):
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

func badEncoding(side Side, h http.Header) Violation {
	return Violation{Side: side, Rule: "encoding", Target: "header/Content-Encoding", Found: quote(h.Get("Content-Encoding")), Want: "gzip or none",
		Message: fmt.Sprintf("The body is not packed as Content-Encoding says, %s, or in a way that is not known here.", quote(h.Get("Content-Encoding")))}
}

// gzipStart is how all that is packed with gzip begins (RFC 1952 section 2.3.1).
var gzipStart = []byte{0x1f, 0x8b}

// unpack undoes gzip. A body that is labelled so and is not packed is taken as
// it is: some clients of Microsoft Graph resend bodies like that.
func unpack(h http.Header, body []byte) ([]byte, bool) {
	encoding := strings.ToLower(strings.Join(h["Content-Encoding"], ", "))
	switch {
	case encoding == "":
		return body, true
	case encoding != "gzip" && encoding != "x-gzip":
		return nil, false
	case !bytes.HasPrefix(body, gzipStart):
		return body, true
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, false
	}
	unpacked, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	return unpacked, err == nil && len(unpacked) <= maxUnpacked
}
