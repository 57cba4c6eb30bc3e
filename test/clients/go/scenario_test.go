// Package scenario_test is the scenario of the generated clients in Go. The
// runner of the clients tells it the service by PROFILESTATUS_URL; without that,
// as in go test ./..., it starts one.
package scenario_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"testing"
	"time"

	"profilestatus.example/gen/client"
	"profilestatus.example/server"
)

func TestScenario(t *testing.T) {
	base := os.Getenv("PROFILESTATUS_URL")
	if base == "" {
		srv, err := server.New()
		if err != nil {
			t.Fatal(err)
		}
		ts := httptest.NewServer(srv)
		defer ts.Close()
		base = ts.URL + "/beta"
	}
	anonymous, err := client.NewClientWithResponses(base)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenario{T: t, ctx: t.Context(), baseURL: base, anonymous: anonymous}
	for _, step := range []struct {
		name   string
		play   func()
		reason string
	}{
		{"server-id", s.serverID, "an id may be left to the service"},
		{"own-id", s.ownID, "or be chosen"},
		{"newest", s.newest, "the later statuses need one before them"},
		{"conflict", s.conflict, "an id that is taken is an error with a code"},
		{"enum", s.enum, "a client may send values that its enum lacks"},
		{"token", s.token, "a client may have no token"},
		{"pages", s.pages, "a history is longer than a page"},
		{"delete", s.delete, "an answer may have no body"},
		{"escape", s.escape, "an id may need escaping in a path"},
	} {
		step.play()
		if t.Failed() {
			t.Fatalf("step %s\nreason: %s", step.name, step.reason)
		}
		fmt.Println("ok - " + step.name)
	}
}

// A scenario is played against one service.
type scenario struct {
	*testing.T
	ctx               context.Context
	baseURL           string
	client, anonymous *client.ClientWithResponses
}

func (s *scenario) serverID() {
	instant := time.Date(2026, 11, 23, 10, 58, 12, 123456789, time.FixedZone("", 3600))
	created, err := s.record(s.ctx, s.baseURL, instant)
	if err != nil {
		s.Fatal(err)
	}
	if created.ID == "" {
		s.Error("the service made no id")
	}
	s.compare(*created, created.ID, client.EducationSynchronizationStatusSuccess, instant)
}

// record stores that a school was synchronized. The client that it makes for
// that is the one of all other steps.
func (s *scenario) record(ctx context.Context, baseURL string, at time.Time) (*client.EducationSynchronizationProfileStatus, error) {
	// begin snippet
	bearer := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer any-token")
		return nil
	}
	c, err := client.NewClientWithResponses(baseURL, client.WithRequestEditorFn(bearer))
	if err != nil {
		return nil, err
	}
	resp, err := c.CreateProfileStatusWithResponse(ctx, "school-1", client.EducationSynchronizationProfileStatusCreate{
		Status:                      client.EducationSynchronizationStatusSuccess,
		LastSynchronizationDateTime: at,
	})
	switch {
	case err != nil:
		return nil, err
	case resp.JSON409 != nil: // and so on, one field a status
		return nil, errors.New(resp.JSON409.Error.Message)
	case resp.JSON201 == nil:
		return nil, fmt.Errorf("not created: %s", resp.Status())
	}
	// end snippet
	s.client = c
	return resp.JSON201, nil
}

var ownTime = time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)

// create creates a status with an id.
func (s *scenario) create(profile, id string, status client.EducationSynchronizationStatus) *client.CreateProfileStatusResponse {
	s.Helper()
	resp, err := s.client.CreateProfileStatusWithResponse(s.ctx, profile, client.EducationSynchronizationProfileStatusCreate{
		ID: &id, Status: status, LastSynchronizationDateTime: ownTime,
	})
	if err != nil {
		s.Fatal(err)
	}
	return resp
}

func (s *scenario) ownID() {
	resp := s.create("school-1", "run-1", client.EducationSynchronizationStatusQuarantined)
	if resp.JSON201 == nil || resp.JSON201.ID != "run-1" {
		s.Errorf("%s: %s", resp.Status(), resp.Body)
	}
}

func (s *scenario) newest() {
	resp, err := s.client.GetProfileStatusWithResponse(s.ctx, "school-1")
	if err != nil || resp.JSON200 == nil {
		s.Fatalf("%v, %+v", err, resp)
	}
	s.compare(*resp.JSON200, "run-1", client.EducationSynchronizationStatusQuarantined, ownTime)
}

func (s *scenario) compare(got client.EducationSynchronizationProfileStatus, id string, status client.EducationSynchronizationStatus, instant time.Time) {
	s.Helper()
	if got.ID != id || got.Status != status || !got.LastSynchronizationDateTime.Equal(instant) || got.OdataType != "#microsoft.graph.educationSynchronizationProfileStatus" {
		s.Errorf("got %+v, want %s, %s, %v", got, id, status, instant)
	}
}

// refused compares an error with the code that it should have.
func (s *scenario) refused(got *client.ODataError, code client.ErrorCode) {
	s.Helper()
	if got == nil || got.Error.Code != code || got.Error.Message == "" {
		s.Fatalf("got %+v, want %s", got, code)
	}
}

// detail looks for a violation in the details of an error.
func (s *scenario) detail(got *client.ODataError, code, target string) {
	s.Helper()
	if got.Error.Details != nil {
		for _, d := range *got.Error.Details {
			if d.Code == code && d.Target == target {
				return
			}
		}
	}
	s.Errorf("no detail %s %s in %+v", code, target, got)
}

func (s *scenario) conflict() {
	resp := s.create("school-1", "run-1", client.EducationSynchronizationStatusPaused)
	s.refused(resp.JSON409, client.ErrorCodeConflict)
	if got, want := resp.JSON409.Error.InnerError.RequestID.String(), resp.HTTPResponse.Header.Get("request-id"); got != want {
		s.Errorf("request-id %s, want that of the header, %s", got, want)
	}
}

func (s *scenario) enum() {
	resp := s.create("school-1", "run-2", "finished")
	s.refused(resp.JSON400, client.ErrorCodeBadRequest)
	s.detail(resp.JSON400, "enum", "/status")
}

func (s *scenario) token() {
	resp, err := s.anonymous.GetProfileStatusWithResponse(s.ctx, "school-1")
	if err != nil {
		s.Fatal(err)
	}
	s.refused(resp.JSON401, client.ErrorCodeInvalidAuthenticationToken)
}

func (s *scenario) pages() {
	const entries = 250
	for i := 1; i <= entries; i++ {
		if resp := s.create("school-2", fmt.Sprintf("e-%03d", i), client.EducationSynchronizationStatusInProgress); resp.JSON201 == nil {
			s.Fatalf("%s: %s", resp.Status(), resp.Body)
		}
	}
	next, seen := entries, []int(nil)
	top := client.Top(100)
	for params := (&client.ListProfileStatusHistoryParams{Top: &top}); params != nil; {
		resp, err := s.client.ListProfileStatusHistoryWithResponse(s.ctx, "school-2", params)
		if err != nil || resp.JSON200 == nil {
			s.Fatalf("%v, %+v", err, resp)
		}
		for _, status := range resp.JSON200.Value {
			if want := fmt.Sprintf("e-%03d", next); status.ID != want {
				s.Fatalf("entry %s, want %s", status.ID, want)
			}
			next--
		}
		seen = append(seen, len(resp.JSON200.Value))
		params = s.following(resp.JSON200.OdataNextLink)
	}
	if want := fmt.Sprint([]int{100, 100, 50}); fmt.Sprint(seen) != want {
		s.Errorf("pages of %v, want %v", seen, want)
	}
}

// following returns the parameters of the next page, nil after the last.
func (s *scenario) following(link *string) *client.ListProfileStatusHistoryParams {
	s.Helper()
	if link == nil {
		return nil
	}
	next, err := url.Parse(*link)
	if err != nil {
		s.Fatal(err)
	}
	token, top := next.Query().Get("$skiptoken"), client.Top(100)
	return &client.ListProfileStatusHistoryParams{Top: &top, Skiptoken: &token}
}

func (s *scenario) delete() {
	deleted, err := s.client.DeleteProfileStatusWithResponse(s.ctx, "school-1")
	if err != nil || deleted.StatusCode() != http.StatusNoContent {
		s.Fatalf("%v, %+v", err, deleted)
	}
	resp, err := s.client.GetProfileStatusWithResponse(s.ctx, "school-1")
	if err != nil {
		s.Fatal(err)
	}
	s.refused(resp.JSON404, client.ErrorCodeResourceNotFound)
}

func (s *scenario) escape() {
	const unusual, refused = "~school.3", "school 3/ä"
	if resp := s.create(unusual, "run-1", client.EducationSynchronizationStatusSuccess); resp.JSON201 == nil {
		s.Fatalf("%s: %s", resp.Status(), resp.Body)
	}
	resp, err := s.client.GetProfileStatusWithResponse(s.ctx, unusual)
	if err != nil || resp.JSON200 == nil {
		s.Fatalf("%v, %+v", err, resp)
	}
	s.compare(*resp.JSON200, "run-1", client.EducationSynchronizationStatusSuccess, ownTime)
	if resp, err = s.client.GetProfileStatusWithResponse(s.ctx, refused); err != nil {
		s.Fatal(err)
	}
	s.refused(resp.JSON400, client.ErrorCodeBadRequest)
	s.detail(resp.JSON400, "pattern", "path/educationSynchronizationProfileId")
}
