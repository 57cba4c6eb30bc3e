package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"profilestatus.example/server"
)

// A Provider accepts access tokens of an OpenID Connect provider, such as Microsoft
// Entra, for certain audiences. It fetches the provider's keys every hour, and keeps
// using the last ones while that fails.
type Provider struct {
	issuer   *url.URL
	audience []string
	client   *http.Client
	log      *slog.Logger
	now      func() time.Time
	ready    atomic.Pointer[verifier]
	failure  atomic.Pointer[error] // of the last fetch, while there are no keys
	fetches  fetches
}

// NewProvider returns a provider for an issuer, the URL before
// /.well-known/openid-configuration, and the audiences, of which a token needs at least
// one. The URL must be https unless its host is this machine.
//
// It fetches the keys in the background until ctx ends. As long as it has none, it
// retries after 1 second to 1 minute, and accepts no token.
func NewProvider(ctx context.Context, issuer string, audience []string, log *slog.Logger) (*Provider, error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Contains(issuer, "@") {
		return nil, errors.New("it is not an issuer; want a URL such as https://login.microsoftonline.com/TENANT/v2.0")
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	if len(audience) == 0 {
		return nil, errors.New("an issuer needs an audience: tokens for other services would be accepted without one")
	}
	p := &Provider{issuer: u, audience: audience, client: newFetcher(http.DefaultTransport), log: log, now: time.Now}
	go p.connect(ctx)
	return p, nil
}

// Authenticate implements [server.Authenticator].
func (p *Provider) Authenticate(ctx context.Context, token string) (server.Principal, error) {
	if v := p.ready.Load(); v != nil {
		return v.authenticate(ctx, token)
	}
	return server.Principal{}, p.Ready(ctx)
}

// Ready returns nil if tokens can be verified, otherwise an error wrapping
// [server.ErrAuthenticationUnavailable].
func (p *Provider) Ready(context.Context) error {
	switch failure := p.failure.Load(); {
	case p.ready.Load() != nil:
		return nil
	case failure != nil:
		return fmt.Errorf("%w: %w", server.ErrAuthenticationUnavailable, *failure)
	}
	return fmt.Errorf("%w: the keys of %s are being fetched", server.ErrAuthenticationUnavailable, p.issuer.Redacted())
}

// connect fetches until it has keys.
func (p *Provider) connect(ctx context.Context) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		v, err := p.fetch(ctx)
		if err == nil {
			p.ready.Store(v)
			p.log.Info("the issuer's keys have been fetched", "issuer", p.issuer.Redacted())
			return
		}
		p.failure.Store(&err)
		p.failed(err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (p *Provider) failed(err error) {
	p.fetches.failures.Add(1)
	p.log.Warn("the issuer's keys could not be fetched", "issuer", p.issuer.Redacted(), "error", err.Error())
}

// fetch reads what the provider publishes (OpenID Connect Discovery 1.0
// section 4) and its keys.
func (p *Provider) fetch(ctx context.Context) (*verifier, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.issuer.JoinPath(".well-known/openid-configuration").String(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", r.URL.Redacted(), answer.Status)
	}
	var metadata struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&metadata); err != nil {
		return nil, fmt.Errorf("%s: %w", r.URL.Redacted(), err)
	}
	isIssuer, err := p.issuers(metadata.Issuer)
	if err != nil {
		return nil, err
	}
	keys, err := newKeySet(ctx, metadata.Keys, p.client, p.fetched, p.failed)
	if err != nil {
		return nil, err
	}
	return newVerifier(keys, isIssuer, p.audience, p.now), nil
}

// issuers returns which claims iss are those of the provider. What it says of
// itself must be what was asked for (OpenID Connect Discovery 1.0 section 4.3).
// Entra's common endpoints say {tenantid} instead, which stands for the tenant
// of each token.
func (p *Provider) issuers(said string) (func(iss, tid string) bool, error) {
	const tenant = "{tenantid}"
	if prefix, suffix, ok := strings.Cut(said, tenant); ok {
		if u, err := url.Parse(prefix); err != nil || u.Host != p.issuer.Host || u.Scheme != p.issuer.Scheme {
			return nil, fmt.Errorf("%s has the issuer %q, which is on another host", p.issuer.Redacted(), said)
		}
		return func(iss, tid string) bool { return tid != "" && iss == prefix+tid+suffix }, nil
	}
	if strings.TrimSuffix(said, "/") != strings.TrimSuffix(p.issuer.String(), "/") {
		return nil, fmt.Errorf("%s has the issuer %q; use exactly that URL", p.issuer.Redacted(), said)
	}
	return func(iss, _ string) bool { return iss == said }, nil
}
