package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

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
	request   context.Context // the request's; its values are those of the exchange
	echo      echo.Context
	operation *contract.Operation // nil if the document has none for it
	ids       [2]string           // request-id, client-request-id
	principal Principal
	refusal   *problem // what the client was told, nil after a success
	writer    writer
}

// exchangeOf returns the exchange that requestID began.
func exchangeOf(ctx context.Context) *exchange { return ctx.(*exchange) }

// Value implements [context.Context].
func (x *exchange) Value(key any) any { return x.request.Value(key) }

// Deadline, Done and Err implement [context.Context] for one that never ends.
func (*exchange) Deadline() (time.Time, bool) { return time.Time{}, false }
func (*exchange) Done() <-chan struct{}       { return nil }
func (*exchange) Err() error                  { return nil }

// requestID begins the exchange, and gives it its ids and the headers that every
// response has. Date is added by Go's server.
func (s *Server) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		x := &exchange{request: r.Context(), echo: c, operation: s.operation(c)}
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

// observe lets errors become answers, and shows to the observers what was
// answered.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var start time.Time
		if s.observers != nil {
			start = s.now()
		}
		length := c.Request().ContentLength
		if err := next(c); err != nil {
			c.Error(err)
		}
		if s.observers == nil {
			return nil
		}
		result := s.result(c, start)
		result.RequestBytes = length
		for _, show := range s.observers {
			show(c.Request().Context(), result)
		}
		return nil
	}
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

// AllowHosts returns a middleware that refuses requests whose Host header names
// none of these hosts, with 400 and problem details (RFC 9457). Ports and upper
// case do not count. Whatever listens on a loopback address needs it: otherwise
// a page in a browser can reach it through a name that the page's owner lets
// point there (DNS rebinding). A [Server] has it built in, see [WithHosts].
func AllowHosts(hosts ...string) func(http.Handler) http.Handler {
	allowed := hostSet(hosts)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := checkHost(r, allowed); err != nil {
				contract.Problem(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// allowHosts is [AllowHosts] within the chain. Without [WithHosts] it still
// refuses what is no host: Go's server lets some of it through, and it would
// become a part of next links.
func (s *Server) allowHosts(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := checkHost(c.Request(), s.hosts); err != nil {
			return err
		}
		return next(c)
	}
}

func hostSet(hosts []string) map[string]bool {
	m := make(map[string]bool, len(hosts))
	for _, host := range hosts {
		m[strings.ToLower(host)] = true
	}
	return m
}

// maxHost is more than any name (253 bytes, RFC 1035) with a port can have.
const maxHost = 260

// checkHost refuses hosts that are not in allowed, unless that is nil.
func checkHost(r *http.Request, allowed map[string]bool) error {
	host := r.Host
	if len(host) > maxHost || !isHost(host) {
		return badRequest("host", "header/Host", "The Host header is not the name of a host.")
	}
	if allowed == nil {
		return nil
	}
	if strings.IndexByte(host, ':') >= 0 { // otherwise it would make an error of that there is no port
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
	}
	if allowed[strings.ToLower(strings.Trim(host, "[]"))] {
		return nil
	}
	return badRequest("host", "header/Host", "This host name is not served here. Use the address that the service printed when it started, or start it with this name allowed.")
}

// isHost reports whether s is made of what names, addresses and ports are made
// of.
func isHost(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '.', c == '_', c == '~', c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return true
}

// isOperation reports whether a request is one for the document to describe, in
// contrast to the document itself and health.
func (s *Server) isOperation(r *http.Request) bool {
	if exchangeOf(r.Context()).operation != nil {
		return true
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), s.contract.BasePath())
	return ok && strings.HasPrefix(rest, "/")
}
