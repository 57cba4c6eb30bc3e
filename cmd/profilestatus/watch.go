package main

import (
	"net/http"
	"strings"

	"profilestatus.example/contract/journal"
	"profilestatus.example/mock/page"
	"profilestatus.example/server"
)

// guardControl refuses other hosts for the paths at which a journal or a mock is
// controlled, which a page in a browser could otherwise reach by DNS rebinding.
// Whatever else goes through a proxy may have any host.
func guardControl(h http.Handler, hosts []string) http.Handler {
	return guard(h, hosts, func(path string) bool {
		if !strings.Contains(path, "__") { // nearly every path; to look for a slash takes longer
			return false
		}
		return strings.Contains(path, journal.Prefix) || strings.Contains(path, "/__mock/")
	})
}

// guardPages does the same also for pages.
func guardPages(h http.Handler, hosts []string) http.Handler {
	return guard(guardControl(h, hosts), hosts, func(path string) bool {
		return path == "/" || strings.HasPrefix(path, page.Prefix)
	})
}

func guard(h http.Handler, hosts []string, applies func(path string) bool) http.Handler {
	guarded := server.AllowHosts(hosts...)(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if applies(r.URL.Path) {
			guarded.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}
