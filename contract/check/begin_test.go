package check_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/check"
)

// TestBegin: a run ends in time, and when it is interrupted, also while it loads a
// document that refers to one which does not come.
func TestBegin(t *testing.T) {
	const document = "openapi: 3.0.3\ninfo: {title: t, version: v}\npaths: {/a: {$ref: other.yaml}}\n"
	tests := []struct {
		name, want, reason string
		maxTime            time.Duration
		interrupted        bool
	}{
		{"over", "the time was over before the document was loaded", "the limit is that of the whole run", 20 * time.Millisecond, false},
		{"interrupted", "the run was interrupted while the document was loaded", "nobody has to wait for it", 0, true},
		{"interrupted in time", "the run was interrupted while the document was loaded", "whatever the limit is", time.Hour, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			end := make(chan struct{})
			ts := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				if tt.interrupted {
					cancel()
				}
				<-end
			}))
			t.Cleanup(func() { close(end); ts.Close() })
			for name, run := range map[string]func(check.Config) (*check.Report, error){
				"Run":    func(cfg check.Config) (*check.Report, error) { return check.Run(ctx, cfg) },
				"Replay": func(cfg check.Config) (*check.Report, error) { return check.Replay(ctx, cfg, strings.NewReader("")) },
			} {
				_, err := run(check.Config{Base: "http://begin.test", Document: []byte(document), Seed: 1, MaxTime: tt.maxTime,
					Options: []contract.Option{contract.WithReferences(ts.URL + "/document.yaml")}})
				if !errors.Is(err, check.ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s() = %v, want %q\nreason: %s", name, err, tt.want, tt.reason)
				}
			}
		})
	}
}
