package check

import (
	"maps"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// bodies finds valid bodies for an operation: the first example that the validator
// takes, completed with what it leaves out, or one that is made.
func (k *checker) bodies(s *operation) {
	for _, body := range k.candidates(s) {
		if len(s.others) == maxOthers {
			break
		}
		switch fits := k.fits(s, body); {
		case fits && s.full == nil:
			s.full = body
		case fits:
			s.others = append(s.others, body)
		}
	}
	if s.full == nil {
		k.miss("%s: no valid body could be made from its schema", s.op.ID)
		return
	}
	s.minimal = s.full
	for _, body := range s.others {
		if len(encode(body)) < len(encode(s.minimal)) {
			s.minimal = body
		}
	}
	k.identities(s, s.full)
}

// candidates returns bodies that may be valid: the examples, completed and as
// they are, and what is made. That is made once for all operations that take
// bodies of one schema.
func (k *checker) candidates(s *operation) []any {
	made, known := k.made[s.media.schema]
	if !known {
		valid := 0
		for body := range generate.Values(s.media.schema) {
			if k.fits(s, body) {
				valid++
			}
			if made = append(made, body); len(made) == maxCandidates || valid > maxOthers {
				break
			}
		}
		k.made[s.media.schema] = made
	}
	var all []any
	for _, e := range s.media.examples {
		object, isObject := e.value.(map[string]any)
		if whole, ok := made[0].(map[string]any); isObject && ok {
			joined := maps.Clone(whole)
			maps.Copy(joined, object)
			all = append(all, joined)
		}
		all = append(all, e.value)
	}
	return append(all, made...)
}

// identities finds the properties of a valid body that name what is created, and
// those of which two objects may not have the same.
func (k *checker) identities(s *operation, full any) {
	all := full
	for _, name := range sorted(s.shape.Properties) {
		if kind, value := k.identity(s, name, full); kind != nil {
			*kind = append(*kind, name)
			all = put(all, []step{name}, value)
		}
	}
	if k.fits(s, all) {
		return
	}
	for _, kind := range []*[]string{&s.ids, &s.unique, &s.free} { // one by one, which takes the longer
		*kind = slices.DeleteFunc(*kind, func(name string) bool {
			_, value := k.identity(s, name, full)
			return !k.fits(s, put(full, []step{name}, value))
		})
	}
}

// identity returns the list that a property of a body belongs to, nil for none,
// and a new value for it.
func (k *checker) identity(s *operation, name string, full any) (kind *[]string, value any) {
	p := propertyOf(s.shape, name)
	switch {
	case p == nil:
	case isID(name) && typeOf(p) == "string" && len(p.Enum) == 0:
		return &s.ids, k.freshFor(p)
	case isUnique(name, p):
		return &s.unique, k.uniqueFor(p)
	case isFree(p):
		if text, ok := get(full, []step{name}).(string); ok {
			return &s.free, k.distinct(p, text)
		}
	}
	return nil, nil
}

// How many bodies are made to find valid ones, and how many of these are kept
// beside the first.
const (
	maxCandidates = 20
	maxOthers     = 5
)

// fits asks the validator whether a value is a valid body.
func (k *checker) fits(s *operation, body any) bool {
	h := k.headers(s)
	data := encode(body)
	if s.media == nil {
		var mediaType string
		var ok bool
		if data, mediaType, ok = s.form.write(body); !ok {
			return false
		}
		h.Set("Content-Type", mediaType)
	}
	_, found := k.ask(s.op.Method, k.path(s, nil), k.query(s, nil), h, data)
	return !slices.ContainsFunc(found, func(v contract.Violation) bool {
		return !strings.HasPrefix(v.Target, "path") && !strings.HasPrefix(v.Target, "query") && !strings.HasPrefix(v.Target, "header/") && !strings.HasPrefix(v.Target, "cookie/")
	})
}
