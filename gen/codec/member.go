package codec

import "fmt"

// Members are those of an object that was validated. Object returns all of them.
type Members = interface {
	Member(name string) (value any, given bool)
	Object() map[string]any
}

type object map[string]any

// Member implements [Members].
func (o object) Member(name string) (value any, given bool) {
	value, given = o[name]
	return value, given
}

// Object implements [Members].
func (o object) Object() map[string]any { return o }

// Object returns the members of a value that is an object.
func Object(value any) (Members, error) {
	switch v := value.(type) {
	case map[string]any:
		return object(v), nil
	case Members:
		return v, nil
	}
	return nil, fmt.Errorf("%T is no object", value)
}
