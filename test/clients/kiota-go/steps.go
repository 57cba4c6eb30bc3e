package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/authentication"
	khttp "github.com/microsoft/kiota-http-go"
	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

func (s *scenario) serverID(ctx context.Context) error {
	authProvider, baseURL := s.auth, s.service.String()
	// begin snippet
	adapter, err := msgraphgocore.NewGraphRequestAdapterBase(authProvider, msgraphgocore.GraphClientOptions{})
	if err != nil {
		return err
	}
	adapter.SetBaseUrl(baseURL)
	client, err := NewApiClient(adapter)
	if err != nil {
		return err
	}
	at := time.Date(2026, 11, 23, 10, 58, 12, 123456789, time.FixedZone("", 3600))
	body := NewEducationSynchronizationProfileStatus()
	body.SetStatus(new(SUCCESS_EDUCATIONSYNCHRONIZATIONSTATUS))
	body.SetLastSynchronizationDateTime(&at)
	created, err := client.ByEducationSynchronizationProfileId("school-1").ProfileStatus().Post(ctx, body, nil)
	// end snippet
	if err != nil {
		return err
	}
	s.adapter, s.client = adapter, client
	if *created.GetId() == "" {
		return errors.New("expected an id that the service made, found none")
	}
	// The SDK writes a time to the second, whatever the time.Time holds.
	whole := at.Truncate(time.Second)
	body.SetLastSynchronizationDateTime(&whole)
	return same(created, nil, *created.GetId(), body)
}

func (s *scenario) ownID(ctx context.Context) error {
	created, err := s.school("school-1").ProfileStatus().Post(ctx, own("run-1"), nil)
	return same(created, err, "run-1", own("run-1"))
}

func (s *scenario) newest(ctx context.Context) error {
	newest, err := s.school("school-1").ProfileStatus().Get(ctx, nil)
	return same(newest, err, "run-1", own("run-1"))
}

func (s *scenario) conflict(ctx context.Context) error {
	_, err := s.school("school-1").ProfileStatus().Post(ctx, own("run-1"), nil)
	main, err := refused(err, http.StatusConflict, CONFLICT_ERRORCODE)
	if err != nil {
		return err
	}
	// The telemetry middleware has made an id of its own, which comes back.
	inner := main.GetInnerError()
	if *inner.GetClientRequestId() == *inner.GetRequestId() {
		return fmt.Errorf("expected two ids, found %q twice", *inner.GetRequestId())
	}
	return nil
}

func (s *scenario) enum(ctx context.Context) error {
	unlisted := finished{own("run-2")}
	unlisted.SetStatus(nil)
	_, err := s.school("school-1").ProfileStatus().Post(ctx, unlisted, nil)
	main, err := refused(err, http.StatusBadRequest, BADREQUEST_ERRORCODE)
	if err != nil {
		return err
	}
	return hasDetail(main, "/status", "enum")
}

func (s *scenario) token(ctx context.Context) error {
	adapter, err := msgraphgocore.NewGraphRequestAdapterBase(&authentication.AnonymousAuthenticationProvider{}, msgraphgocore.GraphClientOptions{})
	if err != nil {
		return err
	}
	adapter.SetBaseUrl(s.service.String())
	stranger, err := NewApiClient(adapter)
	if err != nil {
		return err
	}
	_, err = stranger.ByEducationSynchronizationProfileId("school-1").ProfileStatus().Get(ctx, nil)
	_, err = refused(err, http.StatusUnauthorized, INVALIDAUTHENTICATIONTOKEN_ERRORCODE)
	return err
}

func (s *scenario) pages(ctx context.Context) error {
	var want, got []string
	for n := range 250 {
		id := fmt.Sprintf("e-%03d", n+1)
		if _, err := s.school("school-2").ProfileStatus().Post(ctx, own(id), nil); err != nil {
			return err
		}
		want = append(want, id)
	}
	slices.Reverse(want)

	query := ProfileStatusHistoryRequestBuilderGetQueryParameters{Top: new(int32(100))}
	first, err := s.school("school-2").ProfileStatusHistory().Get(ctx,
		&abstractions.RequestConfiguration[ProfileStatusHistoryRequestBuilderGetQueryParameters]{QueryParameters: &query})
	if err != nil {
		return err
	}
	if len(first.GetValue()) != 100 {
		return fmt.Errorf("expected 100 statuses on the first page, found %d", len(first.GetValue()))
	}
	iterator, err := msgraphgocore.NewPageIterator[EducationSynchronizationProfileStatusable](first, s.adapter,
		CreateEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue)
	if err != nil {
		return err
	}
	if err := iterator.Iterate(ctx, func(entry EducationSynchronizationProfileStatusable) bool {
		got = append(got, *entry.GetId())
		return true
	}); err != nil {
		return err
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("expected e-250 down to e-001, each once, found %q", got)
	}
	return nil
}

func (s *scenario) delete(ctx context.Context) error {
	if err := s.school("school-1").ProfileStatus().Delete(ctx, nil); err != nil {
		return err
	}
	_, err := s.school("school-1").ProfileStatus().Get(ctx, nil)
	_, err = refused(err, http.StatusNotFound, RESOURCENOTFOUND_ERRORCODE)
	return err
}

func (s *scenario) escape(ctx context.Context) error {
	created, err := s.school("~school.3").ProfileStatus().Post(ctx, own("run-1"), nil)
	if err := same(created, err, "run-1", own("run-1")); err != nil {
		return err
	}
	newest, err := s.school("~school.3").ProfileStatus().Get(ctx, nil)
	if err := same(newest, err, "run-1", own("run-1")); err != nil {
		return err
	}
	_, err = s.school("school 3/ä").ProfileStatus().Post(ctx, own("run-1"), nil)
	main, err := refused(err, http.StatusBadRequest, BADREQUEST_ERRORCODE)
	if err != nil {
		return err
	}
	return hasDetail(main, "path/educationSynchronizationProfileId", "pattern")
}

// The default middlewares come in an order that chance picks. The two steps
// below take one order each, since they send different things.

func (s *scenario) retry(ctx context.Context) error {
	arrivals, err := s.createThroughFront(ctx, "school-4", khttp.NewRetryHandler(), khttp.NewCompressionHandler())
	if err != nil {
		return err
	}
	// The second try has the first one's header and the body from before it was
	// compressed: the service must read JSON that is said to be gzip.
	first, second := arrivals[0], arrivals[1]
	if second.header.Get("Content-Encoding") != "gzip" || !bytes.Equal(second.body, decompressed(first.body)) {
		return fmt.Errorf("expected a plain body with the label gzip, found %v %q", second.header, second.body)
	}
	return nil
}

func (s *scenario) compression(ctx context.Context) error {
	arrivals, err := s.createThroughFront(ctx, "school-5", khttp.NewCompressionHandler(), khttp.NewRetryHandler())
	if err != nil {
		return err
	}
	for _, a := range arrivals {
		if a.header.Get("Content-Encoding") != "gzip" || !bytes.HasPrefix(decompressed(a.body), []byte("{")) {
			return fmt.Errorf("expected a compressed body, found %v %q", a.header, a.body)
		}
	}
	return nil
}

// createThroughFront has a client create a status that is refused with 503 at
// first, and gives the two requests that it made of it.
func (s *scenario) createThroughFront(ctx context.Context, profile string, middlewares ...khttp.Middleware) ([]arrival, error) {
	front := startFront(s.service)
	defer front.Close()
	options := msgraphgocore.GraphClientOptions{}
	adapter, err := msgraphgocore.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
		s.auth, options, nil, nil, msgraphgocore.GetDefaultClient(&options, middlewares...))
	if err != nil {
		return nil, err
	}
	adapter.SetBaseUrl(front.URL + s.service.Path)
	client, err := NewApiClient(adapter)
	if err != nil {
		return nil, err
	}
	created, err := client.ByEducationSynchronizationProfileId(profile).ProfileStatus().Post(ctx, own("run-1"), nil)
	if err := same(created, err, "run-1", own("run-1")); err != nil {
		return nil, err
	}
	if len(front.arrivals) != 2 || front.arrivals[1].header.Get("Retry-Attempt") != "1" {
		return nil, fmt.Errorf("expected two tries, found %d", len(front.arrivals))
	}
	return front.arrivals, nil
}

// decompressed undoes gzip, or nil when it has not.
func decompressed(body []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return plain
}
