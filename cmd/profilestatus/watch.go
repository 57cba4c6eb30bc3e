package main

import (
	"log/slog"
	"net/http"
	"strings"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

// watch puts in front of the service what records and checks its answers, as
// far as the flags ask for it. J may be nil.
func (f *serveFlags) watch(service http.Handler, j *journal.Journal, log *slog.Logger) (http.Handler, error) {
	if f.checkResponses {
		c, err := contract.Load([]byte(profilestatus.OpenAPI()))
		if err != nil {
			return nil, err
		}
		service = c.CheckResponses(func(r *http.Request, found []contract.Violation) {
			log.Error("response breaks the contract", "method", r.Method, "path", r.URL.Path, "violation", found[0].String(), "violations", len(found))
		})(service)
	}
	if j != nil {
		service = journal.Middleware(j)(service)
	}
	return service, nil
}

// guardControl refuses other hosts for the paths at which a journal is read and
// reset, which a page in a browser could otherwise reach by DNS rebinding.
// Whatever else goes through a proxy may have any host.
func guardControl(h http.Handler, hosts []string) http.Handler {
	guarded := server.AllowHosts(hosts...)(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, journal.Prefix) {
			guarded.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
