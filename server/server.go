package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/gen"
	"profilestatus.example/internal/address"
	"profilestatus.example/internal/ascii"
	"profilestatus.example/store"
	"profilestatus.example/store/memory"
)

// A Server serves the API. It is safe for concurrent use, starts no goroutine and need
// not be closed. The caller closes the store.
type Server struct {
	echo       *echo.Echo
	contract   *contract.Contract
	operations []route
	check      func(*http.Request) error // nil: there is none
	path       string                    // of the document
	basePath   string                    // of all operations
	wrap       func(gen.StrictServerInterface) gen.StrictServerInterface

	store        store.Store
	auth         Authenticator
	notFound     func(path string) string                 // why there is nothing; "": no reason
	anonymous    func(context.Context) (Principal, error) // nil: a token is needed
	log          *slog.Logger
	logs         bool // the last observer is the log's
	observers    []func(context.Context, Result)
	now          func() time.Time
	since        func(time.Time) time.Duration
	newID        func(start time.Time) string // of a status, from the start of its request
	newRequestID func(start time.Time) string
	maxBody      int64
	profiles     map[string]bool // nil: every profile exists
	hosts        address.Hosts   // nil: every host is accepted
	origins      []string        // of pages, see WithCORS
	publicURL    string          // scheme and host of next links; "": the request's
}

var _ http.Handler = (*Server)(nil)

// New returns a server. It fails only if an option is invalid.
func New(options ...Option) (*Server, error) {
	return newServer(profilestatus.OpenAPI(), "/openapi.yaml", options, func(s *Server) {
		gen.RegisterHandlersWithBaseURL(s.echo, gen.NewStrictHandler(s.wrap(handler{s})), s.basePath)
		s.document("application/json", "/openapi.json", profilestatus.OpenAPIJSON)
		s.echo.Match(readMethods, "/healthz", s.health)
	})
}

// NewFor returns a server for another OpenAPI document, given as YAML in text and
// served at path without a token. The function register adds the handlers of its
// operations to e, under the base path. Their requests pass the same middlewares, with
// the same limits, errors and headers. Options for the handlers of the API have no
// effect. It fails if an option or the document is invalid.
func NewFor(text, path string, register func(e *echo.Echo, basePath string), options ...Option) (*Server, error) {
	return newServer(text, path, options, func(s *Server) { register(s.echo, s.basePath) })
}

// Prepare starts to parse the document in the background, so that the first [New] need
// not wait as long. Calling it is optional.
func Prepare() { go contract.LoadOnce(profilestatus.OpenAPI()) }

func newServer(text, path string, options []Option, register func(*Server)) (*Server, error) {
	c, err := contract.LoadOnce(text)
	if err != nil {
		return nil, err // a broken document does not pass the tests
	}
	s := &Server{
		echo:     echo.New(),
		contract: c,
		path:     path,
		basePath: c.BasePath(),
		store:    memory.New(memory.DefaultMaxRecords),
		auth:     AnyToken{},
		now:      time.Now,
		since:    time.Since, // which looks at one clock, where now looks at two
		maxBody:  DefaultMaxBodyBytes,
		notFound: func(string) string { return "" },
		wrap:     func(h gen.StrictServerInterface) gen.StrictServerInterface { return h },
	}
	for _, op := range c.Operations() {
		s.operations = append(s.operations, route{strings.NewReplacer("{", ":", "}", "").Replace(op.Path), op})
	}
	s.newID, s.newRequestID = ascii.NewUUID, ascii.NewUUID
	for _, option := range options {
		if err := option(s); err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	} else {
		s.logs = true
		s.observers = append(s.observers, logResults(s.log, c.Operations()))
	}
	s.routes()
	register(s)
	s.document("application/yaml", path, func() ([]byte, error) { return []byte(text), nil })
	return s, nil
}

// BasePath returns the base path of all operations, "/beta" for the API.
func (s *Server) BasePath() string { return s.basePath }

// Ready returns nil if the server can store statuses, and its [Authenticator], if it
// has a method Ready, can verify tokens.
func (s *Server) Ready(ctx context.Context) error {
	if a, ok := s.auth.(interface{ Ready(context.Context) error }); ok {
		if err := a.Ready(ctx); err != nil {
			return err
		}
	}
	return s.store.Ping(ctx)
}

// health answers load balancers and scripts that wait for the server.
func (s *Server) health(c echo.Context) error {
	if err := s.Ready(c.Request().Context()); err != nil {
		return err
	}
	return c.JSONBlob(http.StatusOK, []byte(`{"status":"ok"}`+"\n"))
}
