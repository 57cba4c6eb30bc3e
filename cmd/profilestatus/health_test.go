package main

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"profilestatus.example/server"
)

// health runs the command health and returns its exit code and what it printed.
func health(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), append([]string{"health"}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func TestHealth(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		status int
		body   string
		code   int
		stderr string // a part of it
		reason string
	}{
		{"healthy", nil, 200, `{"status":"ok"}`, 0, "", "that is what it is asked for"},
		{"a reason", nil, 503, `{"error":{"message":"the disk is full"}}`, 1, `answered 503 Service Unavailable: "the disk is full"`, "the service tells why"},
		{"parts", nil, 503, `{"status":"unavailable","parts":[{"name":"store","status":"ok","detail":"d"},{"name":"keys","status":"unavailable","reason":"none yet"},{"name":"drain","status":"unavailable","reason":"it stops"}]}`, 1, `: "keys: none yet; drain: it stops"`, "a probe tells of each part"},
		{"a hostile reason", nil, 503, `{"error":{"message":"\u001b[2J\n"}}`, 1, `"\x1b[2J\n"`, "it must not control a terminal"},
		{"no reason", nil, 502, "<html>", 1, "answered 502 Bad Gateway\n", "a gateway speaks otherwise"},
		{"no answer of ours", nil, 204, "", 1, "answered 204 No Content\n", "only 200 is healthy"},
		{"a redirect", nil, 302, "", 1, "answered 302 Found\n", "where it leads may be healthy, and is another service"},
		{"too much", nil, 500, `{"error":{"message":"` + strings.Repeat("x", maxReason) + `"}}`, 1, "answered 500 Internal Server Error\n", "what is read is bounded"},
		{"no answer", []string{"--timeout", "50ms"}, 0, "", 1, "did not answer within 50ms\n", "it hangs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tt.status == 0 {
					<-r.Context().Done()
					return
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			t.Cleanup(ts.Close)
			code, stdout, stderr := health(t, append([]string{ts.URL}, tt.args...)...)
			if code != tt.code || !strings.Contains(stderr, tt.stderr) || (stderr == "") != (code == 0) || (stdout == "") != (code != 0) {
				t.Errorf("exit code %d, stdout %q, stderr %q, want %d and %q\nreason: %s", code, stdout, stderr, tt.code, tt.stderr, tt.reason)
			}
		})
	}
}

// TestHealthWithin asks again until the service is healthy.
func TestHealthWithin(t *testing.T) {
	var n atomic.Int32
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(ts.Close)
	if code, _, stderr := health(t, ts.URL, "--within", "1h"); code != exitOK || n.Load() != 3 {
		t.Errorf("exit code %d after %d requests: %s", code, n.Load(), stderr)
	}
}

func TestHealthURL(t *testing.T) {
	tests := []struct{ given, want, reason string }{
		{"http://h:1", "http://h:1/readyz", "an origin"},
		{"http://h:1/", "http://h:1/readyz", "an origin as browsers write it"},
		{"http://h/beta", "http://h/readyz", "the base URL that serve prints"},
		{"http://h/tenants/t/beta/", "http://h/readyz", "the base URL of a tenant"},
		{"http://h/a/livez", "http://h/a/livez", "a path of somebody else's"},
	}
	for _, tt := range tests {
		if got, err := healthURL(tt.given); got != tt.want || err != nil {
			t.Errorf("healthURL(%q) = %q, %v, want %q\nreason: %s", tt.given, got, err, tt.want, tt.reason)
		}
	}
	srv, err := server.New()
	if err != nil {
		t.Fatal(err)
	}
	if srv.BasePath() != basePath {
		t.Errorf("the base path is %q, and health takes %q for it", srv.BasePath(), basePath)
	}
}

// TestHealthTLS asks services with TLS: by the environment that they were started
// with, and by --ca.
func TestHealthTLS(t *testing.T) {
	dir := t.TempDir()
	a, err := openAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, a.pem(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startService(t, dir, "--store", "memory", "--tls", "self-signed", "--keys", dir)
	origin := strings.TrimSuffix(p.base, basePath)
	if code, _, stderr := health(t, origin); code != exitFailure || !strings.Contains(stderr, "certificate") {
		t.Errorf("not trusted: exit code %d: %s", code, stderr)
	}
	if code, _, stderr := health(t, p.base, "--ca", ca); code != exitOK {
		t.Errorf("--ca: exit code %d: %s", code, stderr)
	}
	t.Setenv("PROFILESTATUS_SERVE_ADDR", strings.TrimPrefix(origin, "https://"))
	t.Setenv("PROFILESTATUS_SERVE_KEYS", dir)
	t.Setenv("PROFILESTATUS_TLS", "self-signed")
	if code, _, stderr := health(t); code != exitOK {
		t.Errorf("by the environment: exit code %d: %s", code, stderr)
	}
	p.stop(t)
}

// writePair writes a certificate for these names, and its key if there is a second
// file.
func writePair(t *testing.T, a *authority, names []string, files ...string) {
	t.Helper()
	pair, err := a.certify(names)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	blocks := []*pem.Block{{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, {Type: "PRIVATE KEY", Bytes: private}}
	for n, name := range files {
		if err := os.WriteFile(name, pem.EncodeToMemory(blocks[n]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestHealthTLSFile asks a service with a certificate for another name than the
// address by which it is asked.
func TestHealthTLSFile(t *testing.T) {
	dir := t.TempDir()
	a, err := openAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePair(t, a, []string{"*.mock.example"}, cert, key)
	p := startService(t, dir, "--store", "memory", "--tls-cert", cert, "--tls-key", key)
	t.Setenv("PROFILESTATUS_SERVE_ADDR", strings.TrimPrefix(strings.TrimSuffix(p.base, basePath), "https://"))
	t.Setenv("PROFILESTATUS_SERVE_TLS_CERT", cert)
	if code, _, stderr := health(t); code != exitOK {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	writePair(t, a, []string{"other.example"}, cert)
	if code, _, stderr := health(t); code != exitFailure || !strings.Contains(stderr, "certificate") {
		t.Errorf("another certificate than the one that is shown: exit code %d: %s", code, stderr)
	}
	p.stop(t)
}
