package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A builder makes the schemas of one document. Whatever is used in many places
// is made once: patterns are costly to compile and to keep.
type builder struct {
	*config
	warnings  []Warning
	notes     []Warning
	gaps      map[*openapi3.Operation][]Warning
	schemas   map[schemaKey]*schema
	responses map[*openapi3.Response]response
	relaxed   map[*openapi3.Response]content // see selected
	minimal   map[*openapi3.Operation]bool   // those whose 204 is of an extension
	objects   map[schemaKey]*fields
	items     map[schemaKey]*parameter
	accepting map[*openapi3.Schema]*accepting
	refusing  *accepting // stands for those that cannot be made
	patterns  map[string]openapi3.RegexMatcher
	checked   map[string]openapi3.StringFormatValidator
	unread    map[string]error          // the patterns that cannot be read
	words     words                     // of all schemas
	limits    limits                    // of all schemas
	family    *family                   // of all schemas
	seen      map[*openapi3.Schema]bool // whose words are among them
	plain     *bool                     // no schema combines others, or is of no type and has parts
}

type schemaKey struct {
	*openapi3.Schema
	side Side
}

func newBuilder(options ...Option) *builder {
	c := newConfig(options)
	return &builder{
		config: c, checked: c.formats(),
		gaps: make(map[*openapi3.Operation][]Warning), schemas: make(map[schemaKey]*schema), responses: make(map[*openapi3.Response]response), relaxed: make(map[*openapi3.Response]content), minimal: make(map[*openapi3.Operation]bool),
		objects: make(map[schemaKey]*fields), items: make(map[schemaKey]*parameter),
		accepting: make(map[*openapi3.Schema]*accepting), refusing: new(accepting),
		patterns: make(map[string]openapi3.RegexMatcher), words: make(words), limits: make(limits), family: new(family), unread: make(map[string]error), seen: make(map[*openapi3.Schema]bool), plain: new(true),
	}
}

// schema returns nil if there is nothing to validate by.
func (b *builder) schema(ref *openapi3.SchemaRef, side Side) *schema {
	if ref == nil {
		return nil
	}
	key := schemaKey{ref.Value, side}
	if made := b.schemas[key]; made != nil {
		return made
	}
	visit := openapi3.VisitAsRequest()
	if side == InResponse {
		visit = openapi3.VisitAsResponse()
	}
	common := []openapi3.SchemaValidationOption{
		visit,
		openapi3.WithStringFormatValidators(b.checked),
		openapi3.SetSchemaRegexCompiler(b.known),
		openapi3.DisableSchemaErrorDetails(),
	}
	if !b.readOnly { // they should not be sent or answered, OpenAPI 3.0.3 says, and no more
		common = append(common, openapi3.DisableReadOnlyValidation(), openapi3.DisableWriteOnlyValidation())
	}
	s := &schema{
		Schema: ref.Value,
		config: b.config,
		words:  b.words,
		limits: b.limits,
		family: b.family,
		plain:  b.plain,
		first:  common,
		all:    append(slices.Clip(common), openapi3.MultiErrors()),
	}
	b.schemas[key] = s
	walk(ref, b.seen, b.learn)
	// An acceptor knows nothing of the side: what is readOnly or writeOnly has
	// none, nor has what holds such a part.
	s.accepts = b.acceptor(ref)
	return s
}

// learn takes from a schema what is known once for the document.
func (b *builder) learn(part *openapi3.Schema) {
	if slices.ContainsFunc(part.Type.Slice(), isNoType) { // of which there is a warning
		part.Type = nil
	}
	if part.MultipleOf != nil && *part.MultipleOf <= 0 { // of which there is one, too
		part.MultipleOf = nil
	}
	if every := schemaOf(part.Not); every != nil && !composed(every) && every.IsEmpty() { // which kin-openapi takes for a not that is not there
		value := *every
		value.Nullable = true
		part.Not = &openapi3.SchemaRef{Ref: part.Not.Ref, Value: &value, Extensions: part.Not.Extensions}
	}
	if composed(part) || part.Discriminator != nil || part.Type == nil && (part.Items != nil || part.AdditionalProperties.Schema != nil || len(part.Properties) > 0) {
		*b.plain = false
	}
	if part.Pattern != "" {
		if _, err := b.compile(part.Pattern); err == nil && b.unread[part.Pattern] != nil {
			b.warn(part.Origin, "The pattern is not checked: "+b.unread[part.Pattern].Error())
		}
	}
	b.noteFormat(part)
	b.noteMapping(part)
	b.limits.learn(part, b.source, b.file)
	b.noteKeywords(part)
	for name := range part.Properties {
		b.words[name] = name
	}
	for _, member := range part.Enum {
		if text, ok := member.(string); ok {
			b.words[text] = text
		}
	}
}

// compile returns what matches a pattern. One that cannot be read matches
// everything, and the document gets a warning.
func (b *builder) compile(pattern string) (openapi3.RegexMatcher, error) {
	if made, ok := b.patterns[pattern]; ok {
		return made, nil
	}
	made, err := compilePattern(pattern)
	if err != nil {
		made = anything{}
		b.unread[pattern] = err
	}
	b.patterns[pattern] = made
	return made, nil
}

// known is compile for what was compiled before; it can be called concurrently.
func (b *builder) known(pattern string) (openapi3.RegexMatcher, error) {
	if made, ok := b.patterns[pattern]; ok {
		return made, nil
	}
	return compilePattern(pattern)
}

// anything stands for a pattern that cannot be read.
type anything struct{}

func (anything) MatchString(string) bool { return true }

// walk visits a schema and all that it is made of, each once.
func walk(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool, visit func(*openapi3.Schema)) {
	if ref == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	visit(s)
	eachBelow(s, func(part *openapi3.SchemaRef) { walk(part, seen, visit) })
}

// eachBelow visits what a schema is made of.
func eachBelow(s *openapi3.Schema, visit func(*openapi3.SchemaRef)) {
	for _, part := range parts(s) {
		visit(part)
	}
	visit(s.Items)
	visit(s.AdditionalProperties.Schema)
	for _, property := range s.Properties {
		visit(property)
	}
}

// parts returns what a schema combines: each validates the same value as it does.
func parts(s *openapi3.Schema) openapi3.SchemaRefs {
	if !composed(s) {
		return nil
	}
	return slices.Concat(s.AllOf, s.OneOf, s.AnyOf, openapi3.SchemaRefs{s.Not})
}

func composed(s *openapi3.Schema) bool {
	return len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0 || s.Not != nil
}

// isNoType reports whether a name is not one of a type.
func isNoType(name string) bool {
	switch name {
	case "string", "number", "integer", "boolean", "array", "object", "null":
		return false
	}
	return true
}
