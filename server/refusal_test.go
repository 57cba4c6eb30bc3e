package server_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"profilestatus.example/gen"
	"profilestatus.example/server"
)

// TestRefusal is what becomes of the errors of an authenticator.
func TestRefusal(t *testing.T) {
	for _, row := range []struct {
		reason     string
		err        error
		status     int
		retryAfter string
	}{
		{"a wait without a time is the shortest", &server.Error{Status: 429, Message: "Wait."}, 429, "1"},
		{"a wait has its time", &server.Error{Status: 429, Message: "Wait.", RetryAfter: 7}, 429, "7"},
		{"no wait at all", &server.Error{Status: 503, Message: "Again.", RetryAfter: server.RetryNow}, 503, "0"},
		{"a status that the document lacks is a fault of the service", &server.Error{Status: 418, Message: "A teapot."}, 500, ""},
		{"a token that is wrong for a reason", &server.InvalidTokenError{Reason: "It is old."}, 401, ""},
	} {
		auth := authFunc(func(string) (server.Principal, error) { return server.Principal{}, row.err })
		r := mustSend(t, start(t, server.WithAuthenticator(auth)), row.status, "GET", statusPath, "")
		if got := r.Header.Get("Retry-After"); got != row.retryAfter {
			t.Errorf("Retry-After = %q, want %q\nreason: %s", got, row.retryAfter, row.reason)
		}
	}
	if err := error(&server.InvalidTokenError{Reason: "It is old."}); !errors.Is(err, server.ErrUnauthenticated) {
		t.Errorf("%v is no ErrUnauthenticated, which those who wrap an authenticator look for", err)
	}
}

// TestAround is what a service in front of the API puts around it.
func TestAround(t *testing.T) {
	for name, option := range map[string]server.Option{"WithAnonymous": server.WithAnonymous(nil), "WithHandler": server.WithHandler(nil), "WithCheck": server.WithCheck(nil)} {
		if _, err := server.New(option); err == nil {
			t.Errorf("%s takes nil", name)
		}
	}
	checked, wrapped := 0, 0
	ts := start(t,
		server.WithAnonymous(func(context.Context) (server.Principal, error) {
			return server.AnyToken{}.Authenticate(t.Context(), "x")
		}),
		server.WithCheck(func(r *http.Request) error {
			if checked++; r.Header.Get("X-Stop") != "" {
				return &server.Error{Status: 403, Message: "Stop."}
			}
			return nil
		}),
		server.WithHandler(func(h gen.StrictServerInterface) gen.StrictServerInterface { wrapped++; return h }))
	for _, row := range []struct {
		reason string
		header []string
		status int
	}{
		{"nobody needs a token", []string{"Authorization", ""}, 201},
		{"the check refuses", []string{"Authorization", "", "X-Stop", "1"}, 403},
	} {
		because(t, row.reason)
		mustSend(t, ts, row.status, "POST", statusPath, validBody, row.header...)
	}
	if checked != 2 || wrapped != 1 {
		t.Errorf("checked %d requests and wrapped %d handlers, want 2 and 1", checked, wrapped)
	}
}
