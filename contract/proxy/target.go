package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"profilestatus.example/contract/report"
)

// A target is where the server is.
type target struct {
	url    *url.URL
	base   string // of the document
	prefix string // what stands for base at the server, escaped
	moved  bool   // it does
	socket string // of a server that listens on one
	h2c    bool   // HTTP/2 without TLS
}

// parseTarget reads the URL of the server of a document with a base path.
func parseTarget(to, base string) (*target, error) {
	t := &target{base: base}
	text := to
	if path, ok := strings.CutPrefix(to, "unix:"); ok {
		t.socket, text, _ = strings.Cut(path, ":")
		text = "http://localhost" + text
		if t.socket == "" {
			return nil, fmt.Errorf("%q: want the path of a socket, such as unix:/run/api.sock", to)
		}
	}
	u, err := url.Parse(text)
	if err == nil && u.Scheme == "h2c" {
		u.Scheme, t.h2c = "http", true
	}
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q: want the URL of a server, such as http://127.0.0.1:8080/beta", report.RedactURL(to))
	}
	if u.User != nil {
		return nil, fmt.Errorf("%q: a user and password in it are not sent; let the client send Authorization", report.RedactURL(to))
	}
	t.moved, t.prefix = u.Path != "", strings.TrimSuffix(u.EscapedPath(), "/")
	t.url = u
	return t, nil
}

// route returns the path at the server for one at the proxy, both as they stand
// in a request line.
func (t *target) route(path string) string {
	rest, under := strings.CutPrefix(path, t.base)
	if !t.moved || !under || rest != "" && rest[0] != '/' {
		return path
	}
	return t.prefix + rest // of which nothing is sent as /
}

// transport returns one that changes nothing.
func (t *target) transport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression = true // bodies stay as they are
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 256
	transport.MaxResponseHeaderBytes = 1 << 20
	if t.socket != "" {
		transport.Proxy = nil
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", t.socket)
		}
	}
	if t.h2c {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
	}
	return transport
}

// WithRootCAs sets the CA certificates, in PEM, to trust for the server instead of
// those of the system.
func WithRootCAs(pem []byte) Option {
	return func(p *Proxy) error {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return errors.New("WithRootCAs: there is no certificate in PEM")
		}
		transport, ok := p.reverse.Transport.(*http.Transport)
		if !ok {
			return errors.New("WithRootCAs: the transport is another one, see WithTransport")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
		return nil
	}
}
