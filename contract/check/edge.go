package check

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"profilestatus.example/contract"
)

// Limits of what is made; a bound beyond them is reported as not covered.
const (
	maxText  = 4096     // characters
	maxItems = 1001     // of an array
	maxBytes = 48 << 10 // of a body
)

// MaxSchemaCases is how many requests phase schema makes of the body of one
// operation. Of a body that has more the deepest parts are left out, and the
// report says so.
const MaxSchemaCases = 5000

// An edge is a value at, below or above what a keyword allows, to be put at
// one place of a valid one.
type edge struct {
	path    []step
	keyword string
	note    string
	value   any
	leave   bool // leave the property out instead
}

func (e edge) apply(tree any) any {
	if e.leave {
		return without(tree, e.path)
	}
	return put(tree, e.path, e.value)
}

// A place is a part of a body and the schema that describes it.
type place struct {
	shape *contract.Shape
	path  []step
	above []*contract.Shape // from the whole body down to what holds it
	array func(edge) edge   // puts an edge into an array of one item; nil: there is none above
}

// again reports whether the schema of a place is one of those above it, so that
// all below was met before.
func (p place) again() bool { return slices.Contains(p.above, p.shape) }

// below returns the places of properties and items.
func (p place) below() []place {
	if len(p.above) >= maxNesting || p.again() {
		return nil
	}
	var places []place
	add := func(s *contract.Shape, key step, array func(edge) edge) {
		known := func(q place) bool { return q.shape == s && q.path[len(p.path)] == key }
		if s != nil && !slices.ContainsFunc(places, known) {
			places = append(places, place{s, append(slices.Clip(p.path), key), append(slices.Clip(p.above), p.shape), array})
		}
	}
	for alternative := range alternatives(p.shape) {
		f := flat(p.shape, alternative)
		switch typeOf(f) {
		case "array":
			add(f.Items, 0, p.inArray(maker{}.item(f, 0, len(p.above))))
		case "object":
			for _, name := range sorted(f.Properties) {
				if property := f.Properties[name]; property != nil && !property.ReadOnly {
					add(property, name, p.array)
				}
			}
		}
	}
	return places
}

// inArray returns what puts an edge below an item into an array of that item:
// whatever the valid value has there, the edges need one.
func (p place) inArray(item any) func(edge) edge {
	return func(e edge) edge {
		if below := e.path[len(p.path)+1:]; !e.leave {
			e.path, e.value = p.path, put([]any{item}, append([]step{0}, below...), e.value)
		}
		if p.array != nil {
			e = p.array(e)
		}
		return e
	}
}

// alternatives returns of how many alternatives a shape is one.
func alternatives(s *contract.Shape) int { return max(1, len(s.OneOf), len(s.AnyOf)) }

// edges makes the edges of a schema one after the other, the least deep ones
// first. Bounds that are too large to be tried go to beyond.
func edges(s *contract.Shape, beyond func(string)) iter.Seq[edge] {
	return func(yield func(edge) bool) {
		for places := []place{{shape: s}}; len(places) > 0; places = places[1:] {
			found := places[0].edges(beyond)
			for _, e := range found {
				if !yield(e) {
					return
				}
			}
			if len(places) < MaxSchemaCases { // each has more than one
				places = append(places, places[0].below()...)
			}
		}
	}
}

// randomEdge returns an edge of some place.
func randomEdge(s *contract.Shape, rng *rand.Rand) edge {
	p := place{shape: s}
	for places := p.below(); len(places) > 0 && rng.IntN(8) > 0; places = p.below() {
		p = places[rng.IntN(len(places))]
	}
	found := p.edges(func(string) {})
	return found[rng.IntN(len(found))]
}

// edges returns the edges of what lies at the place, not below.
func (p place) edges(beyond func(string)) []edge {
	w := edger{beyond: beyond}
	for alternative := range alternatives(p.shape) {
		f := flat(p.shape, alternative)
		if p.again() {
			w.types(f, p.path)
			w.enum(f, p.path)
			continue
		}
		w.all(p, f, alternative)
	}
	if p.array != nil {
		for i := range w.found {
			w.found[i] = p.array(w.found[i])
		}
	}
	return w.found
}

// An edger collects the edges of one place.
type edger struct {
	found  []edge
	beyond func(string) // gets the bounds that are too large to be tried
}

func (w *edger) add(path []step, keyword, note string, value any) {
	w.found = append(w.found, edge{path: path, keyword: keyword, note: show(path) + ": " + note, value: value})
}

// all collects the edges of one alternative.
func (w *edger) all(p place, f *contract.Shape, alternative int) {
	if len(p.shape.OneOf)+len(p.shape.AnyOf) > 0 {
		w.add(p.path, "oneOf", fmt.Sprintf("alternative %d", alternative+1), maker{}.value(f, len(p.above)))
	}
	w.types(f, p.path)
	w.enum(f, p.path)
	switch typeOf(f) {
	case "string":
		w.texts(f, p.path)
	case "integer", "number":
		w.numbers(f, p.path)
	case "array":
		w.items(f, p.path, len(p.above))
	case "object":
		w.properties(f, p.path, len(p.above))
	}
}
