// Package address tells addresses of this machine from others.
package address

import (
	"net"
	"strings"
)

// IsLoopback reports whether a host, with or without port, names this machine:
// a loopback address, localhost, or a name under it (RFC 6761 section 6.3).
func IsLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
