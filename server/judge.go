package server

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus/contract"
)

// judge refuses whatever under the base path is not allowed or breaks the
// contract. The handler behind it sees only good requests, and of their bodies
// the very value that was judged.
func (s *Server) judge(next echo.HandlerFunc) echo.HandlerFunc {
	base := s.contract.BasePath() + "/"
	return func(c echo.Context) error {
		r := c.Request()
		path := r.URL.EscapedPath()
		if !strings.HasPrefix(path, base) {
			return next(c) // the document, health, or nothing
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
		var value any
		var found []contract.Violation
		if r.Body == nil || r.Body == http.NoBody {
			value, found = call.Request(r, nil)
		} else {
			b := buffers.Get().(*buffer)
			defer b.free()
			body, err := b.read(c.Response(), r, s.maxBody)
			if err != nil {
				return err
			}
			value, found = call.Request(r, body)
		}
		if len(found) > 0 {
			return &violationError{found}
		}
		r.Body = judged{value}
		return next(c)
	}
}

// judged is a body that was read already. The generated handler asks it for
// the value instead of decoding the bytes a second time.
type judged struct{ value any }

// ValidatedValue is what the generated handler looks for.
func (j judged) ValidatedValue() any { return j.value }

func (judged) Read([]byte) (int, error) { return 0, io.EOF }
func (judged) Close() error             { return nil }

// checkHost refuses hosts that are not listed, see [WithHosts].
func (s *Server) checkHost(next echo.HandlerFunc) echo.HandlerFunc {
	if s.hosts == nil {
		return next
	}
	return func(c echo.Context) error {
		host := c.Request().Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = strings.Trim(host, "[]")
		if !s.hosts[strings.ToLower(host)] {
			return badRequest("host", "header/Host", "This host name is not served here. Use the address that the service printed when it started, or start it with this name allowed.")
		}
		return next(c)
	}
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
