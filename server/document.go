package server

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"profilestatus.example"
)

// openAPIYAML returns the committed bytes.
func openAPIYAML() ([]byte, error) { return []byte(profilestatus.OpenAPI()), nil }

// document returns a handler that serves one form of the contract to anyone.
// Pages of other origins may read it too: it is no secret and the same for
// everyone, so nothing varies and there is no Vary. It is always answered whole
// (RFC 9110 section 14.2 lets a server ignore Range).
func document(mediaType string, read func() ([]byte, error)) echo.HandlerFunc {
	load := sync.OnceValues(read)
	return func(c echo.Context) error {
		data, err := load()
		if err != nil {
			return err
		}
		etag := fmt.Sprintf(`"%x"`, sha256.Sum256(data))
		h := c.Response().Header()
		h.Set("Cache-Control", "no-cache") // kept, but asked about each time
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag")
		h.Set("Etag", etag)
		if matches(c.Request().Header["If-None-Match"], etag) {
			return c.NoContent(http.StatusNotModified)
		}
		h.Set("Content-Length", strconv.Itoa(len(data)))
		return c.Blob(http.StatusOK, mediaType, data)
	}
}

// matches reports whether an ETag is in the lists of If-None-Match. The
// comparison is weak (RFC 9110 section 13.1.2).
func matches(lists []string, etag string) bool {
	for tag := range strings.SplitSeq(strings.Join(lists, ","), ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == etag {
			return true
		}
	}
	return false
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
