package server

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// judge refuses whatever under the base path is not allowed or breaks the
// contract. The handler behind it sees only good requests, and of their bodies
// the very value that was judged.
func (s *Server) judge(c echo.Context) error {
	r := c.Request()
	path := r.URL.EscapedPath()
	if rest, ok := strings.CutPrefix(path, s.contract.BasePath()); !ok || rest == "" || rest[0] != '/' {
		return nil // the document, health, or nothing
	}
	call, err := s.contract.Find(r.Method, path)
	if err != nil {
		if denied := s.authenticate(r, AccessNone); denied != nil {
			return denied
		}
		return err
	}
	if err := s.authenticate(r, access(r.Method)); err != nil {
		return err
	}
	if bad := call.MediaType(r.Header); bad != nil {
		return &mediaTypeError{*bad}
	}
	var body []byte
	if r.Body != nil && call.TakesBody() {
		b := buffers.Get().(*buffer)
		defer b.free()
		if body, err = b.read(c.Response(), r, s.maxBody); err != nil {
			return err
		}
	}
	value, found := call.Request(r, body)
	if len(found) > 0 {
		return &violationError{found}
	}
	r.Body = judged{value}
	return nil
}

// checkHost refuses hosts that are not listed, see [WithHosts].
func (s *Server) checkHost(r *http.Request) error {
	if s.hosts == nil {
		return nil
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if s.hosts[strings.ToLower(strings.Trim(host, "[]"))] {
		return nil
	}
	return badRequest("host", "header/Host", "This host name is not served here. Use the address that the service printed when it started, or start it with this name allowed.")
}

// errBody words what can go wrong while a body is read.
func errBody(err error) error {
	var tooLarge *http.MaxBytesError
	var netErr net.Error
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.As(err, &netErr) && netErr.Timeout():
		return badRequest("body", "", "The body did not arrive in time.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return badRequest("body", "", "The body ends before its announced length.")
	}
	return badRequest("body", "", "The body cannot be read; its chunks or its length are wrong.")
}
