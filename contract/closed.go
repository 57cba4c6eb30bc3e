package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// warnClosed warns of a schema that no object is valid for: allOf joins a part whose
// additionalProperties is false with one that requires a property which the first lacks.
// Each part looks at all properties, those of the others too.
func (b *builder) warnClosed(s *openapi3.Schema) {
	if len(s.AllOf) == 0 {
		return
	}
	parts := joined(s, nil)
	for _, shut := range parts {
		if rest := shut.AdditionalProperties; rest.Has == nil || *rest.Has || len(shut.PatternProperties) > 0 {
			continue
		}
		for _, part := range parts {
			for _, name := range part.Required {
				if shut.Properties[name] == nil {
					b.warn(s.Origin, "No object is valid for this schema: "+quote(name)+" is required, and a part of allOf with additionalProperties: false does not have it; leave that out of the parts.")
					return
				}
			}
		}
	}
}

// maxJoined is how many schemas are looked at that one joins, so that loading takes no
// longer where each schema of a long document joins the next.
const maxJoined = 100

// joined returns a schema and all that it joins by allOf, up to maxJoined, without
// those in seen.
func joined(s *openapi3.Schema, seen []*openapi3.Schema) []*openapi3.Schema {
	if s == nil || len(seen) == maxJoined || slices.Contains(seen, s) {
		return seen
	}
	seen = append(seen, s)
	for _, part := range s.AllOf {
		seen = joined(part.Value, seen)
	}
	return seen
}
