package generate

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Mutation changes a value at one location, to a value at, below or above the bound
// of a keyword of the schema.
type Mutation struct {
	Path    Path
	Keyword string // such as maxLength
	Note    string // a description that starts with the path
	Value   any    // to be put at the path
	Leave   bool   // take the property at the path out instead

	// Breaks says that the result is certainly invalid; otherwise it may be valid or
	// not. If Leave is set but the property is missing, the value is not changed.
	Breaks bool
}

// Apply returns a copy of value with the mutation applied.
func (m Mutation) Apply(value any) any {
	if m.Leave {
		return Without(value, m.Path)
	}
	return Put(value, m.Path, m.Value)
}

// maxPlaces is how many parts of a schema are looked at.
const maxPlaces = 5000

// Mutations returns the mutations of a schema, those of the whole value first and of
// the most nested parts last. A recursive schema is followed once. Beyond, which may be
// nil, is called for bounds that are too large to be tested.
func Mutations(s *openapi3.Schema, beyond func(note string)) iter.Seq[Mutation] {
	return func(yield func(Mutation) bool) {
		for places := []place{{schema: s, certain: true}}; len(places) > 0; places = places[1:] {
			for alternative := range Alternatives(places[0].schema) {
				for _, m := range places[0].mutations(alternative, beyond) {
					if !yield(m) {
						return
					}
				}
			}
			if len(places) < maxPlaces {
				places = append(places, places[0].below()...)
			}
		}
	}
}

// RandomMutation returns a mutation at a random location of a schema.
func RandomMutation(s *openapi3.Schema, rng *rand.Rand) Mutation {
	p := place{schema: s, certain: true}
	for {
		alternative := rng.IntN(Alternatives(p.schema))
		places := p.belowAll(alternative, alternative+1)
		if len(places) == 0 || rng.IntN(8) == 0 {
			found := p.mutations(alternative, nil)
			return found[rng.IntN(len(found))]
		}
		p = places[rng.IntN(len(places))]
	}
}

// A place is a part of a value and the schema that describes it.
type place struct {
	schema  *openapi3.Schema
	path    Path
	above   []*openapi3.Schema      // from that of the whole down to that of what holds it
	array   func(Mutation) Mutation // puts a mutation into an array of one item; nil: there is none above
	certain bool                    // no alternative was chosen on the way, so this schema does count
}

// again reports whether the schema of a place is one of those above it, so that
// all below was met before.
func (p place) again() bool { return slices.Contains(p.above, p.schema) }

// below returns the places of properties and items.
func (p place) below() []place { return p.belowAll(0, Alternatives(p.schema)) }

// belowAll is below for some alternatives.
func (p place) belowAll(from, to int) []place {
	if len(p.above) >= maxNesting || p.again() {
		return nil
	}
	var places []place
	known := make(map[any]bool)
	add := func(s *openapi3.Schema, key any, array func(Mutation) Mutation) {
		one := struct {
			s   *openapi3.Schema
			key any
		}{s, key}
		if s == nil || known[one] {
			return
		}
		known[one] = true
		places = append(places, place{s, p.path.with(key), append(slices.Clip(p.above), p.schema), array, p.single()})
	}
	for alternative := from; alternative < to && len(places) < maxPlaces; alternative++ {
		merged := Merge(p.schema, alternative)
		if merged == nil {
			continue
		}
		switch Type(merged) {
		case openapi3.TypeArray:
			if len(merged.PrefixItems) > 0 {
				break // the first item may have a schema of its own
			}
			add(itemOf(merged), 0, p.inArray(merged))
		case openapi3.TypeObject:
			for _, name := range sorted(merged.Properties) {
				if property := merged.Properties[name]; property != nil && property.Value != nil && !readOnly(property.Value) {
					add(property.Value, name, p.array)
				}
			}
			if more := merged.AdditionalProperties.Schema; more != nil {
				add(more.Value, extraName+"1", p.array)
			}
		}
	}
	return places
}

// single reports whether the schema of a place counts and has no alternatives. A
// discriminator names some, too.
func (p place) single() bool {
	return p.certain && !has(p.schema, func(s *openapi3.Schema) bool { return len(s.OneOf)+len(s.AnyOf) > 0 || s.Discriminator != nil })
}

// inArray returns what puts a mutation below an item into an array with as few
// items as may be: whatever the valid value has there, the mutation needs one.
func (p place) inArray(array *openapi3.Schema) func(Mutation) Mutation {
	n := max(1, int(min(array.MinItems, MaxItems)))
	items := maker{nesting: maxNesting, left: new(maxValues)}.items(array, n, len(p.above))
	return func(m Mutation) Mutation {
		if below := m.Path[len(p.path)+1:]; !m.Leave {
			m.Path, m.Value = p.path, Put(items, append(Path{0}, below...), m.Value)
		}
		if p.array != nil {
			m = p.array(m)
		}
		return m
	}
}

// mutations returns those of what lies at the place, not below, of one
// alternative.
func (p place) mutations(alternative int, beyond func(string)) []Mutation {
	w := mutator{path: p.path, depth: len(p.above), beyond: beyond}
	merged := Merge(p.schema, alternative)
	if merged == nil {
		merged = &openapi3.Schema{}
	}
	w.certain = p.single()
	w.null = w.certain && len(merged.Type.Slice()) > 0 && !has(p.schema, func(s *openapi3.Schema) bool { return s.Nullable || s.Type.Includes(openapi3.TypeNull) })
	if Alternatives(p.schema) > 1 && !p.again() {
		w.add("oneOf", fmt.Sprintf("alternative %d", alternative+1), Generator{Alternative: alternative}.deep(p.schema, len(p.above)), false)
	}
	w.types(merged)
	w.enum(merged)
	if !p.again() {
		w.all(merged)
	}
	if p.array != nil {
		for i := range w.found {
			w.found[i] = p.array(w.found[i])
		}
	}
	return w.found
}

// A mutator collects the mutations of one place.
type mutator struct {
	found   []Mutation
	path    Path
	depth   int
	certain bool              // what breaks the schema of this place breaks the whole
	null    bool              // null is certain to be refused
	beyond  func(note string) // gets the bounds that are too large to be tried; may be nil
}

// add adds a mutation. It breaks the schema if that counts at all.
func (w *mutator) add(keyword, note string, value any, breaks bool) {
	w.at(w.path, keyword, note, value, breaks)
}

// at is add for a place below.
func (w *mutator) at(path Path, keyword, note string, value any, breaks bool) {
	w.found = append(w.found, Mutation{Path: path, Keyword: keyword, Note: path.String() + ": " + note, Value: value, Breaks: breaks && w.certain})
}

// tooLarge tells of a bound that is not tried.
func (w *mutator) tooLarge(keyword string, bound uint64) {
	if w.beyond != nil {
		w.beyond(fmt.Sprintf("%s: %s %d is more than is tried", w.path, keyword, bound))
	}
}

// all collects the mutations of the keywords of a type.
func (w *mutator) all(s *openapi3.Schema) {
	switch Type(s) {
	case openapi3.TypeString:
		w.texts(s)
	case openapi3.TypeInteger, openapi3.TypeNumber:
		w.numbers(s)
	case openapi3.TypeArray:
		w.items(s)
	case openapi3.TypeObject:
		w.properties(s)
	}
	w.forbid(s)
}
