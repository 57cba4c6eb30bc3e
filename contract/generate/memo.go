package generate

import "github.com/getkin/kin-openapi/openapi3"

// A memo keeps what is known of the schemas of one value: large values have the
// same ones many times. It is not for concurrent use.
type memo struct {
	merged   map[choiceKey]*openapi3.Schema
	readOnly map[*openapi3.Schema]bool
}

// A choiceKey names a schema with one of its alternatives.
type choiceKey struct {
	*openapi3.Schema
	alternative int
}

func newMemo() *memo {
	return &memo{make(map[choiceKey]*openapi3.Schema), make(map[*openapi3.Schema]bool)}
}

// merge is [Merge].
func (m maker) merge(s *openapi3.Schema, alternative int) *openapi3.Schema {
	if s == nil || m.memo == nil || !composed(s) {
		return Merge(s, alternative)
	}
	key := choiceKey{s, alternative}
	merged, known := m.memo.merged[key]
	if !known {
		merged = Merge(s, alternative)
		m.memo.merged[key] = merged
	}
	return merged
}

// readOnly reports whether a property is not for requests.
func (m maker) readOnly(s *openapi3.Schema) bool {
	if m.memo == nil || !composed(s) {
		return readOnly(s)
	}
	is, known := m.memo.readOnly[s]
	if !known {
		is = readOnly(s)
		m.memo.readOnly[s] = is
	}
	return is
}
