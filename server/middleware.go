package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"profilestatus.example/contract"
)

// Names of headers, in Go's canonical form. On the wire case does not matter.
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
// handlers get, and the response writer that the validator gets, so that it costs
// no further allocation.
//
// As a context it has the values of the request's context and never ends: a client that
// closes its side of the connection may still wait for the answer, and its create must not
// be given up. The store bounds how long a call may wait.
type exchange struct {
	context.Context     // the request's
	http.ResponseWriter // the connection's
	echo                echo.Context
	start               time.Time
	operation           *contract.Operation // nil if the document has none for it
	ids                 [2]string           // request-id, client-request-id
	principal           Principal
	refusal             *Error // what the client was told, nil after a success
	err                 error  // of what the validator has called
}

// exchangeOf returns the exchange that requestID began.
func exchangeOf(ctx context.Context) *exchange { return ctx.(*exchange) }

// Start returns the time when the request was received, by the server's clock, for the
// context of a handler or an [Authenticator]; the zero time for other contexts.
func Start(ctx context.Context) (start time.Time) {
	if x, ok := ctx.(*exchange); ok {
		start = x.start
	}
	return start
}

// RequestBody returns the validated value of the request body for the context of a
// handler; nil if there is no body.
func RequestBody(ctx context.Context) any {
	return contract.BodyValue(exchangeOf(ctx).echo.Request())
}

// Deadline, Done and Err implement [context.Context] for one that never ends.
func (*exchange) Deadline() (time.Time, bool) { return time.Time{}, false }
func (*exchange) Done() <-chan struct{}       { return nil }
func (*exchange) Err() error                  { return nil }

// Unwrap lets middlewares reach the connection, see [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// chain puts middlewares around the handler of the route that Echo has found. It does
// so once, where Echo would do it for each request.
func chain(middlewares ...echo.MiddlewareFunc) echo.MiddlewareFunc {
	h := func(c echo.Context) error { return c.Handler()(c) }
	for _, m := range slices.Backward(middlewares) {
		h = m(h)
	}
	return func(echo.HandlerFunc) echo.HandlerFunc { return h }
}

// operation returns the operation of the route that Echo has found, so that it
// need not be searched for again by the path of the request. It is nil if the
// document has none. The few routes are compared faster than they are hashed.
func (s *Server) operation(c echo.Context) *contract.Operation {
	method, path := c.Request().Method, c.Path()
	for i := range s.operations {
		if o := &s.operations[i]; o.operation.Method == method && o.path == path {
			return o.operation
		}
	}
	return nil
}

// requestID begins the exchange, and gives it its ids and the headers that every
// response has. Date is added by Go's server.
func (s *Server) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		x := &exchange{Context: r.Context(), echo: c, start: s.now(), operation: s.operation(c)}
		x.ids[0] = s.newRequestID(x.start)
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
			r.Pattern = x.operation.Pattern
		}
		c.SetRequest(r)
		return next(c)
	}
}

// isPrintable reports whether s is 1 to 128 characters of printable ASCII.
func isPrintable(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// observe turns errors into answers, and passes the result to the observers.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		length := c.Request().ContentLength
		if err := next(c); err != nil {
			c.Error(err)
		}
		if s.isObserved(c) {
			s.show(c, length)
		}
		return nil
	}
}

// isObserved reports whether anybody looks at results, such as a log that shows
// requests.
func (s *Server) isObserved(c echo.Context) bool {
	return len(s.observers) > 1 || len(s.observers) == 1 && (!s.logs || s.log.Enabled(c.Request().Context(), slog.LevelInfo))
}

// errPanic is the error after a panic, which is in the log.
var errPanic = errors.New("panic")

// recover turns a panic into an error, after logging where it came from.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		StackSize:           64 << 10,
		DisableStackAll:     true,
		DisableErrorHandler: true, // observe calls it
		LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
			x := exchangeOf(c.Request().Context())
			s.log.LogAttrs(x, slog.LevelError, "panic",
				slog.String("value", err.Error()), slog.String("stack", string(stack)), slog.String("request_id", x.ids[0]))
			return errPanic
		},
	})(next)
}

// bytesPerValue keeps what a body costs in memory to a few times its size: no
// request of the document has a value for every 24 bytes.
const bytesPerValue = 24

// validate refuses whatever breaks the document. It is [contract.Middleware],
// made once for a chain of Echo's handlers: the request's exchange stands in for
// the arguments and the result that handlers of net/http do not have.
func (s *Server) validate(next echo.HandlerFunc) echo.HandlerFunc {
	validator := s.contract.Middleware(
		contract.WithMaxBodyBytes(s.maxBody),
		contract.WithMaxBodyValues(s.maxBody/bytesPerValue),
		contract.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, err error) { w.(*exchange).err = err }),
	)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := w.(*exchange)
		x.echo.SetRequest(r) // with the body that was read
		if s.check != nil {
			if x.err = s.check(r); x.err != nil {
				return
			}
		}
		x.err = next(x.echo)
	}))
	return func(c echo.Context) error {
		if !s.isOperation(c.Request()) {
			return next(c)
		}
		x := exchangeOf(c.Request().Context())
		x.ResponseWriter = c.Response().Writer
		validator.ServeHTTP(x, c.Request())
		return x.err
	}
}

// isOperation reports whether a request is for an operation, known or not: one under
// the base path, and not for the document itself or for health.
func (s *Server) isOperation(r *http.Request) bool {
	if exchangeOf(r.Context()).operation != nil {
		return true
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), s.basePath)
	return ok && strings.HasPrefix(rest, "/") && r.URL.Path != s.path
}

// prefixKey is the key of a context's value: what [Mount] took off the path.
type prefixKey struct{}

// Mount returns a request for a [Server] that is mounted under a prefix, such as
// "/tenants/contoso". The prefix is removed from the path of the request, and added to
// URLs in responses. It returns r itself if its path does not begin with the prefix and
// a slash.
func Mount(prefix string, r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, prefix)
	raw, rawOK := strings.CutPrefix(r.URL.RawPath, prefix)
	if !ok || !strings.HasPrefix(rest, "/") || r.URL.RawPath != "" && !rawOK {
		return r
	}
	mounted := r.WithContext(context.WithValue(r.Context(), prefixKey{}, prefix))
	mounted.URL = new(url.URL)
	*mounted.URL = *r.URL
	mounted.URL.Path, mounted.URL.RawPath = rest, raw
	return mounted
}

// Prefix returns the prefix that [Mount] removed from the path of the request with this
// context, or "".
func Prefix(ctx context.Context) string {
	prefix, _ := ctx.Value(prefixKey{}).(string)
	return prefix
}

// base returns what the paths in an answer begin with.
func (s *Server) base(ctx context.Context) string {
	return Prefix(ctx) + s.basePath
}
