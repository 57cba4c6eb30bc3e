package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
)

// routes is the way of every request, from the outside in. Whatever refuses a
// request returns an error, which observe turns into the answer.
func (s *Server) routes(register func(e *echo.Echo, basePath string)) {
	e := s.echo
	e.HTTPErrorHandler = s.writeError
	e.Use(chain(
		s.requestID,    // ids of the request, headers of every answer
		s.observe,      // errors become answers; observers and the log see the result
		s.recover,      // a panic becomes an error
		s.allowHosts,   // 400
		s.cors,         // preflights, and what pages of other origins may read
		s.authenticate, // 401, 403: before anything else of the request is looked at
		s.validate,     // 404, 405, 415, 413, 400: whatever breaks the document
	))
	register(e, s.basePath)
	s.document("application/yaml", s.path, func() ([]byte, error) { return []byte(s.text), nil })
}

var readMethods = []string{http.MethodGet, http.MethodHead}

// document serves one form of the contract at path, and its variants.
func (s *Server) document(mediaType, path string, read func() ([]byte, error)) {
	s.echo.Match(readMethods, path, s.serveDocument(mediaType, read))
	s.echo.OPTIONS(path, preflight)
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// chain puts middlewares around the handler of whatever route was found. It
// does so once; Echo by itself does it anew for each request.
func chain(middlewares ...echo.MiddlewareFunc) echo.MiddlewareFunc {
	h := func(c echo.Context) error { return c.Handler()(c) }
	for _, m := range slices.Backward(middlewares) {
		h = m(h)
	}
	return func(echo.HandlerFunc) echo.HandlerFunc { return h }
}

// A route is an operation of the document with its path as Echo writes it.
type route struct {
	path      string
	operation *contract.Operation
}

// routesOf returns the routes of the document.
func routesOf(c *contract.Contract) []route {
	var all []route
	for _, op := range c.Operations() {
		all = append(all, route{strings.NewReplacer("{", ":", "}", "").Replace(op.Path), op})
	}
	return all
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

// prefixKey is the key of a context's value: what [Mount] took off the path.
type prefixKey struct{}

// Mount returns a request for a [Server] that is reached under a prefix, such as
// "/tenants/contoso": without the prefix in its path, which the addresses in
// answers have. It returns r itself if its path does not begin with the prefix
// and a slash.
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

// Prefix returns what [Mount] took off the path of the request that a context
// belongs to, or "".
func Prefix(ctx context.Context) string {
	prefix, _ := ctx.Value(prefixKey{}).(string)
	return prefix
}

// base returns what the paths in an answer begin with.
func (s *Server) base(ctx context.Context) string {
	return Prefix(ctx) + s.basePath
}
