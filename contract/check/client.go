package check

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

// A client sends test cases to the server under test: over connections that are
// kept, not faster than allowed, and after a pause when the server asks for
// one.
type client struct {
	http    *http.Client
	anew    *http.Client // the same over a new connection for each request
	base    *url.URL
	cut     string // the document's base path, which base.Path stands for
	token   string
	header  http.Header
	secrets []string // of token and header
	timeout time.Duration
	step    time.Duration // between two requests, 0 for none

	cuts atomic.Int64 // connections that were cut, so that a request was sent again

	mu   sync.Mutex
	next time.Time // when the next request may begin
}

func newClient(cfg Config, base *url.URL, doc *contract.Contract) *client {
	transport := cfg.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			MaxIdleConns:        2 * cfg.Concurrency,
			MaxIdleConnsPerHost: 2 * cfg.Concurrency,
			DisableCompression:  true, // bodies are validated as they come
			ForceAttemptHTTP2:   true,
			IdleConnTimeout:     5 * time.Second,
			TLSClientConfig:     &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12},
		}
	}
	anew := transport
	if own, ok := transport.(*http.Transport); ok {
		own = own.Clone()
		own.DisableKeepAlives = true
		anew = own
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &client{
		http: &http.Client{Transport: transport, CheckRedirect: stay}, anew: &http.Client{Transport: anew, CheckRedirect: stay},
		base: base, cut: doc.BasePath(), header: cfg.Header, token: cfg.Token, timeout: cfg.Timeout,
	}
	c.secrets = report.Credentials(cfg.Header)
	if c.token != madeUpToken {
		c.secrets = append(c.secrets, report.Credentials(http.Header{"Authorization": {"Bearer " + c.token, "Basic " + base64.StdEncoding.EncodeToString([]byte(c.token))}})...)
	}
	if cfg.Rate > 0 {
		c.step = time.Duration(float64(time.Second) / cfg.Rate)
	}
	return c
}

// errTooLong is an answer of more than MaxAnswer bytes.
var errTooLong = fmt.Errorf("the answer is longer than %d bytes", MaxAnswer)

// send sends a test case once. The exchange is as the document sees it: its Target
// has the document's base path, and it holds no credentials. A connection that
// the server closed in between is opened once more; cut says whether that was
// while it was in use.
func (c *client) send(ctx context.Context, p *testCase) (x *contract.Exchange, took time.Duration, cut bool, err error) {
	if err := c.wait(ctx); err != nil {
		return nil, 0, false, err
	}
	var at connections
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: at.got})
	x, took, err = c.once(traced, c.http, p)
	if err != nil && ctx.Err() == nil && !errors.Is(err, errTooLong) && !isTimeout(err) {
		at.number.Add(2)                      // also where a transport tells of no connections
		x, took, err = c.once(ctx, c.anew, p) // the server may have closed other connections, too
	}
	if at.number.Load() > 1 && at.idle.Load() {
		c.cuts.Add(1)
	}
	return x, took, at.number.Load() > 1 && !at.idle.Load() && err == nil, err
}

// connections counts those that one request needs: net/http repeats by itself what
// was cut on a connection that it had used before.
type connections struct {
	number atomic.Int64
	idle   atomic.Bool // one of them had not been used for a while, so the server may have closed it
}

func (c *connections) got(info httptrace.GotConnInfo) {
	c.number.Add(1)
	if info.IdleTime > time.Second {
		c.idle.Store(true)
	}
}

func isTimeout(err error) bool { return errors.Is(err, context.DeadlineExceeded) }

func (c *client) once(ctx context.Context, over *http.Client, p *testCase) (*contract.Exchange, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	x := &contract.Exchange{Method: p.method, Target: p.target(), RequestHeader: p.header.Clone(), RequestBody: p.body}
	if x.RequestHeader == nil {
		x.RequestHeader = make(http.Header)
	}
	r := c.request(ctx, p, x)
	start := time.Now()
	resp, err := over.Do(r)
	if err != nil {
		return x, time.Since(start), unwrapURL(err)
	}
	defer resp.Body.Close()
	if t, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";"); strings.EqualFold(strings.TrimSpace(t), "text/event-stream") {
		x.Status, x.ResponseHeader, x.ResponseCut = resp.StatusCode, resp.Header, true // it has no end
		return x, time.Since(start), nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer+1))
	took := time.Since(start)
	if err == nil && len(body) > MaxAnswer {
		err = errTooLong
	}
	x.Status, x.ResponseHeader, x.ResponseBody = resp.StatusCode, resp.Header, c.conceal(resp.Header, body)
	return x, took, err
}

// conceal replaces the credentials of the run in an answer that repeats them by
// as many letters, before anything else sees the answer.
func (c *client) conceal(h http.Header, body []byte) []byte {
	for _, secret := range c.secrets {
		filler := strings.Repeat("x", len(secret))
		for _, values := range h {
			for i := range values {
				values[i] = strings.ReplaceAll(values[i], secret, filler)
			}
		}
		if bytes.Contains(body, []byte(secret)) {
			body = bytes.ReplaceAll(body, []byte(secret), []byte(filler))
		}
	}
	return body
}

// request builds the request, and shows in x what of it is no secret.
func (c *client) request(ctx context.Context, p *testCase, x *contract.Exchange) *http.Request {
	h := p.header.Clone()
	if h == nil {
		h = make(http.Header)
	}
	given, made, more := c.credentials(p)
	for name, values := range given {
		switch {
		case name == "Cookie":
			addCookies(h, x.RequestHeader, values)
		case p.plain && len(h[name]) > 0: // what the test case is about
		default:
			h[name], x.RequestHeader[name] = values, []string{"[redacted]"}
		}
	}
	for name, values := range made {
		if name == "Cookie" {
			addCookies(h, x.RequestHeader, values)
			continue
		}
		h[name], x.RequestHeader[name] = values, []string{"[redacted]"}
		if scheme, _, ok := strings.Cut(values[0], " "); ok && name == "Authorization" {
			x.RequestHeader[name] = []string{scheme + " [redacted]"}
		}
	}
	if p.leave != "" {
		h.Del(p.leave)
		x.RequestHeader.Del(p.leave)
		dropCookie(h, p.leave)
		dropCookie(x.RequestHeader, p.leave)
	}
	query := p.query
	if extra := more.Encode(); extra != "" {
		query = strings.TrimPrefix(query+"&"+extra, "&")
	}
	r := (&http.Request{Method: p.method, Host: c.base.Host, Header: h, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		URL: c.address(c.wire(p.path), query)}).WithContext(ctx)
	if len(h["User-Agent"]) == 0 {
		h["User-Agent"] = []string{"profilestatus-check"}
	}
	if len(p.body) > 0 {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(p.body)), int64(len(p.body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(p.body)), nil }
	}
	return r
}

// address makes a URL whose path is sent as it is written.
func (c *client) address(path, query string) *url.URL {
	u := &url.URL{Scheme: c.base.Scheme, Host: c.base.Host, RawPath: path, RawQuery: query}
	var err error
	if u.Path, err = url.PathUnescape(path); err != nil || u.EscapedPath() != path {
		u.Path, u.RawPath, u.Opaque = "", "", path // no proxy takes it, but then none has to
	}
	return u
}

// wire turns a path of the document into one of the server.
func (c *client) wire(path string) string {
	return c.base.EscapedPath() + strings.TrimPrefix(path, c.cut)
}

// local turns a link of an answer into path and query of the document. It
// reports false for one that leads away from the server under test.
func (c *client) local(from, link string) (path, query string, ok bool) {
	at := &url.URL{Scheme: c.base.Scheme, Host: c.base.Host, Path: c.wire(from)}
	u, err := at.Parse(link)
	if err != nil {
		return "", "", false
	}
	// Behind a gateway a link may name another host, or the path without what
	// the gateway put in front; only the rest of the path counts.
	path = u.EscapedPath()
	for _, prefix := range []string{c.base.EscapedPath(), c.cut} {
		if rest, found := strings.CutPrefix(path, prefix); found && (rest == "" || rest[0] == '/') {
			return c.cut + rest, u.RawQuery, true
		}
	}
	return "", "", false
}

// unwrapURL drops the address, which is the same in every error.
func unwrapURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
