package contract

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A credential is where one security scheme wants something to be.
type credential struct {
	in, name string
	scheme   string // of Authorization, in small letters; "" is any
}

// anyScheme is the scheme of a key, which has none even in Authorization.
const anyScheme = "*"

// credentials lists the ways in which an operation may be authorized, each of
// which needs all of its credentials. Those that a request does not show, such as
// a client certificate, are left out; it is nil when no others are needed, see
// [builder.noteSecurity].
func credentials(doc *openapi3.T, op *openapi3.Operation) [][]credential {
	wanted := doc.Security
	if op.Security != nil {
		wanted = *op.Security
	}
	var ways [][]credential
	for _, requirement := range wanted {
		var way []credential
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			var scheme *openapi3.SecuritySchemeRef
			if doc.Components != nil {
				scheme = doc.Components.SecuritySchemes[name]
			}
			if scheme == nil {
				continue // which the document does not describe
			}
			switch scheme.Value.Type {
			case "http":
				way = append(way, credential{"header", "Authorization", strings.ToLower(scheme.Value.Scheme)})
			case "oauth2", "openIdConnect":
				way = append(way, credential{"header", "Authorization", "bearer"})
			case "apiKey":
				way = append(way, credential{in: scheme.Value.In, name: scheme.Value.Name, scheme: anyScheme})
			}
		}
		if way == nil {
			return nil // {} among the requirements, or nothing that can be seen
		}
		ways = append(ways, way)
	}
	return ways
}

// noteSecurity notes the security schemes that are asked for and that no request
// shows.
func (b *builder) noteSecurity(doc *openapi3.T) {
	asked := make(map[string]bool)
	ask := func(requirements openapi3.SecurityRequirements) {
		for _, requirement := range requirements {
			for name := range requirement {
				asked[name] = true
			}
		}
	}
	ask(doc.Security)
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.Security != nil {
				ask(*op.Security)
			}
		}
	}
	var described openapi3.SecuritySchemes
	if doc.Components != nil {
		described = doc.Components.SecuritySchemes
	}
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		switch scheme := described[name]; {
		case scheme == nil:
			b.note(nil, "Credentials of the security scheme "+quote(name)+" are not validated: the document does not describe it.")
		case !slices.Contains([]string{"http", "apiKey", "oauth2", "openIdConnect"}, scheme.Value.Type):
			b.note(scheme.Value.Origin, "Credentials of the security scheme "+quote(name)+" are not validated: no request shows one of the type "+quote(scheme.Value.Type)+".")
		}
	}
}

// authorization returns the violation of a request that carries no credentials.
// Whether they are good is for the server to say.
func (o *Operation) authorization(query string, h http.Header) []Violation {
	if len(o.credentials) == 0 {
		return nil
	}
	values, _ := parseQuery(query, false) // what cannot be read is told elsewhere
	var missing credential                // the first of the first way
	for i, way := range slices.Backward(o.credentials) {
		lacks := slices.IndexFunc(way, func(c credential) bool { return !c.given(values, h) })
		if lacks < 0 {
			return nil
		}
		missing = o.credentials[i][lacks]
	}
	return []Violation{{
		Side:    InRequest,
		Rule:    "authorization",
		Target:  target(missing.in + "/" + missing.name),
		Message: "The request carries no credentials; the document asks for them in " + target(missing.in+"/"+missing.name) + ".",
		Found:   "nothing",
		Want:    "credentials",
	}}
}

func (c credential) given(query url.Values, h http.Header) bool {
	switch c.in {
	case "query":
		return query.Get(c.name) != ""
	case "cookie":
		return valuesOf(cookies(h), c.name) != nil
	}
	value := strings.TrimSpace(h.Get(c.name))
	if c.scheme == anyScheme {
		return value != ""
	}
	scheme, token, _ := strings.Cut(value, " ") // a scheme alone is no token, RFC 6750 section 2.1
	return token != "" && (c.scheme == "" || strings.EqualFold(scheme, c.scheme))
}
