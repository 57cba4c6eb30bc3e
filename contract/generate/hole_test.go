package generate

import (
	"math"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestHoles makes values of schemas in which nothing stands behind a name, as in
// a document that is still being written.
func TestHoles(t *testing.T) {
	text := openapi3.NewStringSchema().NewRef()
	hole, yes := &openapi3.SchemaRef{}, openapi3.NewObjectSchema()
	tests := []struct {
		name   string
		schema *openapi3.Schema
		want   string
		reason string
	}{
		{"none", nil, `"a"`, "anything will do"},
		{"items", &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: hole, MinItems: 1}, `["a"]`, "items may be anything"},
		{"no items", &openapi3.Schema{Type: &openapi3.Types{"array"}, MinItems: 1}, `["a"]`, "likewise"},
		{"property", &openapi3.Schema{Type: yes.Type, Properties: openapi3.Schemas{"a": hole, "b": nil, "c": text}}, `{"c":"a"}`, "there is one property"},
		{"required", &openapi3.Schema{Type: yes.Type, Required: []string{"a", "b"}, Properties: openapi3.Schemas{"a": hole, "b": nil}}, `{"b":"a"}`, "what is not described may be anything"},
		{"least", &openapi3.Schema{Type: yes.Type, MinProps: 1, Properties: openapi3.Schemas{"a": hole, "b": nil}}, `{"extra1":"a"}`, "holes do not count"},
		{"more", &openapi3.Schema{Type: yes.Type, MinProps: 1, AdditionalProperties: openapi3.AdditionalProperties{Schema: hole}}, `{"extra1":"a"}`, "other properties may be anything"},
		{"allOf", &openapi3.Schema{AllOf: openapi3.SchemaRefs{nil, hole, text}}, `"a"`, "one part counts"},
		{"oneOf", &openapi3.Schema{OneOf: openapi3.SchemaRefs{hole, text}}, `"a"`, "the first alternative is a hole"},
		{"example beside oneOf", &openapi3.Schema{OneOf: openapi3.SchemaRefs{hole, text}, Example: "x"}, `"a"`, "nobody knows that it is one of the hole"},
		{"anyOf", &openapi3.Schema{AnyOf: openapi3.SchemaRefs{nil}}, `"a"`, "the only alternative is a hole"},
		{"both", &openapi3.Schema{OneOf: openapi3.SchemaRefs{text}, AnyOf: openapi3.SchemaRefs{nil}}, `"a"`, "so is the second list"},
		{"not", &openapi3.Schema{Type: &openapi3.Types{"string"}, Not: hole}, `"a"`, "nothing is ruled out"},
		{"properties of not", &openapi3.Schema{Type: yes.Type, Required: []string{"a"}, Properties: openapi3.Schemas{"a": text, "b": text}, Not: (&openapi3.Schema{Required: []string{"a", "b"}, Properties: openapi3.Schemas{"a": hole, "b": nil}}).NewRef()}, `{"a":"a"}`, "both are not to be given, whatever they are"},
		{"not of a property of not", &openapi3.Schema{Type: yes.Type, Properties: openapi3.Schemas{"a": text}, Not: (&openapi3.Schema{Required: []string{"a"}, Properties: openapi3.Schemas{"a": (&openapi3.Schema{Not: hole}).NewRef()}}).NewRef()}, `{}`, "no value of it is excepted"},
		{"items of both", &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Value: &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: hole}}, {Value: &openapi3.Schema{Items: text}}}}, `["a"]`, "the second part describes the items"},
		{"items of the first", &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Value: &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: text}}, {Value: &openapi3.Schema{Items: hole}}}}, `["a"]`, "the first part does"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Encode(Generator{}.Value(tt.schema))); got != tt.want {
				t.Errorf("of it is made %s, want %s\nreason: %s", got, tt.want, tt.reason)
			}
			n := 0
			for m := range Mutations(tt.schema, nil) {
				if n++; m.Apply(nil) == nil && m.Value != nil {
					t.Errorf("%s does nothing", m.Note)
				}
			}
			if n == 0 {
				t.Error("there is no mutation")
			}
			for range Values(tt.schema) { // stops at once
				break
			}
			for range Mutations(tt.schema, nil) {
				break
			}
		})
	}
}

// TestSame looks whether parts that are one and the same are merged without a new
// schema, so that what contains itself is known again.
func TestSame(t *testing.T) {
	text := openapi3.NewStringSchema().NewRef()
	part := openapi3.NewObjectSchema()
	part.Properties = openapi3.Schemas{"a": text}
	s := &openapi3.Schema{AllOf: openapi3.SchemaRefs{part.NewRef()}, Properties: openapi3.Schemas{"a": text}}
	if got := Merge(s, 0).Properties["a"]; got.Value != text.Value {
		t.Errorf("a property that both parts share is made anew: %v", got.Value)
	}
	if got := both(text, &openapi3.SchemaRef{}); got != text {
		t.Errorf("what a hole adds to a text is %v", got.Value)
	}
	many := &openapi3.Schema{}
	for range 3 * maxParts {
		many.AllOf = append(many.AllOf, openapi3.NewStringSchema().NewRef())
	}
	if n := len(parts(many, 0)); n != maxParts {
		t.Errorf("%d parts are merged, want %d", n, maxParts)
	}
	if n := len(forbidden((&openapi3.Schema{AnyOf: many.AllOf}).NewRef())); n != maxParts {
		t.Errorf("%d alternatives are forbidden, want %d", n, maxParts)
	}
}

// TestNesting: schemas within each other are followed four levels deep.
func TestNesting(t *testing.T) {
	nested := func(n int) *openapi3.SchemaRef {
		ref := openapi3.NewStringSchema().NewRef()
		for range n {
			ref = (&openapi3.Schema{AnyOf: openapi3.SchemaRefs{ref}}).NewRef()
		}
		return ref
	}
	if all := forbidden(nested(maxNesting)); len(all) != 1 || all[0].Type == nil {
		t.Errorf("%+v are forbidden, want the text", all)
	}
	if all := forbidden(nested(maxNesting + 1)); len(all) != 1 || all[0].Type != nil {
		t.Errorf("%+v are forbidden, want what holds the text", all)
	}
	self := openapi3.NewObjectSchema()
	self.Required, self.Properties = []string{"a"}, openapi3.Schemas{"a": self.NewRef()}
	if got, want := string(Encode(Generator{}.Value(self))), strings.Repeat(`{"a":`, 8*maxNesting+1)+"null"+strings.Repeat("}", 8*maxNesting+1); got != want {
		t.Errorf("of what needs itself is made %s, want %s", got, want)
	}
}

// TestCommonMultiple: of two steps the least number is taken that both divide.
func TestCommonMultiple(t *testing.T) {
	for _, tt := range []struct {
		a, b, want float64
		reason     string
	}{
		{2, 3, 6, "whole numbers"},
		{4, 6, 12, "with a common divisor"},
		{0.5, 0.75, 1.5, "fractions"},
		{0.1, 0.25, 0.5, "as they are written"},
		{math.Inf(1), 2, math.Inf(1), "infinity, which YAML can write, has no multiple"},
		{2, math.Inf(1), 2, "nor is it one"},
		{2, 0, 2, "no step"},
		{0, 2, 0, "likewise"},
		{-2, 3, -2, "no step is negative"},
		{1e308, 7e307, 1e308, "beyond the largest number there is none"},
	} {
		if got := *commonMultiple(tt.a, tt.b); got != tt.want {
			t.Errorf("commonMultiple(%v, %v) = %v, want %v\nreason: %s", tt.a, tt.b, got, tt.want, tt.reason)
		}
	}
}

// TestBeyondIsOptional tries bounds that are too large, with nobody to tell.
func TestBeyondIsOptional(t *testing.T) {
	s := schemaOf(t, `{"type":"string","maxLength":100000}`)
	var told []string
	for range Mutations(s, func(note string) { told = append(told, note) }) {
	}
	if len(told) != 1 || told[0] != ": maxLength 100000 is more than is tried" {
		t.Errorf("it is told %q", told)
	}
	for range Mutations(s, nil) {
	}
}

// TestTuples makes arrays whose first items have schemas of their own, which
// nobody validates: what is made of them fits, or is known not to.
func TestTuples(t *testing.T) {
	number, text, array := openapi3.NewIntegerSchema().NewRef(), openapi3.NewStringSchema().NewRef(), &openapi3.Types{"array"}
	two := uint64(2)
	nested := &openapi3.Schema{Type: array}
	nested.PrefixItems = openapi3.SchemaRefs{nested.NewRef(), nested.NewRef()}
	tests := []struct {
		name   string
		schema *openapi3.Schema
		want   string
		reason string
	}{
		{"in itself", nested, `[]`, "an array may end before its prefix does"},
		{"two", &openapi3.Schema{Type: array, PrefixItems: openapi3.SchemaRefs{number, text}}, `[1,"a"]`, "each has its own schema"},
		{"bounded", &openapi3.Schema{Type: array, PrefixItems: openapi3.SchemaRefs{number, text}, MinItems: 2, MaxItems: &two}, `[1,"a"]`, "no more than are described"},
		{"more", &openapi3.Schema{Type: array, PrefixItems: openapi3.SchemaRefs{number}, Items: text, MinItems: 2}, `[1,"a"]`, "items are those behind"},
		{"many more", &openapi3.Schema{Type: array, PrefixItems: openapi3.SchemaRefs{number}, Items: text, MinItems: 3}, `[1,"a","a"]`, "and they are alike"},
		{"hole", &openapi3.Schema{Type: array, PrefixItems: openapi3.SchemaRefs{nil, {}, text}}, `["a","a","a"]`, "nothing stands behind a name"},
	}
	for _, tt := range tests {
		if got := string(Encode(Generator{}.Value(tt.schema))); got != tt.want {
			t.Errorf("%s: of it is made %s, want %s\nreason: %s", tt.name, got, tt.want, tt.reason)
		}
		for m := range Mutations(tt.schema, nil) {
			items, _ := m.Value.([]any)
			for i, item := range items {
				_, isText := item.(string)
				if own := i < len(tt.schema.PrefixItems) && tt.schema.PrefixItems[i] != nil && tt.schema.PrefixItems[i].Value != nil; own && isText != (tt.schema.PrefixItems[i] == text) {
					t.Errorf("%s: %s is %s, whose item %d is wrong\nreason: %s", tt.name, m.Note, Encode(m.Value), i, tt.reason)
				}
			}
			if m.Keyword == "uniqueItems" {
				t.Errorf("%s: %s is %s\nreason: items of their own schemas differ", tt.name, m.Note, Encode(m.Value))
			}
		}
	}
}
