package journal

import (
	"net/http"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/internal/recorder"
)

// Middleware returns a middleware that records exchanges in j, for any handler that
// serves the API under the paths of the document. An exchange is recorded before the
// client has the complete response, so that a test can query the journal at once.
//
// Only the part of a request body that the handler reads is seen. A body that it does
// not read completely, for instance because it refuses the token, is not validated.
func Middleware(j *Journal) func(http.Handler) http.Handler {
	return MiddlewareFunc(j.limits, func(*http.Request, *Observation) *Journal { return j })
}

// MiddlewareFunc is [Middleware] for several journals with the same limits. Choose is
// called at the end of an exchange and returns the journal that records it, or nil for
// none. It gets the request of the middleware, and may modify the observation.
func MiddlewareFunc(limits contract.Limits, choose func(*http.Request, *Observation) *Journal) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			o, asked := NewObservation(r), r
			if len(o.Expected) > 0 {
				r = r.WithContext(r.Context()) // the caller's stays as it is
				r.Header = o.RequestHeader
			}
			o.RequestHeader = o.RequestHeader.Clone() // handlers may change theirs
			var body *Body
			if r.Body != nil && r.Body != http.NoBody {
				body = NewBody(r.Body, r.ContentLength, limits.Request)
				r = r.WithContext(r.Context()) // the caller's stays as it is
				r.Body = body
			}
			record := func() {
				if body != nil {
					o.RequestBody, o.RequestCut = body.Seen()
				}
				o.Duration = time.Since(o.Start)
				if j := choose(asked, o); j != nil {
					j.Record(o)
				}
			}
			var rec *recorder.Response
			answered := func() {
				o.Status, o.ResponseHeader = rec.Status, rec.Sent
				if o.Method != http.MethodHead { // what is written then is not sent
					o.ResponseBody, o.ResponseCut = rec.Body.Bytes(), rec.Cut
				}
			}
			rec = recorder.New(w, limits.Response, func() {
				answered()
				record()
			})
			defer func() {
				if !rec.Done() { // the handler panicked, which cuts the connection
					answered()
					o.ResponseCut = o.Status != 0
					o.Faults = []contract.Violation{NoAnswer}
					record()
				}
			}()
			next.ServeHTTP(rec, r)
			rec.Finish()
		})
	}
}
