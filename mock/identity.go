package mock

import (
	"cmp"
	"context"
	"fmt"

	"profilestatus.example/server"
	"profilestatus.example/store"
)

// An admission is the authenticator of the mock: it asks another one whom a
// token speaks for, and finds out the tenant.
type admission struct {
	*Mock
	next    server.Authenticator
	limited bool // requests count for the tenant's limit
}

// Authenticate implements [server.Authenticator].
func (a *admission) Authenticate(ctx context.Context, token string) (server.Principal, error) {
	p, err := a.next.Authenticate(ctx, token)
	if err != nil {
		return server.Principal{}, err
	}
	if a.tokens != AnyTokens {
		p.Tenant = cmp.Or(p.Tenant, store.DefaultTenant) // a path chooses nothing
	}
	err = a.admit(ctx, &p)
	return p, err
}

// Ready reports whether tokens can be verified.
func (a *admission) Ready(ctx context.Context) error {
	if r, ok := a.next.(interface{ Ready(context.Context) error }); ok {
		return r.Ready(ctx)
	}
	return nil
}

// anonymous lets requests to the control in that carry no token.
func (a *admission) anonymous(ctx context.Context) (server.Principal, error) {
	p := server.Principal{Unrestricted: true}
	err := a.admit(ctx, &p)
	return p, err
}

// admit gives a principal its tenant, and lets it in if the tenant may send a
// request now.
func (a *admission) admit(ctx context.Context, p *server.Principal) (err error) {
	c := callOf(ctx)
	if p.Tenant != "" && c.name != "" && p.Tenant != c.name {
		c.foreign = true
		return &server.Error{Status: 403, Message: fmt.Sprintf("The path has the tenant %s, but the token is for another one.", c.name)}
	}
	c.name = cmp.Or(p.Tenant, c.name, store.DefaultTenant)
	p.Tenant = c.name
	now := server.Start(ctx)
	if c.tenant, err = a.use(c.name, now); err != nil {
		return err
	}
	c.arrived = c.tenant.clock.at(now)
	if a.limited && c.tenant.rate != nil && !c.tenant.rate.AllowN(now, 1) {
		c.seeBody(a.maxBody)
		return &server.Error{Status: 429, RetryAfter: 1, Message: fmt.Sprintf("The tenant may send %d requests per second.", a.limits.RequestsPerSecond)}
	}
	return nil
}
