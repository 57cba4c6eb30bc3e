package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxBases is how many base paths one list of servers is read as. The values of
// a variable multiply them.
const maxBases = 64

// bases returns the paths of servers, each without a slash at its end, in the
// order of the document and with the defaults of variables first. It is "" where
// there are no servers, as OpenAPI 3.0 says.
func (b *builder) bases(servers openapi3.Servers) []string {
	var all []string
	for _, server := range servers {
		if server == nil {
			continue
		}
		for _, address := range expand(server) {
			u, err := url.Parse(address)
			if err != nil {
				b.warn(server.Origin, fmt.Sprintf("The server %s is ignored: its URL cannot be read.", quote(server.URL)))
				continue
			}
			base := strings.TrimSuffix(u.EscapedPath(), "/")
			if base != "" && base[0] != '/' {
				base = "/" + base
			}
			if !slices.Contains(all, base) && len(all) < maxBases {
				all = append(all, base)
			}
		}
	}
	if all == nil {
		return []string{""}
	}
	return all
}

// expand returns the addresses of a server: that with all defaults first, then
// those with the other values that its variables may have.
func expand(server *openapi3.Server) []string {
	addresses := []string{server.URL}
	names := make([]string, 0, len(server.Variables))
	for name := range server.Variables {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		variable := server.Variables[name]
		if variable == nil {
			continue
		}
		values := []string{variable.Default}
		for _, value := range variable.Enum {
			if value != variable.Default {
				values = append(values, value)
			}
		}
		var next []string
		for _, value := range values {
			for _, address := range addresses {
				if len(next) < maxBases {
					next = append(next, strings.ReplaceAll(address, "{"+name+"}", value))
				}
			}
		}
		addresses = next
	}
	return addresses
}
