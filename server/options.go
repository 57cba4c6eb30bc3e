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

// DefaultMaxBodyBytes is the largest body that is read: 64 KiB, decompressed.
const DefaultMaxBodyBytes = contract.DefaultMaxBodyBytes

// An Option configures a [Server]. Options are applied in order; the last one
// wins.
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

// WithStore keeps records in store. The default is a memory of the process, for
// memory.DefaultMaxRecords records.
func WithStore(records store.Store) Option {
	return set("WithStore", records == nil, func(s *Server) { s.store = records })
}

// WithAuthenticator decides who may call. The default is [AnyToken].
func WithAuthenticator(a Authenticator) Option {
	return set("WithAuthenticator", a == nil, func(s *Server) { s.auth = a })
}

// WithAnonymous decides about requests without an Authorization header, where
// the document asks for no token. By default they are refused with 401.
func WithAnonymous(decide func(context.Context) (Principal, error)) Option {
	return set("WithAnonymous", decide == nil, func(s *Server) { s.anonymous = decide })
}

// WithHandler puts wrap around the handlers of the operations. A request that
// reaches them is authenticated and valid. It is called once; the default is no
// wrapper.
func WithHandler(wrap func(gen.StrictServerInterface) gen.StrictServerInterface) Option {
	return set("WithHandler", wrap == nil, func(s *Server) { s.wrap = wrap })
}

// WithCheck lets check refuse requests for what the document does not say, with an
// [Error]. It gets only requests that are authenticated and valid. By default
// there is no such check.
func WithCheck(check func(*http.Request) error) Option {
	return set("WithCheck", check == nil, func(s *Server) { s.check = check })
}

// WithNotFound says of a path that there is nothing at why that is so, in a
// sentence. An empty one is the default, which names the document.
func WithNotFound(say func(path string) string) Option {
	return set("WithNotFound", say == nil, func(s *Server) { s.notFound = say })
}

// WithLogger logs one line a request at level info, and what went wrong inside
// the server at level error, or warning if the store cannot do something for
// now. Tokens and bodies are never logged. The default logs nothing.
func WithLogger(log *slog.Logger) Option {
	return set("WithLogger", log == nil, func(s *Server) { s.log = log })
}

// WithObserver calls observe with what became of each request, once its answer
// is written. It may be given several times, and each is called. It must be safe
// for concurrent use and not take long, since the connection waits for it.
func WithObserver(observe func(context.Context, Result)) Option {
	return set("WithObserver", observe == nil, func(s *Server) { s.observers = append(s.observers, observe) })
}

// WithMaxBodyBytes refuses larger bodies with 413. The size is that of the
// decompressed body, from 1 KiB to 16 MiB; the default is [DefaultMaxBodyBytes].
func WithMaxBodyBytes(n int64) Option {
	return func(s *Server) error {
		if n < 1<<10 || n > 16<<20 {
			return fmt.Errorf("WithMaxBodyBytes(%d): want 1024 to 16777216", n)
		}
		s.maxBody = n
		return nil
	}
}

// WithProfiles closes the list of profiles: any other one is answered with
// 404. By default every profile exists.
func WithProfiles(ids ...string) Option {
	return func(s *Server) error {
		if len(ids) == 0 {
			return errors.New("WithProfiles: no id")
		}
		s.profiles = make(map[string]bool, len(ids))
		for _, id := range ids {
			if strings.TrimSpace(id) == "" {
				return fmt.Errorf("WithProfiles: %q is no id", id)
			}
			s.profiles[id] = true
		}
		return nil
	}
}

// WithHosts refuses requests whose Host header names none of these hosts, as
// [AllowHosts] does. By default every host is accepted.
func WithHosts(hosts ...string) Option {
	return set("WithHosts", len(hosts) == 0, func(s *Server) { s.hosts = address.NewHosts(hosts...) })
}

// WithPublicURL makes next links begin with this scheme and host, for a server
// behind a proxy that ends TLS. By default they begin with those of the request.
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

// WithClock takes the time from now: that of errors, of results, their durations
// and their lines in the log, and of the ids that the server makes. The order of records does not
// depend on it, and the header Date is Go's server's.
func WithClock(now func() time.Time) Option {
	return set("WithClock", now == nil, func(s *Server) {
		s.now, s.since = now, func(t time.Time) time.Duration { return now().Sub(t) }
	})
}

// WithStatusIDs takes the ids of statuses that are created without one from
// newID. They must be new within their profile and fit the document. The default
// makes UUIDs of version 7, with the time when the request came in.
func WithStatusIDs(newID func() string) Option {
	return set("WithStatusIDs", newID == nil, func(s *Server) { s.newID = func(time.Time) string { return newID() } })
}

// WithRequestIDs takes request ids from newID. They must be UUIDs and new each
// time. The default makes UUIDs of version 7.
func WithRequestIDs(newID func() string) Option {
	return set("WithRequestIDs", newID == nil, func(s *Server) { s.newRequestID = func(time.Time) string { return newID() } })
}
