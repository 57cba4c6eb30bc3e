package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"profilestatus.example/store"
	"profilestatus.example/store/postgres"
)

// proxied returns a store behind a proxy, and one on the same database without.
func proxied(t *testing.T, wait time.Duration) (behind, direct *postgres.Store, p *proxy) {
	t.Helper()
	dsn := database(t)
	if server == nil {
		t.Skip("needs a server of its own; unset " + givenDatabase)
	}
	direct = open(t, dsn)
	_, schema, _ := strings.Cut(dsn, "search_path=")
	p = startProxy(t, server.Socket())
	behind, err := postgres.OpenWithin(t.Context(), p.dsn(schema), wait)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { behind.Close() }) // which may not come to an end
	return behind, direct, p
}

// ids returns the ids of a profile, newest first.
func ids(t testing.TB, s store.Store, profileID string) (ids []string) {
	t.Helper()
	records, _, err := s.List(t.Context(), key(profileID), 0, 100_000)
	if err != nil {
		t.Fatalf("List(%s) = %v, want nil", profileID, err)
	}
	for _, r := range records {
		ids = append(ids, r.ID)
	}
	return ids
}

// A connection that breaks around a commit changes nothing for the callers: the
// outcome is looked up, and what was not committed is done again, once.
func TestCutCommit(t *testing.T) {
	tests := []struct {
		name   string
		fault  fault
		reason string
	}{
		{"before", cutBefore, "the transaction is undone, so it is begun anew"},
		{"after", cutAfter, "it is committed, and a second one must not meet the first"},
		{"between", cutBetween, "it is still open when the outcome is looked up"},
		{"hanging", cutAndHang, "the server ends it when it has been idle for too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, direct, p := proxied(t, 20*time.Second)
			create(t, s, "p", "old", "taken")
			create(t, s, "gone", "a")
			if tt.fault != cutAndHang { // of which only a transaction of two parts is left open
				createWithoutCare(t, s)
			}
			expect := func(name string, want error, call func() error) {
				t.Helper()
				met := p.arm(tt.fault)
				if tt.fault == cutBetween {
					go func() { <-met; time.Sleep(200 * time.Millisecond); p.release() }()
				}
				if err := call(); !errors.Is(err, want) {
					t.Errorf("%s = %v, want %v, reason: %s", name, err, want, tt.reason)
				}
				<-met
			}
			expect("Create()", nil, func() error { return s.Create(t.Context(), record("p", "new")) })
			if tt.fault != cutAndHang { // which takes seconds
				expect("Create() of a profile", nil, func() error { return s.Create(t.Context(), record("q", "new")) })
				expect("Create() of a taken id", store.ErrConflict, func() error { return s.Create(t.Context(), record("p", "taken")) })
				// The batches after one with a taken id look for more of them.
				expect("Create() with care", nil, func() error { return s.Create(t.Context(), record("q", "newer")) })
				expect("Create() of a taken id with care", store.ErrConflict, func() error { return s.Create(t.Context(), record("p", "taken")) })
				expect("Delete()", nil, func() error { return s.Delete(t.Context(), key("gone")) })
			}
			if got, want := ids(t, direct, "p"), []string{"new", "taken", "old"}; !slices.Equal(got, want) {
				t.Errorf("List(p) = %v, want %v, reason: %s", got, want, tt.reason)
			}
			if got, want := ids(t, direct, "q"), []string{"newer", "new"}; tt.fault != cutAndHang && !slices.Equal(got, want) {
				t.Errorf("List(q) = %v, want %v, reason: %s", got, want, tt.reason)
			}
			if got := ids(t, direct, "gone"); tt.fault != cutAndHang && got != nil {
				t.Errorf("List(gone) = %v, want nothing", got)
			}
		})
	}
}

// A write whose commit took effect is not done again when its answer was lost,
// whatever others have done meanwhile.
func TestCutCommitTakesEffectOnce(t *testing.T) {
	s, direct, p := proxied(t, 20*time.Second)
	create(t, s, "p", "old")
	during := func(name string, call func() error, meanwhile func()) {
		t.Helper()
		met := p.armAndRefuse(cutAfter)
		done := make(chan error, 1)
		go func() { done <- call() }()
		<-met
		// The answer was on its way, so others see the effect soon.
		meanwhile()
		p.accept()
		if err := <-done; err != nil {
			t.Errorf("%s = %v, want nil", name, err)
		}
	}
	during("Delete()", func() error { return s.Delete(t.Context(), key("p")) }, func() {
		eventually(t, "the records are gone", func() bool { return ids(t, direct, "p") == nil })
		create(t, direct, "p", "newer")
	})
	if got := ids(t, direct, "p"); !slices.Equal(got, []string{"newer"}) {
		t.Errorf("List(p) = %v, want [newer]: it was created when the delete had taken effect", got)
	}
	for _, profile := range []string{"q", "known"} { // made with a profile, and without
		during("Create()", func() error { return s.Create(t.Context(), record(profile, "a")) }, func() {
			eventually(t, "the record is there", func() bool { return slices.Contains(ids(t, direct, profile), "a") })
			if err := direct.DeleteTenant(t.Context(), store.DefaultTenant); err != nil {
				t.Fatal(err)
			}
		})
		if got := ids(t, direct, profile); got != nil {
			t.Errorf("List(%s) = %v, want nothing: it was deleted when the create had taken effect", profile, got)
		}
		createWithoutCare(t, s)
	}
}

// A commit that reaches the server only when its outcome was looked up changes
// nothing any more.
func TestLateCommit(t *testing.T) {
	s, direct, p := proxied(t, 20*time.Second)
	createWithoutCare(t, s)
	met := p.arm(cutBetween)
	create(t, s, "known", "a")
	<-met
	if err := direct.Delete(t.Context(), key("known")); err != nil {
		t.Fatal(err)
	}
	create(t, direct, "known", "b")
	p.release()
	<-p.late
	if got := ids(t, direct, "known"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("List() = %v, want [b]", got)
	}
}

// An outcome that cannot be looked up in time is not known, and nobody waits
// longer than promised.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	s, direct, p := proxied(t, time.Second)
	create(t, s, "p", "old")
	met := p.armAndRefuse(cutAfter)
	err := s.Create(t.Context(), record("p", "a"))
	if !errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Create() = %v, want ErrUnknown and not ErrUnavailable, which would deny it", err)
	}
	<-met
	p.accept()
	eventually(t, "Ping() = nil", func() bool { return s.Ping(t.Context()) == nil })
	create(t, s, "p", "b")
	if got, want := ids(t, direct, "p"), []string{"b", "a", "old"}; !slices.Equal(got, want) {
		t.Errorf("List() = %v, want %v", got, want)
	}
}

// A server that stops answering holds nobody up for ever.
func TestStoppedServer(t *testing.T) {
	t.Parallel()
	s, _, p := proxied(t, time.Second)
	create(t, s, "p", "old")
	met := p.arm(stopForward)
	err := s.Create(t.Context(), record("p", "a"))
	if !errors.Is(err, store.ErrUnknown) {
		t.Errorf("Create() whose commit is not answered = %v, want ErrUnknown", err)
	}
	<-met
	if err := s.Close(); err != nil {
		t.Errorf("Close() = %v, want nil: nothing is in flight", err)
	}
	for range 2 {
		if err := s.Create(t.Context(), record("p", "b")); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("Create() after Close = %v, want ErrUnavailable", err)
		}
	}
}

// eventually waits until f reports true.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for !f() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not in 60 s", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
