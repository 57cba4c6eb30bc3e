package server

import (
	"net/http"

	"profilestatus.example/contract"
)

// routes lists the middlewares that every request passes before handler.go, outermost
// first. One refuses a request by returning an error, which observe turns into the answer.
func (s *Server) routes() {
	s.echo.HTTPErrorHandler = s.writeError
	s.echo.Use(chain(
		s.requestID,    // ids of the request, headers of every answer
		s.observe,      // errors become answers; observers and the log see the result
		s.recover,      // a panic becomes an error
		s.allowHosts,   // 400
		s.cors,         // preflights, and what pages of other origins may read
		s.authenticate, // 401, 403: before anything else of the request is looked at
		s.validate,     // 404, 405, 415, 413, 400: what breaks the document
	))
}

var readMethods = []string{http.MethodGet, http.MethodHead}

// A route is an operation of the document with its path as Echo writes it.
type route struct {
	path      string
	operation *contract.Operation
}
