// Package address tells hosts and origins of this machine, or of a list, from others.
package address

import (
	"net"
	"strings"
)

// IsLoopback reports whether a host, with or without port, is a loopback address
// or localhost. Nothing that is sent there leaves this machine.
func IsLoopback(host string) bool {
	host = bare(host)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// IsLocal is IsLoopback, and also reports true for names under localhost. Those are
// of this machine for browsers (RFC 6761 section 6.3), but not for every resolver.
func IsLocal(host string) bool {
	return IsLoopback(host) || strings.HasSuffix(bare(host), ".localhost")
}

// bare returns a host without port and brackets, in lower case.
func bare(host string) string {
	if strings.IndexByte(host, ':') >= 0 { // otherwise it would make an error of that there is no port
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// Hosts is a list of hosts. Ports and upper case do not count.
type Hosts map[string]bool

// NewHosts returns a list of hosts without ports.
func NewHosts(hosts ...string) Hosts {
	h := make(Hosts, len(hosts))
	for _, host := range hosts {
		h[strings.ToLower(host)] = true
	}
	return h
}

// Has reports whether a host, with or without port, is on the list.
func (h Hosts) Has(host string) bool { return h[host] || h[bare(host)] }
