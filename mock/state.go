package mock

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
	"profilestatus.example/store"
)

// ListProfiles lists profiles with their newest status.
func (c controller) ListProfiles(ctx context.Context, req control.ListProfilesRequestObject) (control.ListProfilesResponseObject, error) {
	limit := int(control.LimitDefault)
	if req.Params.Limit != nil {
		limit = int(*req.Params.Limit)
	}
	tenant := callOf(ctx).name
	names, err := c.store.Profiles(ctx, tenant, value(req.Params.After), limit)
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	body := control.ProfileCollection{Value: []control.Profile{}}
	for _, name := range names {
		newest, err := c.store.Newest(ctx, store.Key{Tenant: tenant, Profile: name})
		if err != nil {
			continue // it was deleted in between
		}
		body.Value = append(body.Value, control.Profile{ID: name, Newest: status(newest)})
	}
	return control.ListProfiles200JSONResponse{ProfilesAnswerJSONResponse: control.ProfilesAnswerJSONResponse{Body: body}}, nil
}

func status(r store.Record) control.Status {
	return control.Status{ID: r.ID, Status: control.EducationSynchronizationStatus(r.Status), LastSynchronizationDateTime: r.LastSynchronization}
}

// GetState reads what the tenant holds.
func (c controller) GetState(ctx context.Context, _ control.GetStateRequestObject) (control.GetStateResponseObject, error) {
	state, err := c.state(ctx, callOf(ctx).tenant)
	if err != nil {
		return nil, err
	}
	return control.GetState200JSONResponse{StateAnswerJSONResponse: control.StateAnswerJSONResponse{Body: state}}, nil
}

func (m *Mock) state(ctx context.Context, t *tenant) (control.State, error) {
	profiles := []control.ProfileState{}
	err := m.store.each(ctx, t.name, func(profile string, records []store.Record) error {
		if n := len(profiles); n == 0 || profiles[n-1].ID != profile {
			profiles = append(profiles, control.ProfileState{ID: profile})
		}
		last := &profiles[len(profiles)-1]
		for _, r := range records {
			last.Statuses = append(last.Statuses, status(r))
		}
		return nil
	})
	if err != nil {
		return control.State{}, fmt.Errorf("state: %w", err)
	}
	for i := range profiles {
		slices.Reverse(profiles[i].Statuses)
	}
	profiles = slices.DeleteFunc(profiles, func(p control.ProfileState) bool { return len(p.Statuses) == 0 }) // deleted in between
	rules := []control.Rule{}
	for _, r := range t.rules.List() {
		rules = append(rules, r.Rule)
	}
	state := control.State{Profiles: &profiles, Rules: &rules, Scenario: t.runs.get()}
	if t.clock.isSet() {
		now := t.clock.now()
		state.Now = &now
	}
	return state, nil
}

// PutState replaces what the tenant holds.
func (c controller) PutState(ctx context.Context, req control.PutStateRequestObject) (control.PutStateResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	if err := c.checkState(req.Body); err != nil {
		return nil, err
	}
	if err := c.replace(ctx, callOf(ctx).tenant, req.Body); err != nil {
		return nil, err
	}
	return control.PutState204Response{}, nil
}

// checkState refuses a state that cannot be taken whole.
func (m *Mock) checkState(s *control.State) error {
	size := 0
	for i := range value(s.Rules) {
		r := &(*s.Rules)[i]
		if err := m.checkRule(fmt.Sprintf("/rules/%d", i), r); err != nil {
			return err
		}
		size += rule.SizeOf(r)
	}
	if err := m.checkRoom(size); err != nil {
		return err
	}
	profiles := make(map[string]bool)
	total := int64(0)
	for i, p := range value(s.Profiles) {
		if profiles[p.ID] {
			return conflict("unique", fmt.Sprintf("/profiles/%d/id", i), "The state has this profile twice.")
		}
		profiles[p.ID] = true
		ids := make(map[string]bool, len(p.Statuses))
		for j, status := range p.Statuses {
			if ids[status.ID] {
				return conflict("unique", fmt.Sprintf("/profiles/%d/statuses/%d/id", i, j), "The profile has this id twice.")
			}
			ids[status.ID] = true
		}
		total += int64(len(p.Statuses))
	}
	if m.limits.Statuses > 0 && total > m.limits.Statuses {
		return badRequest("limit", "/profiles", fmt.Sprintf("The state has %d statuses, but a tenant may have only %d.", total, m.limits.Statuses))
	}
	return nil
}

// writers is how many profiles are written at a time; a durable store commits
// what they write together.
const writers = 64

// replace gives a tenant a state that was checked. If the store fails, a part of
// it may be there.
func (m *Mock) replace(ctx context.Context, t *tenant, s *control.State) error {
	t.count.gate.Lock()
	err := m.store.DeleteTenant(ctx, t.name)
	t.count.reset()
	t.count.gate.Unlock()
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	t.runs.set(nil)
	t.runs.set(s.Scenario)
	t.rules.Set(value(s.Rules))
	if t.clock.reset(); s.Now != nil {
		t.clock.set(*s.Now)
	}
	var group errgroup.Group
	group.SetLimit(writers)
	for _, p := range value(s.Profiles) {
		group.Go(func() error {
			for _, status := range p.Statuses {
				err := m.store.Create(ctx, store.Record{
					Key:                 store.Key{Tenant: t.name, Profile: p.ID},
					ID:                  status.ID,
					Status:              string(status.Status),
					LastSynchronization: status.LastSynchronizationDateTime.UTC(),
				})
				if err != nil {
					return fmt.Errorf("state: %w", err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}
