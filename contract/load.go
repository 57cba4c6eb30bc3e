package contract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// MaxDocument is the maximum size of a document in bytes. The largest published ones
// have about half of that.
const MaxDocument = 64 << 20

// Load parses an OpenAPI 3 or Swagger 2.0 document in YAML or JSON of up to
// [MaxDocument] bytes, see [New]. Parts that refer to other documents are not validated
// unless [WithReferences] is given. Load fails if the document cannot be parsed; the
// error has the line and column if they are known. It takes time and memory
// proportional to the size of the document.
func Load(document []byte, options ...Option) (*Contract, error) {
	if len(document) > MaxDocument {
		return nil, fmt.Errorf("contract: the document has %d bytes; at most %d are read", len(document), MaxDocument)
	}
	version, err := versionOf(document)
	if err != nil {
		return nil, err
	}
	if err := checkAliases(document); err != nil {
		return nil, loadError(err)
	}
	at := new(url.URL)
	location := newConfig(options).location
	if location != "" {
		at = locate(location)
	}
	r := &loading{fetcher: newFetcher(at), alone: location == "", document: document}
	var doc *openapi3.T
	if version == "swagger" {
		doc, err = r.swagger(document)
	} else {
		doc, err = r.openAPI(document)
	}
	if err != nil {
		return nil, loadError(err)
	}
	file := at.String()
	if version == "swagger" {
		file = "" // its places name none
	}
	options = append(slices.Clip(options), withSource(document, file))
	r.forgetLines(doc)
	return build(doc, options, r.warnings)
}

// topLevel finds the member that names the version in a YAML document in block
// style.
var topLevel = regexp.MustCompile(`(?m)^["']?(openapi|swagger)["']?[ \t]*:[ \t]*["']?([^"'\s#]*)`)

// versionOf returns the name of the member with the document's version, openapi
// or swagger. The error says what the document is instead of one of both.
func versionOf(document []byte) (string, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(document, []byte("\ufeff")))
	name, version := "", ""
	switch {
	case len(text) == 0:
		return "", errors.New("contract: the document is empty")
	case text[0] == '<':
		return "", errors.New("contract: the document is HTML or XML; want OpenAPI in YAML or JSON")
	case text[0] == '{':
		if name, version = member(text); name == "" {
			name, version = flowMember(text)
		}
	default:
		if found := topLevel.FindSubmatch(document); found != nil {
			name, version = string(found[1]), string(found[2])
		}
	}
	if name == "swagger" && version != "2.0" && version != "2" {
		return "", fmt.Errorf("contract: the document is Swagger %s; want OpenAPI 3 or Swagger 2.0", shorten(printable(version), maxFound))
	}
	return name, nil // "" is for whoever reads it to complain about
}

// member finds the version in a JSON document. Both are empty if there is none,
// or it is no JSON.
func member(text []byte) (name, version string) {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return "", ""
	}
	for d.PeekKind() == '"' {
		key, err := d.ReadToken()
		if err != nil {
			return "", ""
		}
		name := key.String()
		if name != "openapi" && name != "swagger" {
			if err := d.SkipValue(); err != nil {
				return "", ""
			}
			continue
		}
		value, err := d.ReadValue()
		if err != nil {
			return "", ""
		}
		return name, strings.Trim(string(value), `"`)
	}
	return "", ""
}

// flowMember finds the version in a YAML document in flow style. Both are empty if there
// is none, or it is no YAML.
func flowMember(text []byte) (name, version string) {
	var top struct{ OpenAPI, Swagger string }
	if err := yaml.Unmarshal(text, &top); err != nil {
		return "", ""
	}
	if top.OpenAPI == "" && top.Swagger != "" {
		return "swagger", top.Swagger
	}
	return "", ""
}

// knownVersion makes the version of a document one that kin-openapi knows. It
// reports whether it is 3.0, and whether it is a later 3.
func knownVersion(doc *openapi3.T) (is30, later bool) {
	switch {
	case doc.OpenAPI == "3" || doc.OpenAPI == "3.0" || strings.HasPrefix(doc.OpenAPI, "3.0."):
		doc.OpenAPI = "3.0.4"
		return true, false
	case strings.HasPrefix(doc.OpenAPI, "3.1"):
		doc.OpenAPI = "3.1.1"
		return false, true
	}
	return false, doc.IsOpenAPI31OrLater()
}

// versionError says that a document is of no version that is known.
func versionError(doc *openapi3.T) error {
	switch {
	case doc.OpenAPI != "":
		return fmt.Errorf("contract: the document is OpenAPI %s; want 3.0, 3.1 or Swagger 2.0", shorten(printable(doc.OpenAPI), maxFound))
	case doc.Extensions["asyncapi"] != nil:
		return errors.New("contract: the document is AsyncAPI; want OpenAPI")
	}
	return errors.New("contract: the document does not say which version of OpenAPI it is; want a member openapi or swagger")
}

// A loading turns the bytes of one document into one whose references are
// resolved.
type loading struct {
	*fetcher
	alone    bool // it may not refer to others
	document []byte
	loader   *openapi3.Loader
	defined  map[string]string // by pointers of Swagger 2.0, the definitions made of what is there
	warnings []Warning
}

// cannotDecode begins the errors of kin-openapi for what is not of the types of
// OpenAPI.
const cannotDecode = "failed to unmarshal data"

func (r *loading) newLoader() {
	r.loader = openapi3.NewLoader()
	r.loader.IncludeOrigin = true
	r.loader.JoinFunc = join
	r.loader.ReadFromURIFunc = r.referred
}

// openAPI reads a document of OpenAPI 3.
func (r *loading) openAPI(document []byte) (*openapi3.T, error) {
	doc, ok, err := r.inParts(document)
	if !ok {
		r.newLoader()
		doc, err = r.loader.LoadFromDataWithPath(document, r.root)
	}
	if err == nil {
		return doc, nil
	}
	doc, known := r.repeat()
	if !known {
		return nil, err
	}
	if strings.HasPrefix(err.Error(), cannotDecode) {
		return r.withoutWrong(document, err)
	}
	return doc, r.resolve(doc, err)
}

// repeat returns the document that the loader keeps of what it has read, also
// when it then failed, and lets it resolve references once more.
func (r *loading) repeat() (*openapi3.T, bool) {
	doc, err := r.loader.LoadFromDataWithPath(nil, r.root)
	return doc, err == nil && doc != nil
}

// forgetLines forgets the places in other documents. Nothing that a place is shown
// in names the document.
func (r *loading) forgetLines(doc *openapi3.T) {
	if len(r.files) == 0 {
		return
	}
	file := r.root.String()
	forget := func(at *openapi3.Location) {
		if at.File != file {
			at.Line, at.Column = 0, 0
		}
	}
	eachPlace(doc, forget)
}

// referred reads a document that another refers to.
func (r *loading) referred(loader *openapi3.Loader, at *url.URL) ([]byte, error) {
	name := r.name(at)
	switch {
	case name != r.name(r.root) && r.alone:
		r.wrong[name] = errors.New("it is in another document")
		return nil, r.wrong[name]
	case name != r.name(r.root):
		return r.fetcher.referred(loader, at)
	case r.alone:
		return nil, errors.New(notThere) // the document has been searched
	}
	return r.document, nil
}

// warn warns of a place in the document or in one that it refers to.
func (r *loading) warn(at *openapi3.Origin, message string) {
	w := warning(at, message)
	if at != nil && at.Key != nil && at.Key.File != r.root.String() && at.Key.File != "" {
		w.Line, w.Column = 0, 0
		w.Message = fmt.Sprintf("%s, line %d: %s", shorten(printable(at.Key.File), maxTarget), at.Key.Line, message)
	}
	r.warnings = append(r.warnings, w)
}
