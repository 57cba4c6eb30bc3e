package server

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"profilestatus.example"
)

// serveDocument serves the contract to anyone: the committed bytes as YAML, and
// the same as JSON.
func (s *Server) serveDocument() {
	s.document("/openapi.yaml", "application/yaml", func() ([]byte, error) { return []byte(profilestatus.OpenAPI()), nil })
	s.document("/openapi.json", "application/json", profilestatus.OpenAPIJSON)
}

// document serves one form of it. Pages of other origins may read it too: it is
// no secret and the same for everyone, so nothing varies and there is no Vary.
func (s *Server) document(path, mediaType string, read func() ([]byte, error)) {
	load := sync.OnceValues(read)
	s.echo.Match([]string{http.MethodGet, http.MethodHead}, path, func(c echo.Context) error {
		data, err := load()
		if err != nil {
			return err
		}
		h := c.Response().Header()
		h.Set("Content-Type", mediaType)
		h.Set("Cache-Control", "no-cache") // kept, but asked about each time
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag")
		h.Set("Etag", fmt.Sprintf(`"%x"`, sha256.Sum256(data)))
		http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(data))
		return nil
	})
	s.echo.OPTIONS(path, preflight)
}

// preflight answers a browser that asks whether a page of another origin may
// read the document with headers of its own choice, such as If-None-Match.
func preflight(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "*, Authorization") // * is all but this one: Fetch, "CORS non-wildcard request-header name"
	h.Set("Access-Control-Max-Age", "86400")                  // seconds, a day
	return c.NoContent(http.StatusNoContent)
}
