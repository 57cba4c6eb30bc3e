package address

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Origins that [Origins] knows by name.
const (
	AnyOrigin       = "*"        // every one
	LoopbackOrigins = "loopback" // those of servers on this machine, on any port
)

// Origins are origins of pages (the Fetch standard, section 3.1), such as
// http://localhost:3000, [AnyOrigin] or [LoopbackOrigins].
type Origins []string

// Has reports whether an origin, as a browser sends it, is one of them.
func (o Origins) Has(origin string) bool {
	return slices.Contains(o, origin) || slices.Contains(o, AnyOrigin) ||
		slices.Contains(o, LoopbackOrigins) && isLoopbackOrigin(origin)
}

// CheckOrigin returns an error that says what is wrong with one of [Origins].
func CheckOrigin(origin string) error {
	if origin == AnyOrigin || origin == LoopbackOrigins {
		return nil
	}
	if strings.Contains(origin, "@") { // it may hold a password, which is not repeated
		return errors.New("an origin has no user and password, only a scheme, a host and perhaps a port, such as http://localhost:3000")
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Scheme+"://"+u.Host != origin || strings.ToLower(origin) != origin {
		return fmt.Errorf("%q is no origin; want a scheme, a host in small letters and a port where it is not that of the scheme, such as http://localhost:3000", origin)
	}
	return nil
}

// isLoopbackOrigin reports whether an origin is that of a server on this machine.
func isLoopbackOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && IsLoopback(u.Host)
}
