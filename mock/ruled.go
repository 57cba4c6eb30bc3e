package mock

import (
	"context"
	"net/http"

	"profilestatus.example/contract/journal"
	"profilestatus.example/gen"
	"profilestatus.example/mock/rule"
	"profilestatus.example/server"
)

// ruled are the handlers of the API with the rules of the tenant around them.
// A request that reaches them is authenticated and valid.
type ruled struct {
	*Mock
	next gen.StrictServerInterface
}

var _ gen.StrictServerInterface = ruled{}

// CreateProfileStatus implements [gen.StrictServerInterface].
func (m ruled) CreateProfileStatus(ctx context.Context, req gen.CreateProfileStatusRequestObject) (gen.CreateProfileStatusResponseObject, error) {
	return under(ctx, m, "createProfileStatus", req.EducationSynchronizationProfileID,
		func() (gen.CreateProfileStatusResponseObject, error) { return m.next.CreateProfileStatus(ctx, req) },
		gen.CreateProfileStatusResponseObject.VisitCreateProfileStatusResponse)
}

// GetProfileStatus implements [gen.StrictServerInterface].
func (m ruled) GetProfileStatus(ctx context.Context, req gen.GetProfileStatusRequestObject) (gen.GetProfileStatusResponseObject, error) {
	return under(ctx, m, "getProfileStatus", req.EducationSynchronizationProfileID,
		func() (gen.GetProfileStatusResponseObject, error) { return m.next.GetProfileStatus(ctx, req) },
		gen.GetProfileStatusResponseObject.VisitGetProfileStatusResponse)
}

// GetProfileStatusHistoryEntry implements [gen.StrictServerInterface].
func (m ruled) GetProfileStatusHistoryEntry(ctx context.Context, req gen.GetProfileStatusHistoryEntryRequestObject) (gen.GetProfileStatusHistoryEntryResponseObject, error) {
	return under(ctx, m, "getProfileStatusHistoryEntry", req.EducationSynchronizationProfileID,
		func() (gen.GetProfileStatusHistoryEntryResponseObject, error) {
			return m.next.GetProfileStatusHistoryEntry(ctx, req)
		},
		gen.GetProfileStatusHistoryEntryResponseObject.VisitGetProfileStatusHistoryEntryResponse)
}

// ListProfileStatusHistory implements [gen.StrictServerInterface].
func (m ruled) ListProfileStatusHistory(ctx context.Context, req gen.ListProfileStatusHistoryRequestObject) (gen.ListProfileStatusHistoryResponseObject, error) {
	return under(ctx, m, "listProfileStatusHistory", req.EducationSynchronizationProfileID,
		func() (gen.ListProfileStatusHistoryResponseObject, error) {
			return m.next.ListProfileStatusHistory(ctx, req)
		},
		gen.ListProfileStatusHistoryResponseObject.VisitListProfileStatusHistoryResponse)
}

// DeleteProfileStatus implements [gen.StrictServerInterface].
func (m ruled) DeleteProfileStatus(ctx context.Context, req gen.DeleteProfileStatusRequestObject) (gen.DeleteProfileStatusResponseObject, error) {
	return under(ctx, m, "deleteProfileStatus", req.EducationSynchronizationProfileID,
		func() (gen.DeleteProfileStatusResponseObject, error) { return m.next.DeleteProfileStatus(ctx, req) },
		gen.DeleteProfileStatusResponseObject.VisitDeleteProfileStatusResponse)
}

// under answers a request as the rules say. Next is the operation, visit writes
// its answer.
func under[R any](ctx context.Context, m ruled, operation, profile string, next func() (R, error), visit func(R, http.ResponseWriter) error) (R, error) {
	c := callOf(ctx)
	c.valid = true
	var nothing R
	e, err := m.decide(ctx, c, operation, profile)
	if err != nil {
		return nothing, err
	}
	if e == nil {
		return next()
	}
	f := fault{Effect: e, call: c, Mock: m.Mock, operation: operation}
	if !e.After {
		f.hold()
		if !f.answers() {
			return next()
		}
		answer, err := f.answer()
		if err != nil {
			return nothing, err
		}
		return any(answer).(R), nil
	}
	own, err := next()
	if err != nil { // it is answered as without the rule
		e.Undo()
		return nothing, err
	}
	f.own = func(w http.ResponseWriter) error { return visit(own, w) }
	f.hold()
	if !f.answers() {
		return own, nil
	}
	answer, err := f.answer()
	if err != nil {
		return nothing, err
	}
	return any(answer).(R), nil
}

// decide returns what becomes of a request, nil if it is answered as ever.
func (m ruled) decide(ctx context.Context, c *call, operation, profile string) (*rule.Effect, error) {
	if c.quiet {
		return nil, nil
	}
	h := c.request.Header
	if h["Prefer"] != nil {
		if e, err := m.preferred(c, operation); e != nil || err != nil {
			return e, err
		}
	}
	if c.tenant.rules.Len() == 0 {
		return nil, nil
	}
	r := rule.Request{Operation: operation, Profile: profile, Header: h, Body: server.RequestBody(ctx)}
	if names := h[journal.TestHeader]; len(names) == 1 {
		r.Test = names[0]
	}
	return c.tenant.rules.Decide(&r), nil
}
