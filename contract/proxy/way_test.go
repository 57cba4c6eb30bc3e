package proxy_test

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"profilestatus.example/contract/journal"
	"profilestatus.example/contract/proxy"
)

// TestWays sends a request with a trailer over each kind of connection that there
// is to the client and to the server.
func TestWays(t *testing.T) {
	certificate := func(s *httptest.Server) proxy.Option {
		return proxy.WithRootCAs(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
	}
	protocols := func(change func(*http.Protocols)) *http.Protocols {
		p := new(http.Protocols)
		p.SetHTTP1(true)
		change(p)
		return p
	}
	h2c := protocols(func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) })
	tests := []struct {
		name   string
		start  func(*httptest.Server, string) (to string, option proxy.Option)
		client bool // HTTP/2 to the proxy
		want   string
		reason string
	}{
		{"HTTP/1.1", func(s *httptest.Server, _ string) (string, proxy.Option) { s.Start(); return s.URL, nil }, false, "HTTP/1.1 HTTP/1.1", "the usual"},
		{"TLS", func(s *httptest.Server, _ string) (string, proxy.Option) {
			s.StartTLS()
			return s.URL, certificate(s)
		}, false, "HTTP/1.1 HTTP/1.1", "by a certificate that the system does not trust"},
		{"TLS 1.2", func(s *httptest.Server, _ string) (string, proxy.Option) {
			s.TLS = &tls.Config{MaxVersion: tls.VersionTLS12}
			s.StartTLS()
			return s.URL, certificate(s)
		}, false, "HTTP/1.1 HTTP/1.1", "the oldest that is in use"},
		{"HTTP/2 to the server", func(s *httptest.Server, _ string) (string, proxy.Option) {
			s.EnableHTTP2 = true
			s.StartTLS()
			return s.URL, certificate(s)
		}, false, "HTTP/1.1 HTTP/2.0", "whatever it speaks"},
		{"HTTP/2 both ways", func(s *httptest.Server, _ string) (string, proxy.Option) {
			s.EnableHTTP2 = true
			s.StartTLS()
			return s.URL, certificate(s)
		}, true, "HTTP/2.0 HTTP/2.0", "whatever it speaks"},
		{"HTTP/2 to the client", func(s *httptest.Server, _ string) (string, proxy.Option) { s.Start(); return s.URL, nil }, true, "HTTP/2.0 HTTP/1.1", "each its own"},
		{"HTTP/2 without TLS", func(s *httptest.Server, _ string) (string, proxy.Option) {
			s.Config.Protocols = h2c
			s.Start()
			return strings.Replace(s.URL, "http:", "h2c:", 1), nil
		}, false, "HTTP/1.1 HTTP/2.0", "by its own scheme"},
		{"socket", func(s *httptest.Server, socket string) (string, proxy.Option) {
			_ = s.Listener.Close()
			s.Listener, _ = net.Listen("unix", socket)
			s.Start()
			return "unix:" + socket, nil
		}, false, "HTTP/1.1 HTTP/1.1", "a Unix socket"},
		{"socket with a path", func(s *httptest.Server, socket string) (string, proxy.Option) {
			_ = s.Listener.Close()
			s.Listener, _ = net.Listen("unix", socket)
			s.Start()
			return "unix:" + socket + ":/beta", nil
		}, false, "HTTP/1.1 HTTP/1.1", "where the base path is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			back := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Trailer", "X-Sum")
				body, _ := io.ReadAll(r.Body)
				text := r.Proto + " " + r.Method + " " + r.URL.Path + " " + string(body)
				if r.ProtoMajor == 2 { // which has trailers behind a length
					w.Header().Set("Content-Length", strconv.Itoa(len(text)))
				}
				_, _ = io.WriteString(w, text)
				w.Header().Set("X-Sum", "sum of "+r.Trailer.Get("X-Sum"))
			}))
			to, option := tt.start(back, filepath.Join(t.TempDir(), "s"))
			defer back.Close()
			var options []proxy.Option
			if option != nil {
				options = append(options, option)
			}
			f := start(t, to, options...)
			client, base := f.front.Client(), f.front.URL
			if tt.client {
				front := httptest.NewUnstartedServer(f.front.Config.Handler)
				front.EnableHTTP2 = true
				front.StartTLS()
				defer front.Close()
				client, base = front.Client(), front.URL
			}
			r, err := http.NewRequest("POST", base+"/beta/x", io.MultiReader(strings.NewReader("bo"), strings.NewReader("dy")))
			if err != nil {
				t.Fatal(err)
			}
			r.Trailer = http.Header{"X-Sum": {"7"}}
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(resp.Body)
			if got := resp.Proto + " " + string(body); got != tt.want+" POST /beta/x body" || resp.Trailer.Get("X-Sum") != "sum of 7" {
				t.Errorf("got %q, trailer %v, want %q\nreason: %s", got, resp.Trailer, tt.want, tt.reason)
			}
			if known := resp.ContentLength == int64(len(body)); known != (tt.want == "HTTP/2.0 HTTP/2.0") {
				t.Errorf("the length is %d, and can be known before a trailer only by HTTP/2\nreason: %s", resp.ContentLength, tt.reason)
			}
		})
	}
}

// TestForwarding shows what the server is told of the client if it is asked for.
func TestForwarding(t *testing.T) {
	f := before(t, http.HandlerFunc(echo), proxy.WithForwarding())
	h := f.echo("GET", statusPath, "", "X-Forwarded-For", "192.0.2.1", "Via", "1.1 a").Header
	if h.Get("X-Forwarded-For") != "192.0.2.1, 127.0.0.1" || h.Get("X-Forwarded-Proto") != "http" || h.Get("X-Forwarded-Host") != strings.TrimPrefix(f.front.URL, "http://") ||
		strings.Join(h["Via"], "; ") != "1.1 a; 1.1 profilestatus" {
		t.Errorf("the server got %v", h)
	}
}

// TestFirstProxy shows what the server is told if nobody forwarded before.
func TestFirstProxy(t *testing.T) {
	f := before(t, http.HandlerFunc(echo), proxy.WithForwarding())
	if h := f.echo("GET", statusPath, "").Header; h.Get("X-Forwarded-For") != "127.0.0.1" || h.Get("Via") != "1.1 profilestatus" {
		t.Errorf("the server got %v", h)
	}
}

// TestChallengeOfAHop: a challenge that the server means for the next hop ends here,
// another one passes.
func TestChallengeOfAHop(t *testing.T) {
	for connection, want := range map[string]string{"": "Basic", "Proxy-Authenticate": ""} {
		f := before(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Proxy-Authenticate", "Basic")
			if connection != "" {
				w.Header().Set("Connection", connection)
			}
			w.WriteHeader(407)
		}))
		if got := f.send("GET", statusPath, "").Header.Get("Proxy-Authenticate"); got != want {
			t.Errorf("with Connection: %s the client got %q, want %q", connection, got, want)
		}
	}
}

// TestTwoSlashes: a path that begins with two is never read as the name of a server,
// though it is escaped then.
func TestTwoSlashes(t *testing.T) {
	behind := serveRaw(t, rawOK)
	f := start(t, "http://"+behind.Addr().String())
	exchangeRaw(t, f.front.Listener.Addr().String(), "GET //beta/a|b HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
	if got := behind.request(); !strings.HasPrefix(got, "GET //beta/a%7Cb HTTP/1.1\r\n") {
		t.Errorf("the server got %q", got)
	}
}

// TestTunnel shows that no tunnel is opened.
func TestTunnel(t *testing.T) {
	asked := false
	f := before(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	answer := exchangeRaw(t, f.front.Listener.Addr().String(), "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(answer, "HTTP/1.1 501 ") || !strings.Contains(answer, "no tunnels") || asked {
		t.Errorf("got %q, asked: %t", answer, asked)
	}
}

// TestUntrusted shows that a certificate which nobody vouches for is an error.
func TestUntrusted(t *testing.T) {
	back := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	back.Config.ErrorLog = nil
	back.TLS = &tls.Config{}
	back.StartTLS()
	defer back.Close()
	if r := start(t, back.URL).send("GET", statusPath, ""); r.StatusCode != 502 {
		t.Errorf("got %s, want 502", r.Status)
	}
	c, _ := document()
	j, _ := journal.New(c)
	if _, err := proxy.New(j, back.URL, proxy.WithRootCAs([]byte("x"))); err == nil || !strings.Contains(err.Error(), "no certificate") {
		t.Errorf("WithRootCAs(x): %v", err)
	}
	if _, err := proxy.New(j, back.URL, proxy.WithTransport(roundTripper(nil)), proxy.WithRootCAs(nil)); err == nil {
		t.Error("WithRootCAs works on no other transport")
	}
}
