package proxy

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	"profilestatus.example/contract/internal/address"
)

// parseUpstream reads the URL of the server.
func parseUpstream(to string) (*url.URL, error) {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q: want the URL of a server, such as http://127.0.0.1:8080/beta", to)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%q: a user and password in it are not sent; let the client send Authorization", u.Redacted())
	}
	u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/"), strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}

func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true // bodies stay as they are
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 256
	t.MaxResponseHeaderBytes = 64 << 10
	return t
}

var forwarded = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"}

// rewrite makes the request that the server gets.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	u := r.Out.URL
	u.Scheme, u.Host = p.to.Scheme, p.to.Host
	u.RawQuery = r.In.URL.RawQuery // as it is, also when it cannot be read
	path := p.route(r.In.URL.EscapedPath())
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = plain, path
	}
	for _, name := range forwarded {
		if values, ok := r.In.Header[name]; ok {
			r.Out.Header[name] = values
		}
	}
	if !p.keepHost && !(address.IsLoopback(p.to.Host) && address.IsLoopback(r.In.Host)) {
		r.Out.Host = p.to.Host
		r.SetXForwarded()
	}
	if accepted, ok := r.In.Header["Accept-Encoding"]; ok {
		encoding := "identity"
		if strings.Contains(strings.ToLower(strings.Join(accepted, ",")), "gzip") {
			encoding = "gzip"
		}
		r.Out.Header["Accept-Encoding"] = []string{encoding}
	}
}

// route returns the path at the server for one at the proxy, both escaped.
func (p *Proxy) route(path string) string {
	if p.to.Path == "" {
		return path
	}
	rest, under := strings.CutPrefix(path, p.base)
	if under && (rest == "" || rest[0] == '/') {
		return p.to.EscapedPath() + rest
	}
	return path
}

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
