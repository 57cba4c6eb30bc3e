// Command kiota-go uses the service as a program with Microsoft's Graph SDK for
// Go does: with the SDK's own core, its middlewares and its page iterator.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/microsoft/kiota-abstractions-go/authentication"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

const odataType = "#microsoft.graph.educationSynchronizationProfileStatus"

// anyToken gives its token to the hosts that it names, and to no others.
type anyToken struct {
	hosts *authentication.AllowedHostsValidator
}

func (t anyToken) GetAuthorizationToken(_ context.Context, u *url.URL, _ map[string]any) (string, error) {
	if !t.hosts.IsUrlHostValid(u) {
		return "", nil
	}
	return "any-token", nil
}

func (t anyToken) GetAllowedHostsValidator() *authentication.AllowedHostsValidator { return t.hosts }

func main() {
	if err := run(context.Background(), os.Getenv("PROFILESTATUS_URL")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, baseURL string) error {
	service, err := url.Parse(baseURL)
	if err != nil {
		return err
	}
	hosts, err := authentication.NewAllowedHostsValidatorErrorCheck([]string{service.Hostname()})
	if err != nil {
		return err
	}
	s := scenario{service: service, auth: authentication.NewBaseBearerTokenAuthenticationProvider(anyToken{hosts})}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"server-id", s.serverID},
		{"own-id", s.ownID},
		{"newest", s.newest},
		{"conflict", s.conflict},
		{"enum", s.enum},
		{"token", s.token},
		{"pages", s.pages},
		{"delete", s.delete},
		{"escape", s.escape},
		{"retry", s.retry},
		{"compression", s.compression},
		{"select", s.selected},
		{"minimal", s.minimal},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Println("ok -", step.name)
	}
	return nil
}

type scenario struct {
	service *url.URL
	auth    authentication.AuthenticationProvider
	adapter *msgraphgocore.GraphRequestAdapterBase
	client  *ApiClient
}

func (s *scenario) school(n string) *EducationSynchronizationProfileItemRequestBuilder {
	return s.client.ByEducationSynchronizationProfileId(n)
}

// own is the status with an id of the client's own.
func own(id string) *EducationSynchronizationProfileStatus {
	m := NewEducationSynchronizationProfileStatus()
	m.SetId(&id)
	m.SetStatus(new(QUARANTINED_EDUCATIONSYNCHRONIZATIONSTATUS))
	m.SetLastSynchronizationDateTime(new(time.Date(2026, 11, 22, 22, 15, 0, 0, time.UTC)))
	return m
}

// same compares every field of an answer with what was sent under the id.
func same(got EducationSynchronizationProfileStatusable, err error, id string, sent EducationSynchronizationProfileStatusable) error {
	switch {
	case err != nil:
		return err
	case *got.GetId() != id:
		return fmt.Errorf("expected the id %q, found %q", id, *got.GetId())
	case *got.GetOdataType() != odataType:
		return fmt.Errorf("expected the type %q, found %q", odataType, *got.GetOdataType())
	case got.GetStatus() == nil || *got.GetStatus() != *sent.GetStatus():
		return fmt.Errorf("expected the status %v, found %v", sent.GetStatus(), got.GetStatus())
	case !got.GetLastSynchronizationDateTime().Equal(*sent.GetLastSynchronizationDateTime()):
		return fmt.Errorf("expected the time %v, found %v", sent.GetLastSynchronizationDateTime(), got.GetLastSynchronizationDateTime())
	}
	return nil
}

// refused reads the typed error, which must have the status and the code.
func refused(err error, status int, code ErrorCode) (*MainError, error) {
	if err == nil {
		return nil, fmt.Errorf("expected the typed error %v, but the request succeeded", code)
	}
	typed, ok := errors.AsType[*ODataError](err)
	if !ok || typed.GetErrorEscaped() == nil || typed.GetErrorEscaped().GetCode() == nil {
		return nil, fmt.Errorf("expected the typed error %v, found %w", code, err)
	}
	main := typed.GetErrorEscaped()
	if got, want := typed.GetResponseHeaders().Get("request-id"), *main.GetInnerError().GetRequestId(); !slices.Equal(got, []string{want}) {
		return nil, fmt.Errorf("expected the request-id %q in the header, found %q", want, got)
	}
	if typed.GetStatusCode() != status || *main.GetCode() != code || main.GetMessage() == nil || *main.GetMessage() == "" {
		return nil, fmt.Errorf("expected %d %v with a message, found %d %v", status, code, typed.GetStatusCode(), *main.GetCode())
	}
	return main, nil
}

func hasDetail(main *MainError, target, code string) error {
	if !slices.ContainsFunc(main.GetDetails(), func(d *ErrorDetails) bool { return *d.GetTarget() == target && *d.GetCode() == code }) {
		return fmt.Errorf("expected the detail %s at %s, found: %s", code, target, *main.GetMessage())
	}
	return nil
}

// finished is a status that the enum does not have.
type finished struct {
	EducationSynchronizationProfileStatusable
}

func (f finished) Serialize(writer serialization.SerializationWriter) error {
	name := "finished"
	return errors.Join(writer.WriteStringValue("status", &name), f.EducationSynchronizationProfileStatusable.Serialize(writer))
}
