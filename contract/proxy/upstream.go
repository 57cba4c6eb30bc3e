package proxy

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"profilestatus.example/internal/address"
)

// passed are headers that a reverse proxy of Go takes out, and this one passes
// on as they came.
var passed = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Proxy-Authorization"}

// rewrite makes the request that the server gets.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	x := r.In.Context().Value(exchangeKey{}).(*exchange)
	u := r.Out.URL
	u.Scheme, u.Host = p.to.url.Scheme, p.to.url.Host
	u.RawQuery = r.In.URL.RawQuery // as it is, also when it cannot be read
	setPath(u, p.to.route(requestPath(r.In)))
	for _, name := range passed {
		if !isHop(r.In.Header, name) {
			r.Out.Header[name] = r.In.Header[name]
		}
	}
	r.Out.Trailer = r.In.Trailer // it is filled at the end of the body
	if x.request != nil && !x.RequestCut {
		r.Out.Header.Del("Expect") // it was answered
	}
	if !p.keepHost && !(address.IsLocal(p.to.url.Host) && address.IsLocal(r.In.Host)) {
		r.Out.Host = p.to.url.Host
	}
	if p.announce {
		announce(r)
	}
}

// announce tells the server of the proxy (RFC 9110 section 7.6.3).
func announce(r *httputil.ProxyRequest) {
	r.SetXForwarded()
	r.Out.Header.Add("Via", strconv.Itoa(r.In.ProtoMajor)+"."+strconv.Itoa(r.In.ProtoMinor)+" profilestatus")
}

// isHop reports whether Connection names a header, which then ends here (RFC
// 9110 section 7.6.1).
func isHop(h http.Header, name string) bool {
	for _, value := range h["Connection"] {
		for option := range strings.SplitSeq(value, ",") {
			if strings.EqualFold(strings.TrimSpace(option), name) {
				return true
			}
		}
	}
	return false
}

// requestPath returns the path as it stands in the request line.
func requestPath(r *http.Request) string {
	if path, _, _ := strings.Cut(r.RequestURI, "?"); strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.EscapedPath()
}

// challenge is a header that Go's reverse proxy takes out of answers. It is for
// the client, as this proxy asks for no credentials.
const challenge = "Proxy-Authenticate"

// challenges saves it from that.
type challenges struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (c challenges) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.RoundTripper.RoundTrip(r)
	if err == nil && !isHop(resp.Header, challenge) {
		x := r.Context().Value(exchangeKey{}).(*exchange)
		x.challenge = resp.Header[challenge]
	}
	return resp, err
}

// setPath gives u an escaped path, to be sent just so.
func setPath(u *url.URL, path string) {
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = plain, path
	}
	if u.EscapedPath() != path && !strings.HasPrefix(path, "//") {
		u.Opaque = path // net/url would escape more of it
	}
}

// keepAbsent keeps Go's server from adding what the answer lacks.
func (x *exchange) keepAbsent() {
	h := x.w.Header()
	for _, name := range [...]string{"Content-Type", "Date"} {
		if _, ok := x.ResponseHeader[name]; !ok {
			h[name] = nil
		}
	}
}

// asking leaves out the 100 of the server: that which asks the client for its
// body is sent by net/http when the body is read, be it since the server has
// asked or since it has not done so for too long.
type asking struct{ http.ResponseWriter }

// WriteHeader implements [http.ResponseWriter].
func (w asking) WriteHeader(status int) {
	if status != http.StatusContinue {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Unwrap is for [http.ResponseController].
func (w asking) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// buffers are what bodies are copied through.
type buffers struct{ pool sync.Pool }

const copyBytes = 32 << 10

// Get implements [httputil.BufferPool].
func (b *buffers) Get() []byte {
	if p, ok := b.pool.Get().(*[copyBytes]byte); ok {
		return p[:]
	}
	return new([copyBytes]byte)[:]
}

// Put implements [httputil.BufferPool].
func (b *buffers) Put(buf []byte) { b.pool.Put((*[copyBytes]byte)(buf)) }
