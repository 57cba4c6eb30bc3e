package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/store"
)

// DefaultMaxBodyBytes is the largest body that is read: 64 KiB, unpacked.
const DefaultMaxBodyBytes = 64 << 10

// An Option configures a [Server]. Options are applied in order; the last one
// wins.
type Option func(*Server) error

// WithStore keeps records in store. The default is a memory of the process, for
// memory.DefaultMaxRecords records.
func WithStore(records store.Store) Option {
	return func(s *Server) error {
		if records == nil {
			return errors.New("WithStore: nil")
		}
		s.store = records
		return nil
	}
}

// WithAuthenticator decides who may call. The default is [AnyToken].
func WithAuthenticator(a Authenticator) Option {
	return func(s *Server) error {
		if a == nil {
			return errors.New("WithAuthenticator: nil")
		}
		s.auth = a
		return nil
	}
}

// WithLogger logs one line a request at level info, and what went wrong inside
// the server at level error. Tokens and bodies are never logged. The default
// logs nothing.
func WithLogger(log *slog.Logger) Option {
	return func(s *Server) error {
		if log == nil {
			return errors.New("WithLogger: nil")
		}
		s.log = log
		return nil
	}
}

// WithMaxBodyBytes refuses larger bodies with 413. The size is that of the
// unpacked body, from 1 KiB to 16 MiB; the default is [DefaultMaxBodyBytes].
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

// WithHosts refuses requests whose Host header names none of these hosts; ports
// do not count. A server on a loopback address needs it: otherwise a page in a
// browser can reach the server through a name that its owner lets point there
// (DNS rebinding). By default every host is accepted.
func WithHosts(hosts ...string) Option {
	return func(s *Server) error {
		if len(hosts) == 0 {
			return errors.New("WithHosts: no host")
		}
		s.hosts = make(map[string]bool, len(hosts))
		for _, host := range hosts {
			s.hosts[strings.ToLower(host)] = true
		}
		return nil
	}
}

// WithPublicURL makes next links begin with this scheme and host, for a server
// behind a proxy that ends TLS. By default they begin with those of the request.
func WithPublicURL(public string) Option {
	return func(s *Server) error {
		u, err := url.Parse(public)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("WithPublicURL(%q): want a scheme and a host, such as https://mock.example", public)
		}
		s.publicURL = u.Scheme + "://" + u.Host
		return nil
	}
}

// WithClock takes the time from now. It is what errors show and durations in
// the log are made of; the order of records does not depend on it.
func WithClock(now func() time.Time) Option {
	return func(s *Server) error {
		if now == nil {
			return errors.New("WithClock: nil")
		}
		s.now = now
		return nil
	}
}

// WithIDs takes the ids of statuses that the server makes, and request ids,
// from newID. They must be new each time and fit the document, request ids as a
// UUID. The default makes UUIDs of version 7.
func WithIDs(newID func() string) Option {
	return func(s *Server) error {
		if newID == nil {
			return errors.New("WithIDs: nil")
		}
		s.newID = newID
		return nil
	}
}

// WithResponseCheck judges every response against the document, once it is
// written, and reports those that break it. It keeps a copy of each body until
// then. In a test, report by calling t.Errorf.
func WithResponseCheck(report func(r *http.Request, found []contract.Violation)) Option {
	return func(s *Server) error {
		if report == nil {
			return errors.New("WithResponseCheck: nil")
		}
		s.onBad = report
		return nil
	}
}

// WithJournal records every exchange under the base path, and every one beside
// it that was refused with 404 or 405, with the verdict on it. It is recorded
// before the client has its whole answer, so that a test can ask at once. By
// default nothing is recorded, at no cost.
func WithJournal(j *journal.Journal) Option {
	return func(s *Server) error {
		if j == nil {
			return errors.New("WithJournal: nil")
		}
		s.journal = j
		return nil
	}
}
