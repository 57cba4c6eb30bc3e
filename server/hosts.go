package server

import (
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"profilestatus.example/contract"
)

// AllowHosts returns a middleware that refuses requests whose Host header names
// none of these hosts, with 400 and problem details (RFC 9457). Ports and upper
// case do not count. Whatever listens on a loopback address needs it: otherwise
// a page in a browser can reach it through a name that the page's owner lets
// point there (DNS rebinding). A [Server] has it built in, see [WithHosts].
func AllowHosts(hosts ...string) func(http.Handler) http.Handler {
	allowed := hostSet(hosts)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := checkHost(r, allowed); err != nil {
				contract.Problem(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// allowHosts is [AllowHosts] within the chain. Without [WithHosts] it still
// refuses what is no host: Go's server lets some of it through, and it would
// become a part of next links.
func (s *Server) allowHosts(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := checkHost(c.Request(), s.hosts); err != nil {
			return err
		}
		return next(c)
	}
}

func hostSet(hosts []string) map[string]bool {
	m := make(map[string]bool, len(hosts))
	for _, host := range hosts {
		m[strings.ToLower(host)] = true
	}
	return m
}

// checkHost refuses hosts that are not in allowed, unless that is nil.
func checkHost(r *http.Request, allowed map[string]bool) error {
	host := r.Host
	if strings.ContainsFunc(host, notInHost) {
		return badRequest("host", "header/Host", "The Host header is not the name of a host.")
	}
	if allowed == nil {
		return nil
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if allowed[strings.ToLower(strings.Trim(host, "[]"))] {
		return nil
	}
	return badRequest("host", "header/Host", "This host name is not served here. Use the address that the service printed when it started, or start it with this name allowed.")
}

// notInHost reports whether c is in no name, address, zone or port.
func notInHost(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	}
	return !strings.ContainsRune("-._~:[]%", c)
}

// origin returns the scheme and the host that the client reached the server by.
// It believes the headers of a proxy that ends TLS; a client that forges them
// only gets a wrong link itself.
func (s *Server) origin(x *exchange) (string, error) {
	if s.publicURL != "" {
		return s.publicURL, nil
	}
	host := x.echo.Request().Host
	if host == "" { // HTTP/1.0 allows it
		return "", badRequest("host", "header/Host", "The request has no Host header, which the link to the next page needs.")
	}
	if x.echo.Scheme() == "https" {
		return "https://" + host, nil
	}
	return "http://" + host, nil
}
