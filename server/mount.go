package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

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
	return Prefix(ctx) + s.contract.BasePath()
}
