package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/internal/inline"
)

// document serves one form of the contract at path to anyone.
// Pages of other origins may read it too: it is no secret and the same for
// everyone, so nothing varies and there is no Vary. It is always answered whole
// (RFC 9110 section 14.2 lets a server ignore Range).
//
// With the query option "inline" it has no references but those to schemas, with
// "odata" no extensions of OData (see [inline.Variant]), and with "server" the address
// of this service; other options change nothing.
func (s *Server) document(mediaType, path string, read func() ([]byte, error)) {
	variants := inline.Variants(mediaType == "application/json", read)
	s.echo.OPTIONS(path, preflight)
	s.echo.Match(readMethods, path, func(c echo.Context) error {
		query := c.QueryParams()
		data, err := variants(inline.Variant{Inline: query.Has("inline"), OData: query.Has("odata")})
		if err == nil && query.Has("server") {
			data, err = s.withServer(c.Request().Context(), data)
		}
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
	})
}

// withServer returns a document whose server is this one, as the client reached it,
// which [WithHosts] may have to accept. A client that sends its token there sends it to
// nobody it has not named. It fails if the request names no host.
func (s *Server) withServer(ctx context.Context, document []byte) ([]byte, error) {
	origin, err := s.origin(ctx, "The address of the server needs the host that the client reached. Send a Host header, or leave the option server out.")
	if err != nil {
		return nil, err
	}
	return inline.WithServer(document, cmp.Or(s.basePath, "/"), origin+cmp.Or(s.base(ctx), "/"))
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
