package server

import (
	"net/http"
	"time"

	"profilestatus.example/contract/journal"
)

// record prepares an exchange to be recorded. The body is read first, as far
// as the server would read it, since a stage may refuse the request before it
// looks at the body, which has to be judged all the same.
func (s *Server) record(r *http.Request, rec *recorder) {
	if checkHost(r, s.hosts) != nil {
		return // it was not meant for this server
	}
	o := &journal.Observation{Start: time.Now()}
	o.Method, o.Target, o.RequestHeader = r.Method, r.URL.EscapedPath(), r.Header
	if r.URL.RawQuery != "" {
		o.Target += "?" + r.URL.RawQuery
	}
	if r.Body != nil && r.Body != http.NoBody {
		body := journal.ReadBody(r.Body, r.ContentLength, s.maxBody)
		o.RequestBody, o.RequestCut = body.Start, !body.Whole
		r.Body = body
	}
	rec.complete = func() {
		o.Status, o.ResponseHeader, o.ResponseBody = rec.status, rec.Header(), rec.body.Bytes()
		o.Duration = time.Since(o.Start)
		s.journal.Record(o)
	}
}
