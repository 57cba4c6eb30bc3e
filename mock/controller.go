package mock

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/mock/control"
	"profilestatus.example/server"
	"profilestatus.example/server/identity"
)

// A controller implements the generated interface of the control. Each method
// works on the tenant of the call.
type controller struct{ *Mock }

var _ control.StrictServerInterface = controller{}

// needPowers returns an error unless the mock has test powers.
func (m *Mock) needPowers() error {
	if m.powers {
		return nil
	}
	return &server.Error{Status: http.StatusForbidden, Message: "The test powers of this service are off, so nothing can change its responses. Start it with --test-powers."}
}

// A jsonAnswer is a body that somebody else writes.
type jsonAnswer struct {
	status int
	write  func(io.Writer) error
}

func (a jsonAnswer) send(w http.ResponseWriter) error {
	w.Header()["Content-Type"] = []string{"application/json"}
	w.WriteHeader(a.status)
	_ = a.write(w) // a client that is gone cannot be told
	return nil
}

func (a jsonAnswer) VisitGetViolationsResponse(w http.ResponseWriter) error  { return a.send(w) }
func (a jsonAnswer) VisitAssertContractResponse(w http.ResponseWriter) error { return a.send(w) }

// GetViolations reads the journal.
func (c controller) GetViolations(ctx context.Context, req control.GetViolationsRequestObject) (control.GetViolationsResponseObject, error) {
	j, test := c.recorded(callOf(ctx).tenant), value(req.Params.Test)
	return jsonAnswer{http.StatusOK, func(w io.Writer) error { return j.WriteJSON(w, test) }}, nil
}

// DeleteViolations empties the journal.
func (c controller) DeleteViolations(ctx context.Context, _ control.DeleteViolationsRequestObject) (control.DeleteViolationsResponseObject, error) {
	t := callOf(ctx).tenant
	c.recorded(t).Reset()
	t.retries.reset()
	return control.DeleteViolations204Response{}, nil
}

// AssertContract answers whether the contract was kept.
func (c controller) AssertContract(ctx context.Context, req control.AssertContractRequestObject) (control.AssertContractResponseObject, error) {
	var sides []contract.Side
	for _, side := range value(req.Params.Side) {
		sides = append(sides, contract.Side(side))
	}
	var body strings.Builder
	ok, err := c.recorded(callOf(ctx).tenant).WriteAssertion(&body, value(req.Params.Test), sides...)
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusConflict
	}
	return jsonAnswer{status, func(w io.Writer) error { _, err := io.WriteString(w, body.String()); return err }}, nil
}

// ListTenants lists the tenants by name.
func (c controller) ListTenants(_ context.Context, req control.ListTenantsRequestObject) (control.ListTenantsResponseObject, error) {
	limit := int(control.LimitDefault)
	if req.Params.Limit != nil {
		limit = int(*req.Params.Limit)
	}
	body := control.TenantCollection{Value: []control.Tenant{}}
	for _, t := range c.after(value(req.Params.After), limit) {
		d := c.details(t)
		body.Value = append(body.Value, control.Tenant{Name: d.Name, BasePath: d.BasePath, Rules: d.Rules, Exchanges: d.Exchanges, CreatedDateTime: d.CreatedDateTime, LastUsedDateTime: d.LastUsedDateTime})
	}
	return control.ListTenants200JSONResponse{TenantsAnswerJSONResponse: control.TenantsAnswerJSONResponse{Body: body}}, nil
}

// after returns up to limit tenants whose names come behind after, in order.
func (m *Mock) after(after string, limit int) []*tenant {
	all := slices.DeleteFunc(m.tenants.all(), func(t *tenant) bool { return t.name <= after })
	slices.SortFunc(all, func(a, b *tenant) int { return strings.Compare(a.name, b.name) })
	return all[:min(limit, len(all))]
}

// DeleteTenants forgets all that there are.
func (c controller) DeleteTenants(ctx context.Context, _ control.DeleteTenantsRequestObject) (control.DeleteTenantsResponseObject, error) {
	if err := c.forgetAll(ctx); err != nil {
		return nil, err
	}
	return control.DeleteTenants204Response{}, nil
}

// GetTenant reads what is known of the tenant.
func (c controller) GetTenant(ctx context.Context, _ control.GetTenantRequestObject) (control.GetTenantResponseObject, error) {
	return control.GetTenant200JSONResponse{TenantAnswerJSONResponse: control.TenantAnswerJSONResponse{Body: c.details(callOf(ctx).tenant)}}, nil
}

func (m *Mock) details(t *tenant) control.TenantDetails {
	var counts journal.Counts
	if j := t.journalOrNil(); j != nil {
		counts = j.Counts("")
	}
	return control.TenantDetails{
		Name:             t.name,
		BasePath:         tenantsPrefix + t.name + m.api.BasePath(),
		Rules:            int32(t.rules.Len()),
		Exchanges:        counts.Exchanges,
		CreatedDateTime:  t.created.UTC(),
		LastUsedDateTime: time.Unix(0, t.used.Load()).UTC(),
		Limits: control.Limits{
			Statuses:          m.limits.Statuses,
			RequestsPerSecond: int32(m.limits.RequestsPerSecond),
			JournalBytes:      m.limits.JournalBytes,
			IdleSeconds:       int64(m.limits.Idle / time.Second),
		},
		Service: control.Service{Version: m.version, Store: m.storeName, Tokens: m.tokens, TestPowers: m.powers},
	}
}

// DeleteTenant forgets the tenant.
func (c controller) DeleteTenant(ctx context.Context, _ control.DeleteTenantRequestObject) (control.DeleteTenantResponseObject, error) {
	if err := c.forget(ctx, callOf(ctx).tenant); err != nil {
		return nil, err
	}
	return control.DeleteTenant204Response{}, nil
}

// CreateToken makes a token of the built-in issuer.
func (c controller) CreateToken(ctx context.Context, req control.CreateTokenRequestObject) (control.CreateTokenResponseObject, error) {
	if c.issuer == nil {
		return nil, &server.Error{Status: http.StatusConflict, Message: "This service does not issue tokens. Start it with --issuer built-in."}
	}
	lifetime := identity.DefaultLifetime
	if req.Body.ExpiresIn != nil {
		lifetime = time.Duration(*req.Body.ExpiresIn) * time.Second
	}
	token, err := c.issuer.Token(identity.Request{
		Tenant:   callOf(ctx).name,
		Client:   value(req.Body.Client),
		Roles:    value(req.Body.Roles),
		Scopes:   value(req.Body.Scopes),
		Lifetime: lifetime,
	})
	if err != nil {
		return nil, badRequest("token", "", fmt.Sprintf("The token cannot be issued: %v.", err))
	}
	return control.CreateToken201JSONResponse{TokenCreatedJSONResponse: control.TokenCreatedJSONResponse{
		Body: control.Token{AccessToken: token, TokenType: control.TokenTokenTypeBearer, ExpiresIn: int32(lifetime / time.Second)},
	}}, nil
}

// value returns what a pointer points to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// badRequest refuses a request for a place in its body.
func badRequest(rule, target, message string) error {
	return refuse(http.StatusBadRequest, rule, target, message)
}

// conflict refuses a request for a place in its body that is at odds with another.
func conflict(rule, target, message string) error {
	return refuse(http.StatusConflict, rule, target, message)
}

func refuse(status int, rule, target, message string) error {
	return &server.Error{Status: status, Message: strings.TrimPrefix(target+": "+message, ": "),
		Details: []contract.Violation{{Side: contract.InRequest, Rule: rule, Target: target, Message: message}}}
}
