package contract

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Contract is a loaded document. It is safe for concurrent use.
type Contract struct {
	basePath   string
	operations []*Operation
	tree       tree
	warnings   []Warning
	notes      []Warning // of formats
	errors     func() documentedErrors
	patterns   map[string]*Operation // by method and path, see Route
	named      map[string]*Operation // by operationId, and by method and path without base, for links
	graph      bool                  // the document is of this profile
}

// ErrNoPath says that the document has no such path.
var ErrNoPath = errors.New("no such path")

// A MethodError says that the path exists but does not support the method.
type MethodError struct {
	Allow []string // the supported methods, sorted
}

func (e *MethodError) Error() string {
	return "method not offered, only " + strings.Join(e.Allow, ", ")
}

// New returns a contract for a document whose references are resolved, as by
// [openapi3.Loader]. The contract takes over the document, and converts its OpenAPI 3.1
// schemas to OpenAPI 3.0. New fails if the version of the document is not OpenAPI 3.x,
// if an x-permissions or x-contract-profile is invalid, and if the document does not
// have the server that an option selects. For a document with the x-contract-profile
// "graph" the option [Graph] applies before the others.
//
// Any other fault of the document, such as an example that violates its schema or an
// invalid pattern, is a warning, see [Contract.Warnings]: this part is ignored, and the
// rest of the document is used. Parts that are not validated, such as unsupported media
// types or unresolved references, are listed by [Contract.Notes].
func New(doc *openapi3.T, options ...Option) (*Contract, error) {
	return build(doc, options, nil)
}

// build is New after repairs of the document that were warned of.
func build(doc *openapi3.T, options []Option, repaired []Warning) (*Contract, error) {
	options, err := withProfile(doc, options)
	if err != nil {
		return nil, err
	}
	b := newBuilder(options...)
	b.warnings, b.family = repaired, newFamily(doc)
	defer func() { b.source = nil }() // it is not needed any more
	if err := b.prepare(doc); err != nil {
		return nil, err
	}
	c := &Contract{patterns: make(map[string]*Operation), named: make(map[string]*Operation), basePath: b.bases(doc.Servers)[0], graph: doc.Extensions["x-contract-profile"] != nil}
	c.errors = sync.OnceValue(c.documented)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		operations := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			op := operations[method]
			o, err := b.operation(path, method, doc, item, op)
			if err != nil {
				return nil, fmt.Errorf("contract: %w", err)
			}
			o.source = source{doc, op}
			o.credentials = credentials(doc, op)
			c.operations = append(c.operations, o)
			c.patterns[o.Pattern] = o
			c.named[method+" "+path], c.named[op.OperationID] = o, o
			c.tree.add(route{o, o.template})
			for _, other := range o.others {
				c.tree.add(route{o, other})
			}
		}
	}
	c.deadLinks(b)
	b.noteSecurity(doc)
	c.warnings, c.notes = inOrder(b.warnings), b.notes
	// Paths without variables are tried first, as OpenAPI 3.0 asks; the rest of
	// the order only makes everything derived from it repeatable.
	slices.SortFunc(c.operations, func(a, b *Operation) int {
		if a.variables() != b.variables() {
			return a.variables() - b.variables()
		}
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return c, nil
}

// prepare makes of any document one that holds nothing but what can be
// validated: no references that lead nowhere, the schemas of OpenAPI 3.0, and no
// examples that break theirs.
func (b *builder) prepare(doc *openapi3.T) error {
	is30, later := knownVersion(doc)
	if !is30 && !later {
		return versionError(doc)
	}
	if b.server != "" {
		servers, err := chosen(doc.Servers, b.server)
		if err != nil {
			return err
		}
		doc.Servers = servers
	}
	if doc.Paths == nil {
		doc.Paths = openapi3.NewPaths()
	}
	b.repair(doc)
	b.validate(doc, later)
	if later {
		b.lower(doc)
	}
	b.soften(doc)
	examples(b, doc)
	return nil
}

// withProfile adds the profile that a document chooses to options.
func withProfile(doc *openapi3.T, options []Option) ([]Option, error) {
	switch profile := doc.Extensions["x-contract-profile"]; profile {
	case nil:
		return options, nil
	case "graph":
		return append([]Option{Graph()}, options...), nil
	default:
		return nil, fmt.Errorf("contract: x-contract-profile is %s, want graph", quote(fmt.Sprint(profile)))
	}
}

// warnOf warns of each error that an error of kin-openapi holds.
func (b *builder) warnOf(err error) {
	if several, ok := err.(openapi3.MultiError); ok {
		for _, err := range several {
			b.warnOf(err)
		}
	} else if err != nil {
		at := place(err)
		b.warn(at, loadText(err))
	}
}

// Operations returns the operations of the document.
func (c *Contract) Operations() []*Operation { return slices.Clone(c.operations) }
