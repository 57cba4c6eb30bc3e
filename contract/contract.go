package contract

import (
	"context"
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

// A MethodError says that the path exists and does not offer the method.
type MethodError struct {
	Allow []string // the methods that it offers, sorted
}

func (e *MethodError) Error() string {
	return "method not offered, only " + strings.Join(e.Allow, ", ")
}

// MaxDocument is how long a document may be, in bytes. The longest published
// ones have about half of that.
const MaxDocument = 64 << 20

// Load reads an OpenAPI 3.0 or 3.1 document in YAML or JSON of up to [MaxDocument]
// bytes, see [New]. It fails when the document cannot be read or refers to other
// files; the error says where, if that is known. It takes time and memory in
// proportion to the document.
func Load(document []byte, options ...Option) (*Contract, error) {
	if len(document) > MaxDocument {
		return nil, fmt.Errorf("contract: the document has %d bytes; at most %d are read", len(document), MaxDocument)
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(document)
	if err != nil {
		return nil, loadError(err)
	}
	return New(doc, append(slices.Clip(options), withSource(document))...)
}

// New makes a contract of a document whose references are resolved, as
// [openapi3.Loader] does. The document belongs to the contract from then on. It
// fails when the document is not OpenAPI 3.0 or 3.1 or has no paths, and when an
// x-permissions or x-contract-profile in it cannot be read. A document of the
// x-contract-profile "graph" is validated by [Graph] before the other options.
//
// Whatever else is wrong with the document, such as an example that breaks its
// schema or a pattern that cannot be read, is a warning, see
// [Contract.Warnings]. The part is then not used, and the rest of the document
// is. What nobody validates, such as bodies that are not JSON, is among
// [Contract.Notes].
func New(doc *openapi3.T, options ...Option) (*Contract, error) {
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") && !isModern(doc) {
		return nil, fmt.Errorf("contract: the document is OpenAPI %s, want 3.0 or 3.1", shorten(doc.OpenAPI, maxFound))
	}
	if doc.Paths == nil {
		return nil, errors.New("contract: the document has no paths")
	}
	options, err := withProfile(doc, options)
	if err != nil {
		return nil, err
	}
	b := newBuilder(options...)
	b.family, b.modern = newFamily(doc), isModern(doc)
	defer func() { b.source = nil }() // it is not needed any more
	b.validate(doc)
	c := &Contract{patterns: make(map[string]*Operation), named: make(map[string]*Operation), basePath: b.bases(doc.Servers)[0], graph: doc.Extensions["x-contract-profile"] != nil}
	c.errors = sync.OnceValue(c.documented)
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		if item == nil {
			continue
		}
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

// validate warns of what is wrong with the document.
func (b *builder) validate(doc *openapi3.T) {
	examples(b, doc)
	err := doc.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(),
		openapi3.DisableSchemaDefaultsValidation(), openapi3.SetRegexCompiler(b.compile))
	b.warnOf(err)
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
