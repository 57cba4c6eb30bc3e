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
func (k *checker) bodies(s *subject) {
	whole, _ := generate.Generator{Whole: true}.Value(s.media.schema).(map[string]any)
	var candidates []any
	for _, e := range s.media.examples {
		if object, ok := e.value.(map[string]any); ok {
			joined := maps.Clone(whole)
			if joined == nil {
				joined = make(map[string]any)
			}
			maps.Copy(joined, object)
			candidates = append(candidates, joined)
		}
		candidates = append(candidates, e.value)
	}
	bare := generate.Generator{Bare: true, Plain: true}.Value(s.media.schema)
	for body := range generate.Values(s.media.schema) {
		if len(candidates) >= maxCandidates+2*len(s.media.examples) {
			break
		}
		candidates = append(candidates, body)
	}
	for _, body := range candidates {
		if len(s.others) == maxOthers || !k.fits(s, body) {
			continue
		}
		if s.full == nil {
			s.full, s.minimal = body, body
		} else {
			s.others = append(s.others, body)
		}
	}
	if s.full == nil {
		k.miss("%s: no valid body could be made from its schema", s.op.ID)
		return
	}
	if k.fits(s, bare) {
		s.minimal = bare
	}
	k.identities(s, s.full)
}

// identities finds the properties of a valid body that name what is created, and
// those of which two objects may not have the same.
func (k *checker) identities(s *subject, full any) {
	for _, name := range sorted(s.shape.Properties) {
		p := propertyOf(s.shape, name)
		if p != nil && isID(name) && typeOf(p) == "string" && len(p.Enum) == 0 && k.fits(s, put(full, []step{name}, k.freshFor(p))) {
			s.ids = append(s.ids, name)
		} else if p != nil && isUnique(name, p) && k.fits(s, put(full, []step{name}, k.uniqueFor(p))) {
			s.unique = append(s.unique, name)
		} else if p != nil && isFree(p) {
			if text, ok := get(full, []step{name}).(string); ok && k.fits(s, put(full, []step{name}, k.distinct(p, text))) {
				s.free = append(s.free, name)
			}
		}
	}
}

// How many bodies are made to find valid ones, and how many of these are kept
// beside the first.
const (
	maxCandidates = 20
	maxOthers     = 5
)

// fits asks the validator whether a value is a valid body.
func (k *checker) fits(s *subject, body any) bool {
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
