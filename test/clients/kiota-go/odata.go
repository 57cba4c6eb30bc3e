package main

import (
	"context"
	"fmt"
	"net/http"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// selected reads less than everything. What is not selected is nil, as all in the
// models of Kiota may be.
func (s *scenario) selected(ctx context.Context) error {
	query := ProfileStatusRequestBuilderGetQueryParameters{Select: []string{"id", "status"}}
	config := &abstractions.RequestConfiguration[ProfileStatusRequestBuilderGetQueryParameters]{QueryParameters: &query}
	newest, err := s.school("school-4").ProfileStatus().Get(ctx, config)
	if err != nil {
		return err
	}
	if *newest.GetId() != "run-1" || *newest.GetStatus() != QUARANTINED_EDUCATIONSYNCHRONIZATIONSTATUS || newest.GetLastSynchronizationDateTime() != nil {
		return fmt.Errorf("expected id and status alone, found %v", newest.GetLastSynchronizationDateTime())
	}
	list := ProfileStatusHistoryRequestBuilderGetQueryParameters{Select: []string{"status"}, Top: new(int32(1))}
	page, err := s.school("school-4").ProfileStatusHistory().Get(ctx,
		&abstractions.RequestConfiguration[ProfileStatusHistoryRequestBuilderGetQueryParameters]{QueryParameters: &list})
	if err != nil {
		return err
	}
	if values := page.GetValue(); len(values) != 1 || values[0].GetId() != nil {
		return fmt.Errorf("expected one status without an id, found %d", len(values))
	}
	query.Select = []string{"colour"}
	_, err = s.school("school-4").ProfileStatus().Get(ctx, config)
	main, err := refused(err, http.StatusBadRequest, BADREQUEST_ERRORCODE)
	if err != nil {
		return err
	}
	return hasDetail(main, "query/$select", "enum")
}

// minimal creates without getting the status back.
func (s *scenario) minimal(ctx context.Context) error {
	config := &plainConfiguration{Headers: abstractions.NewRequestHeaders()}
	config.Headers.Add("Prefer", "return=minimal")
	created, err := s.school("school-4").ProfileStatus().Post(ctx, own("run-2"), config)
	if err != nil {
		return err
	}
	if created != nil {
		return fmt.Errorf("expected nothing, found %v", *created.GetId())
	}
	newest, err := s.school("school-4").ProfileStatus().Get(ctx, nil)
	return same(newest, err, "run-2", own("run-2"))
}
