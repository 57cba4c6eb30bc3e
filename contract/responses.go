package contract

import (
	"net/http"
	"strconv"
	"strings"

	"profilestatus.example/contract/internal/recorder"
)

// maxCheckedBytes is the largest body that CheckResponses validates: 1 MiB.
const maxCheckedBytes = 1 << 20

// CheckResponses returns a middleware that validates every response after it is
// written, and calls report if there are violations. It buffers up to 1 MiB of a body;
// larger bodies, and those of responses to HEAD, are not validated. In a test, let
// report call t.Errorf.
//
// An error that belongs to no operation must have the format of the document's other
// errors, see [Contract.Error]. Other responses outside of the base path are not
// validated.
func (c *Contract) CheckResponses(report func(r *http.Request, found []Violation)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			method, path, query := r.Method, r.URL.EscapedPath(), r.URL.RawQuery
			rec := recorder.New(w, maxCheckedBytes, func() {})
			next.ServeHTTP(rec, r)
			rec.Finish()
			if rec.Status == 0 {
				return // the handler took over the connection
			}
			x := &Exchange{Method: method, Target: path + "?" + query, RequestHeader: r.Header, Status: rec.Status,
				ResponseHeader: rec.Sent, ResponseBody: rec.Body.Bytes(), ResponseCut: rec.Cut}
			if found := c.response(x); len(found) > 0 {
				report(r, found)
			}
		})
	}
}

// response validates a response by its operation, or as one of none.
func (c *Contract) response(x *Exchange) []Violation {
	path, _, _ := strings.Cut(x.Target, "?")
	call, err := c.Find(x.Method, path)
	switch {
	case err == nil:
		var v Verdict
		call.responseOf(x, maxCheckedBytes, &v)
		return v.Violations
	case x.Status >= 400 && x.Method != http.MethodHead && !x.ResponseCut:
		return c.Error(x.Status, x.ResponseHeader, x.ResponseBody)
	case x.Status < 400 && byItself(x, path, err):
	case x.Status < 400 && strings.HasPrefix(x.Target, c.basePath+"/"):
		return []Violation{{Side: InResponse, Rule: "accepted", Target: "status", Found: strconv.Itoa(x.Status), Want: "404 or 405",
			Message: "The document has no such operation, but the response is a success."}}
	}
	return nil // a document or a health check
}
