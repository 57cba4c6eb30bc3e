package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// lower makes the schemas of an OpenAPI 3.1 document those of OpenAPI 3.0 that
// accept the same values: kin-openapi validates by the keywords of 3.0 in a
// hundredth of the time, and whatever makes values needs to know only these.
// What 3.0 cannot say stays as it is and is noted where it is used, see
// [builder.noteKeywords].
func (b *builder) lower(doc *openapi3.T) {
	var all []*openapi3.Schema
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		all = append(all, ref.Value)
		return nil
	})
	allows := make(nulls, len(all))
	for _, s := range all {
		if s.Nullable {
			b.warn(s.Origin, "nullable is no keyword of OpenAPI 3.1 and is ignored; null is one of the types.")
			s.Nullable = false
		}
		allows.null(s)
	}
	for _, s := range all {
		lowerValues(s, allows[s] == yes)
		lowerConditions(s, allows)
		lowerObjects(s)
	}
	f := flattener{}
	for _, s := range all {
		f.flatten(s)
	}
	if dialect := doc.JSONSchemaDialect; dialect != "" && dialect != dialect31 && dialect != dialect2020 {
		b.notes = append(b.notes, warning(doc.Origin, "The dialect "+shownReference(dialect)+" is not known: schemas are read as JSON Schema 2020-12."))
	}
	if len(doc.Webhooks) > 0 {
		b.notes = append(b.notes, warning(doc.Origin, "The webhooks are not validated: they are requests that the server sends."))
	}
	if doc.IsOpenAPI32OrLater() {
		b.notes = append(b.notes, warning(doc.Origin, "OpenAPI 3.2 is read as 3.1: what is new in it is not validated."))
	}
	doc.OpenAPI = "3.0.4"
}

const (
	dialect31   = "https://spec.openapis.org/oas/3.1/dialect/base"
	dialect2020 = "https://json-schema.org/draft/2020-12/schema"
)

// nulls say which schemas accept null.
type nulls map[*openapi3.Schema]answer

type answer int

const (
	asked answer = iota + 1 // it is being found out
	yes
	no
)

func (n nulls) null(s *openapi3.Schema) bool {
	if known := n[s]; known != 0 {
		return known != no // one that contains itself is not refused by that
	}
	n[s] = asked
	ok := s.Type.IsEmpty() || s.Type.IncludesNull()
	ok = ok && (len(s.Enum) == 0 || slices.Contains(s.Enum, nil)) && s.Const == nil && (s.Always == nil || *s.Always)
	every := func(ref *openapi3.SchemaRef) bool { return n.null(ref.Value) }
	fits := 0
	for _, ref := range s.OneOf {
		if every(ref) {
			fits++
		}
	}
	ok = ok && (len(s.OneOf) == 0 || fits == 1) && (len(s.AnyOf) == 0 || slices.ContainsFunc(s.AnyOf, every))
	for _, ref := range s.AllOf {
		ok = ok && every(ref)
	}
	ok = ok && (s.Not == nil || !every(s.Not))
	n[s] = no
	if ok {
		n[s] = yes
	}
	return ok
}

// lowerValues lowers types, const and examples.
func lowerValues(s *openapi3.Schema, null bool) {
	if s.Const != nil {
		s.Enum, s.Const = []any{s.Const}, nil
	} else if hasField(s, "const") {
		s.Enum = []any{nil}
	}
	if s.Type.IncludesNull() {
		types := slices.DeleteFunc(s.Type.Clone(), func(name string) bool { return name == openapi3.TypeNull })
		s.Type = &types
		if len(types) == 0 {
			s.Type, s.Enum = nil, []any{nil}
		}
		s.Nullable = null
	}
	if null && (composed(s) || slices.Contains(s.Enum, nil)) {
		s.Nullable = true
	}
	if s.Always != nil && *s.Always {
		s.Always, s.Nullable = nil, true
	}
	if s.Example == nil && len(s.Examples) > 0 {
		s.Example = s.Examples[0]
	}
	if s.Format == "" && s.ContentMediaType != "" && s.ContentEncoding == "" && s.Type.Is(openapi3.TypeString) {
		s.Format = "binary"
	}
}

// hasField reports whether a schema has a keyword, whose value may be null.
func hasField(s *openapi3.Schema, keyword string) bool {
	if s.Origin == nil {
		return false
	}
	_, given := s.Origin.Fields.Lookup(keyword)
	return given
}

// lowered is the extension of a schema that stands for a keyword of OpenAPI 3.1:
// its name. Of two alternatives in anyOf the second is what the keyword asks.
const lowered = "x-contract-lowered"

// keywordOrigin returns the place of a keyword of a schema.
func keywordOrigin(s *openapi3.Schema, keyword string) *openapi3.Origin {
	if s.Origin == nil {
		return nil
	}
	if at, ok := s.Origin.Fields.Lookup(keyword); ok {
		return &openapi3.Origin{Key: &at}
	}
	return &openapi3.Origin{Key: s.Origin.Key}
}

// lowerConditions says by allOf, anyOf and not what one part of a value asks of
// another. What allows null is told as it was before anything was lowered.
func lowerConditions(s *openapi3.Schema, allows nulls) {
	need := func(keyword string, part *openapi3.Schema) {
		part.Origin, part.Extensions = keywordOrigin(s, keyword), map[string]any{lowered: keyword}
		s.AllOf = append(slices.Clip(s.AllOf), part.NewRef())
	}
	not := func(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
		return (&openapi3.Schema{Not: ref, Nullable: !allows.null(ref.Value)}).NewRef()
	}
	if s.If != nil && s.Then != nil {
		need("then", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{not(s.If), s.Then}})
	}
	if s.If != nil && s.Else != nil {
		need("else", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{s.If, s.Else}})
	}
	if unevaluates := s.UnevaluatedProperties.Has != nil || s.UnevaluatedProperties.Schema != nil; unevaluates && s.If != nil && s.Then == nil && s.Else == nil {
		need("if", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{s.If, (&openapi3.Schema{Nullable: true}).NewRef()}}) // it asks for nothing, and evaluates properties
	}
	has := func(names ...string) *openapi3.SchemaRef {
		return (&openapi3.Schema{Required: names, Type: &openapi3.Types{openapi3.TypeObject}, Origin: keywordOrigin(s, "dependentRequired")}).NewRef()
	}
	for _, name := range sortedNames(s.DependentRequired) {
		need("dependentRequired", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{not(has(name)), has(s.DependentRequired[name]...)}})
	}
	for _, name := range sortedNames(s.DependentSchemas) {
		need("dependentSchemas", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{not(has(name)), s.DependentSchemas[name]}})
	}
	if s.Contains != nil && s.MaxContains == nil && (s.MinContains == nil || *s.MinContains == 1) {
		array := openapi3.Schema{Type: &openapi3.Types{openapi3.TypeArray}, Items: not(s.Contains)}
		need("contains", &openapi3.Schema{Not: array.NewRef()})
		s.Contains, s.MinContains = nil, nil
	}
	s.If, s.Then, s.Else, s.DependentRequired, s.DependentSchemas = nil, nil, nil, nil, nil
}
