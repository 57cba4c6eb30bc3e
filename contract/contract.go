package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Contract is a loaded document. It is safe for concurrent use.
type Contract struct {
	basePath   string
	operations []*Operation
	errors     func() documentedErrors
	patterns   map[string]*Operation // by method and path, see Route
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

// Load reads an OpenAPI 3.0 document in YAML or JSON of up to [MaxDocument]
// bytes. It fails when the document is not valid, an example in it breaks its
// schema, or it refers to other files; the error says where, if that is known.
// Operations whose bodies are not JSON are loaded, and their bodies are not
// validated. It takes time and memory in proportion to the document.
func Load(document []byte) (*Contract, error) {
	if len(document) > MaxDocument {
		return nil, fmt.Errorf("contract: the document has %d bytes; at most %d are read", len(document), MaxDocument)
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(document)
	if err != nil {
		return nil, loadError(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("contract: the document is OpenAPI %s, want 3.0", shorten(doc.OpenAPI, maxFound))
	}
	if err := examples(doc); err != nil {
		return nil, loadError(err)
	}
	if err := doc.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, loadError(err)
	}
	c := &Contract{patterns: make(map[string]*Operation)}
	if len(doc.Servers) > 0 {
		u, err := url.Parse(doc.Servers[0].URL)
		if err != nil {
			return nil, fmt.Errorf("contract: server URL: %w", err)
		}
		c.basePath = strings.TrimSuffix(u.Path, "/")
	}
	c.errors = sync.OnceValue(c.documented)
	b, shared := newBuilder(), &shapes{made: make(map[*openapi3.Schema]*Shape)}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o, err := b.operation(c.basePath+path, method, item, op)
			if err != nil {
				return nil, fmt.Errorf("contract: %w", err)
			}
			o.source = outline{doc, item, op, shared}
			o.credentials = credentials(doc, op)
			c.operations = append(c.operations, o)
			c.patterns[o.Pattern()] = o
		}
	}
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

// BasePath returns the path of the document's first server, without a slash at
// its end: all paths lie under it.
func (c *Contract) BasePath() string { return c.basePath }

// Operations returns the operations of the document.
func (c *Contract) Operations() []*Operation { return slices.Clone(c.operations) }

// Route returns the operation for a request. If a router has set the request's
// Pattern to that of an operation, see [Operation.Pattern], it is looked up;
// otherwise this is [Contract.Find].
func (c *Contract) Route(r *http.Request) (Call, error) {
	path := r.URL.Path
	if r.URL.RawPath != "" || strings.IndexByte(path, '%') >= 0 {
		path = r.URL.EscapedPath()
	} // else it reads the same when it is decoded once more
	// Routers have ideas of their own of HEAD and of escapes.
	if op := c.patterns[r.Pattern]; op != nil && op.Method == r.Method && op.matches(path) {
		return Call{Operation: op, path: path}, nil
	}
	return c.Find(r.Method, r.URL.EscapedPath())
}

// Find returns the operation for a method and a path as it stands in the
// request line, still escaped. The error is [ErrNoPath] or a [*MethodError].
func (c *Contract) Find(method, escapedPath string) (Call, error) {
	for _, op := range c.operations {
		if op.Method == method && op.matches(escapedPath) {
			return Call{Operation: op, path: escapedPath}, nil
		}
	}
	var allow []string
	for _, op := range c.operations {
		if op.matches(escapedPath) {
			allow = append(allow, op.Method)
		}
	}
	if allow == nil {
		return Call{}, ErrNoPath
	}
	slices.Sort(allow)
	return Call{}, &MethodError{Allow: slices.Compact(allow)}
}
