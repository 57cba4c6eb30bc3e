package contract

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxBases is how many base paths one list of servers is read as. The values of
// a variable multiply them.
const maxBases = 64

// bases returns the paths of servers, each without a slash at its end, in the
// order of the document and with the defaults of variables first. It is "" where
// there are no servers, as OpenAPI says. Those at the end have a variable where
// the document uses one that it does not describe, in whose place any segment is
// right; before them it stands for its name.
func (b *builder) bases(servers openapi3.Servers) []string {
	var all, open []string
	add := func(to *[]string, address string) (ok bool) {
		base, err := b.basePath(address)
		if err == nil && !slices.Contains(*to, base) && len(*to) < maxBases {
			*to = append(*to, base)
		}
		return err == nil
	}
	for _, server := range servers {
		known := false
		for _, address := range expand(server) {
			path := withoutHost(address)
			known = add(&all, placeholder.ReplaceAllString(path, "$1")) || known
			for _, text := range []string{path, address} {
				if placeholder.MatchString(text) {
					add(&open, placeholder.ReplaceAllString(text, marked))
				}
			}
		}
		if !known {
			b.warn(server.Origin, fmt.Sprintf("The server %s is ignored: its URL cannot be read.", quote(server.URL)))
		}
	}
	if all == nil {
		return []string{""}
	}
	for _, base := range open {
		if text := mark.ReplaceAllString(base, "{$1}"); text != base {
			all = append(all, text)
		}
	}
	return all
}

// withoutHost returns the path of an address whose scheme or host is a variable.
func withoutHost(address string) string {
	host := beginning.FindString(address)
	if !strings.Contains(host, "{") {
		return address
	}
	return "/" + strings.TrimPrefix(address[len(host):], "/")
}

// beginning is the scheme and the host of an address, or a first segment that begins with
// a variable.
var beginning = regexp.MustCompile(`^([^/?#]*://[^/?#]*|\{[^/]*)`)

// marked stands for a variable in an address: braces cannot stand in one.
const marked = "variable-of-the-document.$1.variable-of-the-document"

var mark = regexp.MustCompile(`variable-of-the-document\.([^/]*?)\.variable-of-the-document`)

// basePath returns the path of a server's address. A relative one starts from
// where the document is, which is taken for the root if that is a file or not
// known.
func (b *builder) basePath(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	from := &url.URL{Path: "/"}
	if at, err := url.Parse(b.location); err == nil && isWeb(at) {
		from = at
	}
	return strings.TrimSuffix(from.ResolveReference(u).EscapedPath(), "/"), nil
}

// expand returns the addresses of a server: that with all defaults first, then
// those with the other values that its variables may have. Variables that the
// document does not describe stay; those without a default may be nothing, too.
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
		values := variable.Enum
		switch {
		case variable.Default != "":
			others := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == variable.Default })
			values = append([]string{variable.Default}, others...)
		case len(values) == 0:
			values = []string{"", "{" + name + "}"}
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

var placeholder = regexp.MustCompile(`\{([^{}/]*)\}`)

// chosen returns the server that [WithServer] names, alone.
func chosen(servers openapi3.Servers, name string) (openapi3.Servers, error) {
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(servers) {
		return servers[n-1 : n], nil
	}
	var known []string
	for i, server := range servers {
		if server == nil {
			continue
		}
		same := func(address string) bool { return strings.TrimSuffix(address, "/") == strings.TrimSuffix(name, "/") }
		if same(server.URL) {
			return servers[i : i+1], nil
		}
		for _, address := range expand(server) {
			if named := placeholder.ReplaceAllString(address, "$1"); same(named) {
				return openapi3.Servers{{URL: named, Origin: server.Origin}}, nil
			}
		}
		if len(known) < 10 {
			known = append(known, fmt.Sprintf("%d is %s", i+1, shorten(printable(server.URL), maxTarget)))
		}
	}
	if known == nil {
		return nil, fmt.Errorf("contract: server %s: the document names no servers", quote(name))
	}
	return nil, fmt.Errorf("contract: server %s: want one of the document's, by number or URL: %s", quote(name), strings.Join(known, ", "))
}
