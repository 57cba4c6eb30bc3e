package server

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
)

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
		contract.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, err error) { w.(*writer).err = err }),
	)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := w.(*writer)
		to.exchange.echo.SetRequest(r) // with the body that was read
		to.err = next(to.exchange.echo)
	}))
	return func(c echo.Context) error {
		if !s.isOperation(c.Request()) {
			return next(c)
		}
		x := exchangeOf(c.Request().Context())
		w := &x.writer
		*w = writer{exchange: x, ResponseWriter: c.Response().Writer}
		validator.ServeHTTP(w, c.Request())
		return w.err
	}
}

// A writer carries the exchange in and an error out.
type writer struct {
	http.ResponseWriter
	exchange *exchange
	err      error
}

// Unwrap lets the middleware reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
