package main

import (
	"errors"
	"log/slog"
	"net/http"

	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

// adminConnections is how many clients --admin serves at a time.
const adminConnections = 64

// startAdmin serves what controls a mock, and metrics, on --admin, if there is one,
// and returns how to stop.
func (f *serveFlags) startAdmin(h http.Handler, log *slog.Logger) (stop func(), err error) {
	if f.admin == "" {
		return func() {}, nil
	}
	loopback, err := checkAddr("admin", f.admin, f.isPublic())
	if err != nil {
		return nil, err
	}
	h = f.telemetry.beside(h)
	if loopback {
		h = server.AllowHosts(append(loopbackNames(f.admin), f.allowedHosts...)...)(h)
	}
	ln, err := f.sockets.listen("admin", f.admin, adminConnections)
	if err != nil {
		return nil, err
	}
	web := newWeb(h, log)
	go func() {
		if err := web.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the admin listener ended", "error", err.Error())
		}
	}()
	tell(log, "admin", slog.String("url", baseURL(scheme(nil), ln.Addr(), journal.Prefix)))
	return func() { _ = web.Close() }, nil
}
