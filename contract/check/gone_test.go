package check_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// A mortal answers until a request goes to a path, and then never again.
type mortal struct {
	direct
	path   string // "": from the beginning
	after  error  // what comes then
	dead   atomic.Bool
	number atomic.Int64 // of requests after that
}

func (m *mortal) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.dead.Load() || m.path == "" {
		m.number.Add(1)
		return nil, m.after
	}
	resp, err := m.direct.RoundTrip(r)
	if r.URL.Path == m.path {
		m.dead.Store(true)
	}
	return resp, err
}

// TestServerGoes ends a run when the server goes away, and says at what.
func TestServerGoes(t *testing.T) {
	takes := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	tests := []struct {
		name   string
		path   string
		after  error
		want   string
		most   int64 // requests after that
		reason string
	}{
		{"shut down", "/v1/__admin/shutdown", fmt.Errorf("dial: %w", syscall.ECONNREFUSED), "POST /v1/__admin/shutdown (shutdown: the smallest valid request, phase examples)", 40, "the request that ended it is named"},
		{"never there", "", syscall.ECONNREFUSED, "no server answers at http://gone.test/v1: connection refused", 2, "nothing is known of a server that is not there"},
		{"no name", "", &net.DNSError{Name: "gone.test", IsNotFound: true}, "no server answers at http://gone.test/v1: there is no host of the name gone.test", 4, "a wrong name stays wrong, so nobody waits for it"},
		{"no certificate", "", &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "no server answers at http://gone.test/v1: its certificate is signed by an authority that is not trusted here", 4, "nor does a certificate become a better one"},
		{"no TLS", "", tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "no server answers at http://gone.test/v1: it does not speak TLS", 4, "nor does a server begin to speak TLS"},
		{"a slow name server", "", &net.DNSError{Name: "gone.test", IsTimeout: true}, "the name gone.test could not be looked up", 8, "which may answer the next time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &mortal{direct: direct{takes}, path: tt.path, after: tt.after}
			_, err := check.Run(t.Context(), check.Config{Base: "http://gone.test", Document: []byte(adminDocument), Seed: 1, Timeout: 50 * time.Millisecond, Concurrency: 1,
				Exclude: []string{"path=/__admin/settings/*", "operation=deleteAll"}, Tolerate: []string{"accepted", "method", "status"}, Transport: m})
			if !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Run() = %v, want %q\nreason: %s", err, tt.want, tt.reason)
			}
			if n := m.number.Load(); n > tt.most {
				t.Errorf("%d requests were sent to a server that was gone\nreason: %s", n, tt.reason)
			}
		})
	}
}

// TestServerThatOnlyCuts is still there: it breaks the connection on whatever
// it does not like.
func TestServerThatOnlyCuts(t *testing.T) {
	c, err := contract.Load([]byte(adminDocument))
	if err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	cuts := cutter(func(r *http.Request) (*http.Response, error) {
		if call, err := c.Find(r.Method, r.URL.EscapedPath()); err == nil && call.ID == "listThings" {
			return nil, syscall.ECONNRESET
		}
		return direct{h}.RoundTrip(r)
	})
	r := run(t, check.Config{Base: "http://cut.test", Document: []byte(adminDocument), Seed: 1, Cases: 20, Timeout: 50 * time.Millisecond, Concurrency: 1, Transport: cuts})
	found := false
	for _, f := range r.Findings {
		found = found || f.Violation.Rule == "noAnswer" && f.Operation == "listThings"
	}
	if !found || len(r.Coverage) < 5 {
		t.Errorf("the connection that is cut was not found, or the run ended:\n%s%q", explain(r), r.NotCovered)
	}
}

type cutter func(*http.Request) (*http.Response, error)

func (c cutter) RoundTrip(r *http.Request) (*http.Response, error) { return c(r) }

// TestRecordHidesCookies: what a server gives away as a credential is in no
// record.
func TestRecordHidesCookies(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "session=do-not-show-this")
	})
	var record strings.Builder
	run(t, check.Config{Base: "http://cookie.test", Document: []byte(adminDocument), Seed: 1, Cases: -1, Transport: direct{h}, Record: &record})
	if !strings.Contains(record.String(), "Set-Cookie") || strings.Contains(record.String(), "do-not-show-this") {
		t.Error("the record has no Set-Cookie, or its value")
	}
}
