package identity

import (
	"net/http"
	"testing"
)

// TestKeyStats follows the fetches of keys: one that fails, one that succeeds, and
// one of a set without a key.
func TestKeyStats(t *testing.T) {
	f := newFakeProvider(t)
	f.set(&f.keys, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	p := f.connect(t)
	until(t, "a failure", func() bool { return p.KeyStats().Failures == 1 })
	if stats := p.KeyStats(); stats.Successes != 0 || !stats.Last.IsZero() {
		t.Errorf("after a failure: %+v", stats)
	}
	f.set(&f.keys, text(publishedKeys()))
	until(t, "keys", func() bool { return p.Ready(t.Context()) == nil })
	first := p.KeyStats()
	if first.Successes != 1 || first.Failures != 1 || first.Last.IsZero() {
		t.Errorf("after a success: %+v", first)
	}
	f.set(&f.keys, text(`{"keys":[]}`))
	if _, err := p.Authenticate(t.Context(), f.signed("unknown")); err == nil {
		t.Error("a token was accepted whose key is not there")
	}
	until(t, "another failure", func() bool { return p.KeyStats().Failures == 2 })
	if stats := p.KeyStats(); stats.Successes != 1 || stats.Last != first.Last {
		t.Errorf("after a set without a key: %+v, before %+v", stats, first)
	}
}
