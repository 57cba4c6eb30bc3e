package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

// Names of headers in the form that Go keeps them in; on the wire they ignore
// case.
const (
	headerRequestID       = "Request-Id"
	headerClientRequestID = "Client-Request-Id"
)

// Values of headers that never change, shared by all responses.
var (
	contentTypeJSON = []string{"application/json"}
	noStore         = []string{"no-store"}
)

// exchange is the way of every request, from the outside in. It ends the way
// of errors: the router only ever sees answers.
func (s *Server) exchange(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		logged := s.log.Enabled(ctx, slog.LevelInfo)
		var start time.Time
		if logged {
			start = s.now()
		}
		s.identify(c)
		if err := s.guard(c, next); err != nil {
			s.writeError(err, c)
		}
		if logged {
			s.log.LogAttrs(ctx, slog.LevelInfo, "request",
				slog.String("method", c.Request().Method),
				slog.String("route", c.Path()),
				slog.Int("status", c.Response().Status),
				slog.Int64("bytes", c.Response().Size),
				slog.Float64("duration_ms", float64(s.now().Sub(start).Microseconds())/1000),
				attrRequestID(c))
		}
		return nil
	}
}

// guard lets a request through to next only if every stage does, and turns a
// panic into an error, after logging where it came from.
func (s *Server) guard(c echo.Context, next echo.HandlerFunc) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p) // Go's own way to cut a connection
		}
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "panic",
			slog.String("value", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())), attrRequestID(c))
		err = errPanic
	}()
	if err := s.checkHost(c.Request()); err != nil {
		return err
	}
	if err := s.judge(c); err != nil {
		return err
	}
	return next(c)
}

// identify gives the exchange its ids and the headers that every response has.
// Date is added by Go's server, and by [Server.serveChecked] for the check.
func (s *Server) identify(c echo.Context) {
	h := c.Response().Header()
	ids := make([]string, 2) // one allocation for both headers
	ids[0] = s.newID()
	ids[1] = ids[0]
	if sent := c.Request().Header[headerClientRequestID]; len(sent) == 1 && isPrintable(sent[0]) {
		ids[1] = sent[0]
	}
	h[headerRequestID] = ids[0:1:1]
	h[headerClientRequestID] = ids[1:2:2]
	h["Cache-Control"] = noStore
}

// isPrintable reports whether s is 1 to 128 characters of printable ASCII.
func isPrintable(s string) bool {
	if s == "" || len(s) > 128 {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func attrError(err error) slog.Attr { return slog.String("error", err.Error()) }

func attrRequestID(c echo.Context) slog.Attr {
	return slog.String("request_id", c.Response().Header().Get(headerRequestID))
}

// levelOf keeps errors for what is wrong inside the server. A client that hung
// up made its own failure.
func levelOf(status int, c echo.Context) slog.Level {
	switch {
	case c.Request().Context().Err() != nil:
		return slog.LevelDebug
	case status == http.StatusServiceUnavailable:
		return slog.LevelWarn
	}
	return slog.LevelError
}
