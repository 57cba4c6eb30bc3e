package server

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"profilestatus.example/internal/address"
)

// Origins that [WithCORS] knows by name.
const (
	AnyOrigin       = address.AnyOrigin       // every page
	LoopbackOrigins = address.LoopbackOrigins // pages of servers on this machine, on any port
)

// preflightSeconds is how long a browser need not ask again.
const preflightSeconds = 600

// What pages may send and read.
var (
	pageMethods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete}
	pageHeaders = []string{"request-id", "client-request-id", "Location", "OData-EntityId", "Preference-Applied", "Retry-After", "WWW-Authenticate"}
)

// WithCORS lets pages of these origins use the API (the Fetch standard,
// section 3.2): exact ones such as https://app.example or http://localhost:3000,
// [AnyOrigin] or [LoopbackOrigins]. A preflight is answered before the token is
// looked at. By default no page of another origin can.
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

// AllowOrigins returns a middleware that lets pages of these origins use what is
// served beside the API, such as an issuer that they log in to. It answers
// preflights itself. The origins are those of [WithCORS]; none lets nobody.
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
