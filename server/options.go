package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/gen"
	"profilestatus.example/internal/address"
	"profilestatus.example/store"
)

// DefaultMaxBodyBytes is the default maximum size of a request body, compressed and
// decompressed: 64 KiB.
const DefaultMaxBodyBytes = contract.DefaultMaxBodyBytes

// An Option configures a [Server]. Options are applied in order; if one is repeated,
// the last one wins unless it says otherwise.
type Option func(*Server) error

// set returns the option of a name, which fails if it was given nothing to set.
func set(name string, nothing bool, to func(*Server)) Option {
	return func(s *Server) error {
		if nothing {
			return errors.New(name + ": it is given nothing")
		}
		to(s)
		return nil
	}
}

// WithStore sets the store. The default is a memory store for
// [memory.DefaultMaxRecords] records. The server does not close the store.
func WithStore(records store.Store) Option {
	return set("WithStore", records == nil, func(s *Server) { s.store = records })
}

// WithAuthenticator sets the [Authenticator]. The default is [AnyToken].
func WithAuthenticator(a Authenticator) Option {
	return set("WithAuthenticator", a == nil, func(s *Server) { s.auth = a })
}

// WithAnonymous sets the function that decides about requests without an Authorization
// header, for operations that require no token. By default they are refused with 401.
func WithAnonymous(decide func(context.Context) (Principal, error)) Option {
	return set("WithAnonymous", decide == nil, func(s *Server) { s.anonymous = decide })
}

// WithHandler wraps the handlers of the operations, which get only authenticated and
// valid requests. Wrap is called once; the default is no wrapper.
func WithHandler(wrap func(gen.StrictServerInterface) gen.StrictServerInterface) Option {
	return set("WithHandler", wrap == nil, func(s *Server) { s.wrap = wrap })
}

// WithCheck adds a check for rules that are not in the document; it refuses a request
// by returning an error, such as an [Error]. It is called only for authenticated and
// valid requests. By default there is none.
func WithCheck(check func(*http.Request) error) Option {
	return set("WithCheck", check == nil, func(s *Server) { s.check = check })
}

// WithNotFound sets a function that returns the message for a path that does not exist.
// If it returns "", the message is the default, which refers to the document.
func WithNotFound(say func(path string) string) Option {
	return set("WithNotFound", say == nil, func(s *Server) { s.notFound = say })
}

// WithLogger logs one line for each request at level info, and internal failures at
// level error, or at level warn if the store is temporarily unavailable. Tokens and
// bodies are never logged. The default logs nothing.
func WithLogger(log *slog.Logger) Option {
	return set("WithLogger", log == nil, func(s *Server) { s.log = log })
}

// WithObserver calls observe with the result of each request after its response is
// written. It may be given several times; all observers are called. Observe must be
// safe for concurrent use and fast, since the connection waits for it.
func WithObserver(observe func(context.Context, Result)) Option {
	return set("WithObserver", observe == nil, func(s *Server) { s.observers = append(s.observers, observe) })
}

// WithMaxBodyBytes refuses bodies of more than n bytes, compressed or decompressed,
// with 413. It must be from 1 KiB to 16 MiB; the default is [DefaultMaxBodyBytes].
func WithMaxBodyBytes(n int64) Option {
	return func(s *Server) error {
		if n < 1<<10 || n > 16<<20 {
			return fmt.Errorf("WithMaxBodyBytes(%d): want 1024 to 16777216", n)
		}
		s.maxBody = n
		return nil
	}
}

// WithProfiles sets the ids of the profiles that exist; others get 404. By default
// every profile exists.
func WithProfiles(ids ...string) Option {
	return func(s *Server) error {
		if len(ids) == 0 {
			return errors.New("WithProfiles: no id")
		}
		s.profiles = make(map[string]bool, len(ids))
		for _, id := range ids {
			if strings.TrimSpace(id) == "" {
				return fmt.Errorf("WithProfiles: %q is not a valid id", id)
			}
			s.profiles[id] = true
		}
		return nil
	}
}

// WithHosts refuses requests whose Host header is none of these hosts with 400, see
// [AllowHosts]. By default every host is accepted.
func WithHosts(hosts ...string) Option {
	return set("WithHosts", len(hosts) == 0, func(s *Server) { s.hosts = address.NewHosts(hosts...) })
}

// WithPublicURL sets the scheme and host of next links, such as https://mock.example,
// for a server behind a TLS-terminating proxy. The default is scheme and host of the
// request.
func WithPublicURL(public string) Option {
	return func(s *Server) error {
		u, err := url.Parse(public)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return errors.New("WithPublicURL: want a scheme and a host, such as https://mock.example")
		}
		s.publicURL = u.Scheme + "://" + u.Host
		return nil
	}
}

// WithClock sets the clock for the times in errors, results and the log, for durations,
// and for ids generated by the server. The default is time.Now. The order of records
// does not depend on it, and the header Date is set by Go's HTTP server.
func WithClock(now func() time.Time) Option {
	return set("WithClock", now == nil, func(s *Server) {
		s.now, s.since = now, func(t time.Time) time.Duration { return now().Sub(t) }
	})
}

// WithStatusIDs sets the generator of ids for statuses that are created without one.
// Ids must be unique within their profile and valid by the document. By default they
// are UUIDs of version 7, with the time when the request was received.
func WithStatusIDs(newID func() string) Option {
	return set("WithStatusIDs", newID == nil, func(s *Server) { s.newID = func(time.Time) string { return newID() } })
}

// WithRequestIDs sets the generator of request ids, which must be unique UUIDs. By
// default they are UUIDs of version 7.
func WithRequestIDs(newID func() string) Option {
	return set("WithRequestIDs", newID == nil, func(s *Server) { s.newRequestID = func(time.Time) string { return newID() } })
}
