package contract

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
