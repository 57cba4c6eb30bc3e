package server

import (
	"bytes"
	"net/http"
	"strings"

	"profilestatus/contract"
)

// A recorder keeps a copy of what is written through it.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
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
	return r.ResponseWriter.Write(p)
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// serveChecked serves one request and judges the response.
func (s *Server) serveChecked(w http.ResponseWriter, r *http.Request) {
	method, path := r.Method, r.URL.EscapedPath()
	rec := &recorder{ResponseWriter: w}
	s.echo.ServeHTTP(rec, r)
	if rec.status == 0 {
		rec.status = http.StatusOK // as Go sends it
	}
	if rec.Header().Get("Date") == "" { // Go's server adds it further out
		rec.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
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
