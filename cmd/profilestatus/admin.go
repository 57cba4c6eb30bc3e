package main

import (
	"errors"
	"log/slog"
	"net/http"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
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
	if j, err = journal.New(c, journal.WithMaxEntries(f.adminEntries), journal.WithMaxBodyBytes(f.maxBody)); err != nil {
		return nil, nil, usageError{err}
	}
	h := j.Handler()
	if loopback {
		h = server.AllowHosts(append(loopbackNames(f.admin), f.allowedHosts...)...)(h)
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
	tell(log, "admin", slog.String("url", baseURL(scheme(nil), ln.Addr(), journal.Prefix)))
	return j, func() { _ = web.Close() }, nil
}
