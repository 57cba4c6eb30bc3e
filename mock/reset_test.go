package mock_test

import (
	"errors"
	"net/http/httptest"
	"syscall"
	"testing"

	"golang.org/x/net/netutil"

	"profilestatus.example/mock"
)

// TestResets: a connection is reset, whatever stands around it.
func TestResets(t *testing.T) {
	for _, tt := range []struct {
		name         string
		tls, limited bool
		reason       string
	}{
		{"plain", false, false, "as a test has it"},
		{"TLS", true, false, "the client must not be told that it ends"},
		{"limited", false, true, "the service bounds its connections"},
		{"TLS, limited", true, true, "both, as the service has it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := mock.New()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(m.Close)
			ts := httptest.NewUnstartedServer(m.WithControl())
			if tt.limited {
				ts.Listener = netutil.LimitListener(ts.Listener, 1)
			}
			if tt.tls {
				ts.StartTLS()
			} else {
				ts.Start()
			}
			t.Cleanup(ts.Close)
			f := &faulty{Server: ts, client: ts.Client()}
			f.rule(t, tenantT, `{"connection":"reset"}`)
			for range 2 { // the second only if the first has made room
				if _, _, err := f.do(t.Context(), "POST", "/tenants/t/beta"+profile, success); !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("got %v, want a reset\nreason: %s", err, tt.reason)
				}
			}
			if r := f.recorded(t, tenantT); len(r.Exchanges) != 2 || len(r.Findings) > 0 {
				t.Errorf("recorded: %+v", r)
			}
		})
	}
}
