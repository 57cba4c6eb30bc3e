package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"profilestatus.example/server"
)

var discard = slog.New(slog.DiscardHandler)

// A fakeProvider is an OpenID Connect provider whose answers can be set.
type fakeProvider struct {
	*httptest.Server
	metadata, keys atomic.Pointer[http.HandlerFunc]
	fetches        atomic.Int32 // of the keys
}

func newFakeProvider(t *testing.T) *fakeProvider {
	f := &fakeProvider{}
	mux := http.NewServeMux()
	mux.HandleFunc("/v2.0/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) { (*f.metadata.Load())(w, r) })
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) {
		f.fetches.Add(1)
		(*f.keys.Load())(w, r)
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	f.set(&f.metadata, text(fmt.Sprintf(`{"issuer":"%s/v2.0","jwks_uri":"%s/keys"}`, f.URL, f.URL)))
	f.set(&f.keys, text(publishedKeys()))
	return f
}

func (f *fakeProvider) set(to *atomic.Pointer[http.HandlerFunc], h http.HandlerFunc) { to.Store(&h) }

// text is a handler with one answer.
func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
}

// publishedKeys is the set with the key of the tests, under the id "published".
func publishedKeys() string {
	data, err := json.Marshal(map[string]any{"keys": []any{jwk(&testKeys.rsa.PublicKey, "published")}})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// signed returns a token of the provider.
func (f *fakeProvider) signed(kid string) string {
	claims := with(map[string]any{"iss": f.URL + "/v2.0", "aud": "api://us", "iat": nil, "nbf": nil, "exp": time.Now().Add(time.Hour).Unix()})
	return raw(fmt.Sprintf(`{"alg":"RS256","kid":%q}`, kid), claims, signRS256)
}

func (f *fakeProvider) connect(t *testing.T) *Provider {
	t.Helper()
	p, err := NewProvider(t.Context(), f.URL+"/v2.0", []string{"api://us"}, discard)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// until waits for a condition that comes by itself.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 1000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: not after 10 s", what)
}

func TestProvider(t *testing.T) {
	f := newFakeProvider(t)
	p := f.connect(t)
	until(t, "ready", func() bool { return p.Ready(t.Context()) == nil })
	who, err := p.Authenticate(t.Context(), f.signed("published"))
	if err != nil || who.Tenant != "contoso" || who.Subject != "me" {
		t.Errorf("got %+v, %v", who, err)
	}
}

// TestBadTokens is how little a flood of bad tokens, most of them with made-up
// keys, costs the provider and those who send it: one fetch, for which one of them
// waits.
func TestBadTokens(t *testing.T) {
	f := newFakeProvider(t)
	p := f.connect(t)
	until(t, "ready", func() bool { return p.Ready(t.Context()) == nil })
	before := f.fetches.Load()
	hang := make(chan struct{})
	f.set(&f.keys, func(http.ResponseWriter, *http.Request) { <-hang }) // nobody waits for it
	good := f.signed("published")
	unsigned := func(header string) string { return raw(header, with(nil), func(string) []byte { return []byte("x") }) }
	kinds := []func(n int) string{
		func(n int) string { return unsigned(fmt.Sprintf(`{"alg":"RS256","kid":"made-up-%d"}`, n)) },
		func(n int) string { return unsigned(fmt.Sprintf(`{"alg":"ES256","kid":"made-up-%d"}`, n)) },
		func(int) string { return unsigned(`{"alg":"RS256","kid":"again"}`) },
		func(int) string { return unsigned(`{"alg":"RS256","kid":"published"}`) },
		func(n int) string { return unsigned(fmt.Sprintf(`{"alg":"none","kid":"none-%d"}`, n)) },
		func(n int) string { return unsigned(fmt.Sprintf(`{"alg":"HS256","kid":"secret-%d"}`, n)) },
		func(n int) string { return unsigned(fmt.Sprintf(`{"alg":"RS256","kid":"crit-%d","crit":["x"]}`, n)) },
		func(int) string { return unsigned(`{"alg":"RS256"}`) },
		func(n int) string { return fmt.Sprintf("opaque-%d", n) },
		func(n int) string { return good[:len(good)-1-n%40] },
	}
	var waited atomic.Int32
	var wg sync.WaitGroup
	const each, senders = 125, 8
	for sender := range senders {
		wg.Go(func() {
			for n := range each {
				for _, kind := range kinds {
					_, err := p.Authenticate(t.Context(), kind(sender*each+n))
					if !errors.Is(err, server.ErrUnauthenticated) {
						t.Errorf("got %v", err)
						return
					}
					if strings.Contains(err.Error(), "are being fetched") {
						waited.Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	close(hang)
	if got := f.fetches.Load() - before; got != 1 {
		t.Errorf("%d bad tokens made %d fetches, want 1", senders*each*len(kinds), got)
	}
	if got := waited.Load(); got > 1 {
		t.Errorf("%d requests waited for the fetch, want 1 at most", got)
	}
	if _, err := p.Authenticate(t.Context(), good); err != nil {
		t.Errorf("a good token afterwards: %v", err)
	}
}

// TestRotation is how a key that is published later becomes known, and that a
// bad answer takes away none.
func TestRotation(t *testing.T) {
	f := newFakeProvider(t)
	good := publishedKeys()
	for _, row := range []struct {
		reason   string
		answer   http.HandlerFunc
		accepted bool // the new key; the old one always is
	}{
		{"a new key beside the old one", text(strings.Replace(good, `[{`, strings.Replace(strings.TrimSuffix(strings.TrimPrefix(good, `{"keys":`), `]}`), "published", "new", 1)+`,{`, 1)), true},
		{"no keys", text(`{"keys":[]}`), false},
		{"no JSON", text("<html>"), false},
		{"an error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, false},
		{"an answer without an end", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"keys":[` + strings.Repeat(" ", 2<<20) + "]}"))
		}, false},
		{"a redirect to another host", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, strings.Replace(f.URL, "127.0.0.1", "localhost", 1)+"/keys", http.StatusFound)
		}, false},
	} {
		t.Run(row.reason, func(t *testing.T) {
			f.set(&f.keys, text(good))
			p := f.connect(t)
			until(t, "ready", func() bool { return p.Ready(t.Context()) == nil })
			f.set(&f.keys, row.answer)
			accepted := func() bool { _, err := p.Authenticate(t.Context(), f.signed("new")); return err == nil }
			if row.accepted {
				until(t, "the new key", accepted) // the first to ask may not have waited long enough
			} else if accepted() {
				t.Error("the new key is accepted")
			}
			if _, err := p.Authenticate(t.Context(), f.signed("published")); err != nil {
				t.Errorf("the old key: %v", err)
			}
		})
	}
}

// TestNotReady is what is said while there are no keys.
func TestNotReady(t *testing.T) {
	for _, row := range []struct {
		reason, want string
		fault        func(f *fakeProvider)
	}{
		{"it answers with an error", "answered 500", func(f *fakeProvider) {
			f.set(&f.metadata, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
		}},
		{"it is no provider", "invalid character", func(f *fakeProvider) { f.set(&f.metadata, text("<html>")) }},
		{"it calls itself otherwise", "use exactly that URL", func(f *fakeProvider) {
			f.set(&f.metadata, text(`{"issuer":"https://evil.example/v2.0","jwks_uri":"`+f.URL+`/keys"}`))
		}},
		{"its template is on another host", "on another host", func(f *fakeProvider) {
			f.set(&f.metadata, text(`{"issuer":"https://evil.example/{tenantid}/v2.0","jwks_uri":"`+f.URL+`/keys"}`))
		}},
		{"its keys come without TLS from elsewhere", "is not an https URL", func(f *fakeProvider) {
			f.set(&f.metadata, text(`{"issuer":"`+f.URL+`/v2.0","jwks_uri":"http://evil.example/keys"}`))
		}},
		{"it has no keys", "no key that can verify", func(f *fakeProvider) { f.set(&f.keys, text(`{"keys":[]}`)) }},
	} {
		t.Run(row.reason, func(t *testing.T) {
			f := newFakeProvider(t)
			row.fault(f)
			p := f.connect(t)
			until(t, row.want, func() bool { return strings.Contains(fmt.Sprint(p.Ready(t.Context())), row.want) })
			if _, err := p.Authenticate(t.Context(), f.signed("published")); !errors.Is(err, server.ErrAuthenticationUnavailable) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestComesLater is a provider that is there a moment after the service.
func TestComesLater(t *testing.T) {
	f := newFakeProvider(t)
	whole := *f.metadata.Load()
	f.set(&f.metadata, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	p := f.connect(t)
	until(t, "not ready", func() bool { return p.failure.Load() != nil })
	f.set(&f.metadata, whole)
	until(t, "ready", func() bool { return p.Ready(t.Context()) == nil })
}

func TestNewProvider(t *testing.T) {
	for _, row := range []struct {
		reason, issuer string
		audience       []string
		want           string
	}{
		{"no URL", "entra", []string{"a"}, "is not an issuer"},
		{"no audience", "https://login.example/v2.0", nil, "needs an audience"},
		{"without TLS", "http://login.example/v2.0", []string{"a"}, "is not an https URL"},
		{"a query", "https://login.example/v2.0?a=b", []string{"a"}, "is not an issuer"},
		{"a password", "https://a:b@login.example/", []string{"a"}, "is not an issuer"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			if _, err := NewProvider(t.Context(), row.issuer, row.audience, discard); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q in it", err, row.want)
			}
		})
	}
}

// TestIssuers is which iss a token of a provider can have.
func TestIssuers(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err := NewProvider(ctx, "https://login.example/common/v2.0", []string{"a"}, discard)
	if err != nil {
		t.Fatal(err)
	}
	isIssuer, err := p.issuers("https://login.example/{tenantid}/v2.0")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		reason, iss, tid string
		want             bool
	}{
		{"the tenant of the token stands in its issuer", "https://login.example/t/v2.0", "t", true},
		{"another tenant does not", "https://login.example/u/v2.0", "t", false},
		{"nor the template itself", "https://login.example/{tenantid}/v2.0", "", false},
		{"nor no tenant", "https://login.example//v2.0", "", false},
	} {
		if got := isIssuer(row.iss, row.tid); got != row.want {
			t.Errorf("%s: %t", row.reason, got)
		}
	}
}
