package main

import (
	"net/http"
	"strings"

	"profilestatus.example/contract/journal"
	"profilestatus.example/server"
)

// guardControl refuses other hosts for the paths at which a journal or a mock is
// controlled, which a page in a browser could otherwise reach by DNS rebinding.
// Whatever else goes through a proxy may have any host.
func guardControl(h http.Handler, hosts []string) http.Handler {
	guarded := server.AllowHosts(hosts...)(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, journal.Prefix) || strings.Contains(r.URL.Path, "/__mock/") {
			guarded.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
