package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/internal/ascii"
)

// members are those of an object.
type members = interface {
	Member(name string) (value any, given bool)
	Object() map[string]any
}

// A flat is an object of a few texts. To look for one of their names is faster than
// to hash it, and it is one allocation.
type flat struct {
	count   int
	members [maxFlat]struct {
		name string
		text any // a string
	}
}

// maxFlat is how many members a flat has at most.
const maxFlat = 6

// Member returns the value of a member.
func (f *flat) Member(name string) (value any, given bool) {
	for i := range f.members[:f.count] {
		if f.members[i].name == name {
			return f.members[i].text, true
		}
	}
	return nil, false
}

// Object returns f as other objects are.
func (f *flat) Object() map[string]any {
	object := make(map[string]any, f.count)
	for i := range f.members[:f.count] {
		object[f.members[i].name] = f.members[i].text
	}
	return object
}

// usual returns a value in the types that are told of, without a flat.
func usual(value any) any {
	if f, ok := value.(*flat); ok {
		return f.Object()
	}
	return value
}

// An object is any other one.
type object map[string]any

// Member returns the value of a member.
func (o object) Member(name string) (value any, given bool) {
	value, given = o[name]
	return value, given
}

// Object returns the object itself.
func (o object) Object() map[string]any { return o }

// membersOf returns the members of an object and their number, nil if it is none.
func membersOf(value any) (m members, count int) {
	switch v := value.(type) {
	case *flat:
		return v, v.count
	case map[string]any:
		return object(v), len(v)
	}
	return nil, 0
}

// readFlat reads an object whose members are all texts, without escapes and in
// ASCII, as the bodies of most small requests are. It takes a third of what a
// decoder takes that can stop anywhere. It is not ok for anything else, which may
// be right or wrong.
func readFlat(data []byte, likely words) (object *flat, ok bool) {
	object = new(flat)
	return object, object.read(data, likely)
}

// read is readFlat for a flat that is empty.
func (f *flat) read(data []byte, likely words) bool {
	i := afterSpace(data, 0)
	if i == len(data) || data[i] != '{' {
		return false
	}
	for {
		begin := afterSpace(data, i+1) + 1
		end, ok := endOfText(data, begin)
		if !ok {
			return false
		}
		name, ok := likely[string(data[begin:end])].(string)
		if !ok {
			name = string(data[begin:end])
		}
		if _, twice := f.Member(name); twice || f.count == maxFlat {
			return false
		}
		if i = afterSpace(data, end+1); i == len(data) || data[i] != ':' {
			return false
		}
		begin = afterSpace(data, i+1) + 1
		if end, ok = endOfText(data, begin); !ok {
			return false
		}
		member := &f.members[f.count]
		f.count++
		if member.name, member.text = name, likely[string(data[begin:end])]; member.text == nil {
			member.text = string(data[begin:end])
		}
		i = afterSpace(data, end+1)
		switch {
		case i == len(data):
			return false
		case data[i] == '}':
			return afterSpace(data, i+1) == len(data)
		case data[i] != ',':
			return false
		}
	}
}

// afterSpace returns where white space that begins at i ends.
func afterSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\n' || data[i] == '\r') {
		i++
	}
	return i
}

// endOfText returns where the text that begins at begin, behind its quotation
// mark, ends. It is not ok if there is none or it is not plain.
func endOfText(data []byte, begin int) (end int, ok bool) {
	if begin > len(data) || data[begin-1] != '"' {
		return 0, false
	}
	end = begin + ascii.Plain(data[begin:])
	return end, end < len(data) && data[end] == '"'
}

func (b *builder) acceptObject(s *openapi3.Schema) acceptor {
	if s.AdditionalProperties.Schema != nil {
		return nil
	}
	open := s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has
	type property struct {
		name     string
		accepts  acceptor
		required bool
	}
	properties := make([]property, 0, len(s.Properties))
	for name, ref := range s.Properties {
		p := property{name, b.acceptor(ref), slices.Contains(s.Required, name)}
		if p.accepts == nil {
			return nil
		}
		properties = append(properties, p)
	}
	for _, name := range s.Required {
		if s.Properties[name] == nil {
			return nil // required, and nothing else is said of it
		}
	}
	return func(value any) bool {
		object, count := membersOf(value)
		if object == nil {
			return false
		}
		known := 0
		for i := range properties { // a map is slower to walk through than to look into
			p := &properties[i]
			v, given := object.Member(p.name)
			if given && !p.accepts(v) || !given && p.required {
				return false
			}
			if given {
				known++
			}
		}
		return open || known == count
	}
}
