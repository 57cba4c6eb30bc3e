package server

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/contract"
)

// A recorder keeps a copy of what is written through it.
type recorder struct {
	http.ResponseWriter
	status   int
	body     bytes.Buffer
	complete func() // if not nil, called before the end of the response is sent
	now      func() time.Time
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.body.Write(p)
	if r.complete != nil && r.Header().Get("Content-Length") == strconv.Itoa(r.body.Len()) {
		r.finish() // a client that has all of it may ask at once what was recorded
	}
	return r.ResponseWriter.Write(p)
}

// finish completes what is known of the response.
func (r *recorder) finish() {
	if r.status == 0 {
		r.status = http.StatusOK // as Go sends it
	}
	if r.Header().Get("Date") == "" { // Go's server adds it further out
		r.Header().Set("Date", r.now().UTC().Format(http.TimeFormat))
	}
	if complete := r.complete; complete != nil {
		r.complete = nil
		complete()
	}
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// serveChecked serves one request, records it and judges the response.
func (s *Server) serveChecked(w http.ResponseWriter, r *http.Request) {
	method, path := r.Method, r.URL.EscapedPath()
	rec := &recorder{ResponseWriter: w, now: s.now}
	if s.journal != nil {
		s.record(r, rec)
	}
	s.echo.ServeHTTP(rec, r)
	rec.finish()
	if s.onBad == nil {
		return
	}
	if found := s.judgeResponse(method, path, rec); len(found) > 0 {
		s.onBad(r, found)
	}
}

// judgeResponse judges by the operation. An error of no operation, such as a
// path that does not exist, must look like one of any operation.
func (s *Server) judgeResponse(method, path string, rec *recorder) []contract.Violation {
	call, err := s.contract.Find(method, path)
	switch {
	case err == nil:
		return call.Response(rec.status, rec.Header(), rec.body.Bytes())
	case strings.HasPrefix(path, s.contract.BasePath()+"/") || rec.status >= http.StatusBadRequest:
		return s.contract.Operations()[0].Response(http.StatusNotFound, rec.Header(), rec.body.Bytes())
	}
	return nil // the document and health are not part of it
}
