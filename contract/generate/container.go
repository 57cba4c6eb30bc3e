package generate

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// MaxItems is the maximum number of items of a generated array.
const MaxItems = 1001

// extraName is the name of a property that a schema has room for and does not
// name, with a number behind it.
const extraName = "extra"

func (m maker) object(s *openapi3.Schema, depth int) map[string]any {
	object := make(map[string]any)
	names := sorted(s.Properties)
	for _, name := range s.Required {
		switch property := s.Properties[name]; {
		case property != nil && property.Value != nil && !m.readOnly(property.Value):
			object[name] = m.value(property.Value, depth+1)
		case property == nil:
			object[name] = m.extra(s, depth)
		}
	}
	for _, name := range names {
		if !m.mayHave(s, name, len(object)) || m.Bare || depth >= m.nesting || m.met(s.Properties[name].Value) || m.upTo(2) == 1 {
			continue
		}
		if _, given := object[name]; !given {
			object[name] = m.value(s.Properties[name].Value, depth+1)
		}
	}
	for _, name := range names { // as many as must be
		if _, given := object[name]; !given && uint64(len(object)) < s.MinProps && m.mayHave(s, name, len(object)) {
			object[name] = m.value(s.Properties[name].Value, depth+1)
		}
	}
	wanted := int(min(s.MinProps, MaxItems))
	more := s.AdditionalProperties.Schema
	if more != nil && len(s.Properties) == 0 && wanted == 0 && !m.Bare && depth < m.nesting && !m.met(more.Value) && (s.MaxProps == nil || *s.MaxProps > 0) {
		wanted = 1 + m.upTo(3) // what is a map has an entry
	}
	for i := 1; len(object) < wanted && !closed(s); i++ { // named ones end
		if name := extraName + strconv.Itoa(i); s.Properties[name] == nil {
			object[name] = m.extra(s, depth)
		}
	}
	m.spare(s, object, nil)
	return object
}

// mayHave reports whether an object with n properties may be given one more, of
// that name.
func (m maker) mayHave(s *openapi3.Schema, name string, n int) bool {
	property := s.Properties[name]
	return property != nil && property.Value != nil && !m.readOnly(property.Value) && (s.MaxProps == nil || uint64(n) < *s.MaxProps)
}

// extra makes the value of a property that a schema does not name.
func (m maker) extra(s *openapi3.Schema, depth int) any {
	if more := s.AdditionalProperties.Schema; more != nil {
		return m.value(more.Value, depth+1)
	}
	return "a"
}

func (m maker) array(s *openapi3.Schema, depth int) any {
	n := int(min(s.MinItems, MaxItems))
	room := depth < m.nesting && !m.met(itemOf(s))
	for _, ref := range s.PrefixItems {
		room = room && (ref == nil || !m.met(ref.Value))
	}
	switch {
	case len(s.PrefixItems) > 0 && room: // what is behind them need not be there
		n = min(max(n, len(s.PrefixItems)), MaxItems)
	case m.Rand != nil && room:
		n += m.upTo(4)
	case m.Rand == nil && !m.Bare && n == 0 && room:
		n = 1
	}
	if s.MaxItems != nil {
		n = int(min(uint64(n), *s.MaxItems))
	}
	return m.items(s, n, depth)
}

// itemOf returns the schema of the items of an array, nil for any.
func itemOf(s *openapi3.Schema) *openapi3.Schema {
	if s.Items == nil {
		return nil
	}
	return s.Items.Value
}

// items makes an array of n items, or of fewer if there are not as many that
// differ and must.
func (m maker) items(s *openapi3.Schema, n, depth int) []any {
	array := make([]any, 0, n)
	seen := make(map[string]bool)
	for i := range n {
		if m.Rand == nil && !s.UniqueItems && i > len(s.PrefixItems) {
			array = append(array, array[i-1]) // values are never changed
			continue
		}
		item := m.item(s, i, depth)
		if s.UniqueItems {
			text := string(Encode(item))
			for try := 1; seen[text] && try <= 20; try++ {
				item = m.item(s, i+try, depth)
				text = string(Encode(item))
			}
			if seen[text] {
				continue
			}
			seen[text] = true
		}
		array = append(array, item)
	}
	return array
}

// item makes the i-th item of an array, which differs from the others if there
// is an easy way.
func (m maker) item(s *openapi3.Schema, i, depth int) any {
	if i < len(s.PrefixItems) {
		var own *openapi3.Schema
		if ref := s.PrefixItems[i]; ref != nil {
			own = ref.Value
		}
		return m.value(own, depth+1)
	}
	if !s.UniqueItems || i == 0 {
		return m.value(itemOf(s), depth+1)
	}
	if items := Merge(itemOf(s), m.Alternative); items != nil {
		switch list, t := members(items), Type(items); {
		case len(list) > 0:
			return list[i%len(list)]
		case t == openapi3.TypeBoolean:
			return i%2 == 1
		case t == openapi3.TypeInteger || t == openapi3.TypeNumber:
			return m.nth(items, i)
		}
	}
	m.Rand = rand.New(rand.NewPCG(1, uint64(i)))
	return m.value(itemOf(s), depth+1)
}

// required reports whether a schema asks for a property.
func required(s *openapi3.Schema, name string) bool { return slices.Contains(s.Required, name) }
