package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
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

// An exchange is what the server knows of one request. It is the context that
// handlers get, so that it costs no further allocation.
//
// It does not end when the client closes its side of the connection, since a
// client that only has nothing more to send waits for the answer and must not
// be told that its create was given up. How long a call may wait is for the
// store to bound.
type exchange struct {
	context.Context // with the values of the request's
	echo            echo.Context
	operation       *contract.Operation // nil if the document has none for it
	ids             [2]string           // request-id, client-request-id
	principal       Principal
	refusal         *problem // what the client was told, nil after a success
	writer          writer
}

// exchangeOf returns the exchange that requestID began.
func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.(*exchange); ok {
		return x
	}
	return ctx.Value(exchangeKey{}).(*exchange)
}

type exchangeKey struct{}

// Value implements [context.Context].
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// requestID begins the exchange, and gives it its ids and the headers that every
// response has. Date is added by Go's server.
func (s *Server) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		x := &exchange{Context: context.WithoutCancel(r.Context()), echo: c, operation: s.operations[route{r.Method, c.Path()}]}
		x.ids[0] = s.newRequestID()
		x.ids[1] = x.ids[0]
		if sent := r.Header[headerClientRequestID]; len(sent) == 1 && isPrintable(sent[0]) {
			x.ids[1] = sent[0]
		}
		h := c.Response().Header()
		h[headerRequestID] = x.ids[0:1:1]
		h[headerClientRequestID] = x.ids[1:2:2]
		h["Cache-Control"] = noStore
		r = r.WithContext(x)
		if r.Pattern = ""; x.operation != nil {
			r.Pattern = x.operation.Pattern()
		}
		c.SetRequest(r)
		return next(c)
	}
}

// isPrintable reports whether s is 1 to 128 characters of printable ASCII.
func isPrintable(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// errPanic stands for a panic; what it was is in the log.
var errPanic = errors.New("panic")

// recover turns a panic into an error, after logging where it came from.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p) // Go's own way to cut a connection
			}
			x := exchangeOf(c.Request().Context())
			s.log.LogAttrs(x, slog.LevelError, "panic",
				slog.String("value", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())), slog.String("request_id", x.ids[0]))
			err = errPanic
		}()
		return next(c)
	}
}

// isOperation reports whether a request is one for the document to describe, in
// contrast to the document itself and health.
func (s *Server) isOperation(r *http.Request) bool {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), s.contract.BasePath())
	return ok && strings.HasPrefix(rest, "/")
}
