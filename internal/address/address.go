// Package address tells hosts of this machine from others.
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
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}
