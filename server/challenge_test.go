package server_test

import (
	"context"
	"errors"
	"testing"

	"profilestatus.example/server"
)

// TestChallenge is what the client of a good token without the permission is
// told to get (RFC 6750 section 3.1).
func TestChallenge(t *testing.T) {
	for _, row := range []struct {
		reason, method, path string
		who                  server.Principal
		scope                string
	}{
		{"a user who may read wants to write", "POST", statusPath, server.Principal{Delegated: []string{"EduAdministration.Read"}}, "EduAdministration.ReadWrite"},
		{"an application that may read wants to write", "POST", statusPath, server.Principal{Application: []string{"EduAdministration.Read.All"}}, "EduAdministration.ReadWrite.All"},
		{"an application without permissions wants to read, for which the least will do", "GET", statusPath, server.Principal{}, "EduAdministration.Read.All"},
		{"a user's permission in an application's token gives nothing", "GET", statusPath, server.Principal{Application: []string{"EduAdministration.Read"}}, "EduAdministration.Read.All"},
		{"a user without permissions is told of a user's", "GET", statusPath, server.Principal{Delegated: []string{}}, "EduAdministration.Read"},
		{"an application's permission in a user's token gives nothing", "DELETE", statusPath, server.Principal{Delegated: []string{"EduAdministration.ReadWrite.All"}}, "EduAdministration.ReadWrite"},
	} {
		t.Run(row.reason, func(t *testing.T) {
			auth := authFunc(func(string) (server.Principal, error) { return row.who, nil })
			body := ""
			if row.method == "POST" {
				body = validBody
			}
			r := mustSend(t, start(t, server.WithAuthenticator(auth)), 403, row.method, row.path, body)
			if got, want := r.Header.Get("WWW-Authenticate"), `Bearer realm="profilestatus", error="insufficient_scope", scope="`+row.scope+`"`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// keyed is an authenticator that can say whether it has keys.
type keyed struct {
	server.AnyToken
	err error
}

func (k keyed) Ready(context.Context) error { return k.err }

func TestReadyAsksAuthenticator(t *testing.T) {
	for _, want := range []error{nil, errors.New("no keys")} {
		s, err := server.New(server.WithAuthenticator(keyed{err: want}))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Ready(t.Context()); !errors.Is(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
