package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"profilestatus.example/internal/address"
)

// Special origins for [WithCORS].
const (
	AnyOrigin       = address.AnyOrigin       // all origins
	LoopbackOrigins = address.LoopbackOrigins // origins on this machine, on any port
)

// preflightSeconds is how long a browser need not ask again.
const preflightSeconds = 600

// What pages may send and read.
var (
	pageMethods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete}
	pageHeaders = []string{"request-id", "client-request-id", "Location", "OData-EntityId", "Preference-Applied", "Retry-After", "WWW-Authenticate"}
)

// WithCORS allows cross-origin requests from these origins (Fetch standard, section
// 3.2): exact ones such as https://app.example or http://localhost:3000, [AnyOrigin] or
// [LoopbackOrigins]. Preflight requests need no token. By default no other origin is
// allowed.
func WithCORS(origins ...string) Option {
	return func(s *Server) error {
		if len(origins) == 0 {
			return errors.New("WithCORS: no origin")
		}
		for _, origin := range origins {
			if err := address.CheckOrigin(origin); err != nil {
				return fmt.Errorf("WithCORS: %w", err)
			}
		}
		s.origins = origins
		return nil
	}
}

// cors answers preflights and lets pages of the origins read answers. Without
// origins it is no part of the chain. A request of no page passes untouched.
func (s *Server) cors(next echo.HandlerFunc) echo.HandlerFunc {
	if s.origins == nil {
		return next
	}
	pages := corsFor(s.origins, func(c echo.Context) bool { return s.isOperation(c.Request()) })(next)
	return func(c echo.Context) error {
		if origin := c.Request().Header["Origin"]; len(origin) == 0 || origin[0] == "" {
			return next(c) // as nearly all
		}
		return pages(c)
	}
}

// AllowOrigins returns a CORS middleware for handlers beside the API, such as an issuer
// that pages log in to. It answers preflight requests itself. The origins are as in
// [WithCORS]; without any, no origin is allowed.
func AllowOrigins(origins ...string) func(http.Handler) http.Handler {
	e := echo.New()
	return func(next http.Handler) http.Handler {
		h := corsFor(origins, func(echo.Context) bool { return true })(echo.WrapHandler(next))
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = h(e.NewContext(r, w)) // neither part of it returns an error
		})
	}
}

// corsFor is the CORS protocol for requests that are concerned by it. OPTIONS that
// is no preflight (the Fetch standard, section 4.8) is a method like others.
func corsFor(origins []string, concerns func(echo.Context) bool) echo.MiddlewareFunc {
	return middleware.CORSWithConfig(middleware.CORSConfig{
		Skipper: func(c echo.Context) bool {
			r := c.Request()
			return !concerns(c) || r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") == ""
		},
		AllowOriginFunc: func(origin string) (bool, error) { return address.Origins(origins).Has(origin), nil },
		AllowMethods:    pageMethods,
		ExposeHeaders:   pageHeaders,
		MaxAge:          preflightSeconds,
	})
}
