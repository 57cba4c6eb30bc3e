package server

import (
	"context"
	"errors"
	"fmt"

	"profilestatus.example/gen"
	"profilestatus.example/store"
)

// handler implements the generated interface. Its methods return a response or an
// error, and write nothing themselves.
type handler struct{ *Server }

var _ gen.StrictServerInterface = handler{}

// CreateProfileStatus stores one status. The id is chosen before the store is called,
// so that all attempts to store it are for the same status.
func (h handler) CreateProfileStatus(ctx context.Context, req gen.CreateProfileStatusRequestObject) (gen.CreateProfileStatusResponseObject, error) {
	r := store.Record{
		Key:                 key(ctx, req.EducationSynchronizationProfileID),
		Status:              string(req.Body.Status),
		LastSynchronization: req.Body.LastSynchronizationDateTime.UTC(),
	}
	if err := h.exists(r.Profile); err != nil {
		return nil, err
	}
	if req.Body.ID != nil {
		r.ID = *req.Body.ID
	} else {
		r.ID = h.newID(exchangeOf(ctx).start)
	}
	if err := h.store.Create(ctx, r); err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	created := gen.CreateProfileStatus201JSONResponse{CreatedJSONResponse: gen.CreatedJSONResponse{
		Body:    wire(r),
		Headers: gen.CreatedResponseHeaders{Location: h.entryPath(ctx, r)},
	}}
	if x := exchangeOf(ctx); x.echo.Request().Header["Prefer"] != nil {
		return x.preferred(created), nil
	}
	return created, nil
}

// GetProfileStatus returns the newest status.
func (h handler) GetProfileStatus(ctx context.Context, req gen.GetProfileStatusRequestObject) (gen.GetProfileStatusResponseObject, error) {
	if err := h.exists(req.EducationSynchronizationProfileID); err != nil {
		return nil, err
	}
	r, err := h.store.Newest(ctx, key(ctx, req.EducationSynchronizationProfileID))
	if err != nil {
		return nil, notFound(err, "The profile has no status.")
	}
	if names := selection(ctx); names != nil {
		return selected{wire(r), names}, nil
	}
	return gen.GetProfileStatus200JSONResponse{ProfileStatusJSONResponse: gen.ProfileStatusJSONResponse{Body: wire(r)}}, nil
}

// GetProfileStatusHistoryEntry returns one status by its id.
func (h handler) GetProfileStatusHistoryEntry(ctx context.Context, req gen.GetProfileStatusHistoryEntryRequestObject) (gen.GetProfileStatusHistoryEntryResponseObject, error) {
	if err := h.exists(req.EducationSynchronizationProfileID); err != nil {
		return nil, err
	}
	r, err := h.store.Find(ctx, key(ctx, req.EducationSynchronizationProfileID), req.ID)
	if err != nil {
		return nil, notFound(err, "The profile has no status with this id.")
	}
	if names := selection(ctx); names != nil {
		return selected{wire(r), names}, nil
	}
	return gen.GetProfileStatusHistoryEntry200JSONResponse{ProfileStatusJSONResponse: gen.ProfileStatusJSONResponse{Body: wire(r)}}, nil
}

// ListProfileStatusHistory returns one page of a profile's statuses.
func (h handler) ListProfileStatusHistory(ctx context.Context, req gen.ListProfileStatusHistoryRequestObject) (gen.ListProfileStatusHistoryResponseObject, error) {
	if err := h.exists(req.EducationSynchronizationProfileID); err != nil {
		return nil, err
	}
	top, from := int(gen.TopDefault), store.Position(0)
	if req.Params.Top != nil {
		top = int(*req.Params.Top)
	}
	if req.Params.Skiptoken != nil {
		var err error
		if from, err = parseSkipToken(*req.Params.Skiptoken); err != nil {
			return nil, err
		}
	}
	records, next, err := h.store.List(ctx, key(ctx, req.EducationSynchronizationProfileID), from, top)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	names := selection(ctx)
	page := gen.EducationSynchronizationProfileStatusCollection{Value: make([]gen.EducationSynchronizationProfileStatus, len(records))}
	for i, r := range records {
		page.Value[i] = wire(r)
	}
	if next != 0 {
		link, err := h.nextLink(ctx, req.EducationSynchronizationProfileID, top, names, next)
		if err != nil {
			return nil, err
		}
		page.OdataNextLink = &link
	}
	if names != nil {
		return selected{page, names}, nil
	}
	return gen.ListProfileStatusHistory200JSONResponse{ProfileStatusCollectionJSONResponse: gen.ProfileStatusCollectionJSONResponse{Body: page}}, nil
}

// DeleteProfileStatus deletes all statuses of a profile.
func (h handler) DeleteProfileStatus(ctx context.Context, req gen.DeleteProfileStatusRequestObject) (gen.DeleteProfileStatusResponseObject, error) {
	if err := h.exists(req.EducationSynchronizationProfileID); err != nil {
		return nil, err
	}
	if err := h.store.Delete(ctx, key(ctx, req.EducationSynchronizationProfileID)); err != nil {
		return nil, fmt.Errorf("delete: %w", err)
	}
	return gen.DeleteProfileStatus204Response{}, nil
}

// odataType is the type of every status.
const odataType = "#microsoft.graph.educationSynchronizationProfileStatus"

// wire returns a record as clients see it.
func wire(r store.Record) gen.EducationSynchronizationProfileStatus {
	return gen.EducationSynchronizationProfileStatus{
		OdataType:                   odataType,
		ID:                          r.ID,
		Status:                      gen.EducationSynchronizationStatus(r.Status),
		LastSynchronizationDateTime: r.LastSynchronization,
	}
}

// entryPath returns the path of one status. No id needs escaping.
func (s *Server) entryPath(ctx context.Context, r store.Record) string {
	return s.base(ctx) + profilesPath + r.Profile + "/profileStatusHistory/" + r.ID
}

// key names the history of a profile, within the tenant of the caller.
func key(ctx context.Context, profileID string) store.Key {
	return store.Key{Tenant: exchangeOf(ctx).principal.Tenant, Profile: profileID}
}

// exists refuses profiles that are not on the list of [WithProfiles], if there is one.
func (h handler) exists(profileID string) error {
	if h.profiles == nil || h.profiles[profileID] {
		return nil
	}
	return notThere("The service was started with a list of profiles, and this is not one of them.")
}

// notFound turns a store.ErrNotFound, and no other error, into a 404 with this message.
func notFound(err error, message string) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return notThere(message)
}
