package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
)

// adminConnections is how many clients --admin serves at a time.
const adminConnections = 64

// startAdmin listens on --admin and returns the journal that is read there, nil
// if there is none, and how to stop. Nothing of it is a part of the API.
func (f *serveFlags) startAdmin(log *slog.Logger) (j *journal.Journal, stop func(), err error) {
	if f.admin == "" {
		return nil, func() {}, nil
	}
	loopback, err := checkAddr("admin", f.admin, f.publicNoAuth)
	if err != nil {
		return nil, nil, err
	}
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		return nil, nil, err
	}
	if j, err = journal.New(c, journal.WithMaxEntries(f.adminEntries)); err != nil {
		return nil, nil, usageError{err}
	}
	h := j.Handler()
	if loopback {
		h = onlyHosts(h, append(loopbackNames(f.admin), f.allowedHosts...))
	}
	ln, err := listen("admin", f.admin, adminConnections)
	if err != nil {
		return nil, nil, err
	}
	web := newWeb(h, log)
	go func() {
		if err := web.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the admin listener ended", "error", err.Error())
		}
	}()
	tell(log, "admin", slog.String("url", baseURL(ln.Addr(), journal.Prefix)))
	return j, func() { _ = web.Close() }, nil
}

// onlyHosts refuses requests to other names, which a page in a browser could
// have made point here (DNS rebinding).
func onlyHosts(h http.Handler, hosts []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if slices.ContainsFunc(hosts, func(known string) bool { return strings.EqualFold(known, strings.Trim(host, "[]")) }) {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"This host name is not served here."}`+"\n")
	})
}
