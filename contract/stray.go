package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Unknown returns the properties of a response's unpacked body that its schema
// does not name although it leaves room for others by saying nothing of them.
// They are no violation by JSON Schema, and still nothing that a client was
// told of. A schema that says additionalProperties expects others; those are
// not found here, nor what [Operation.Response] finds.
func (o *Operation) Unknown(status int, h http.Header, body []byte) []Violation {
	r, ok := o.response(status)
	if !ok {
		return nil
	}
	mediaType, fault := r.content.match(h)
	s := r.content[mediaType]
	if fault != "" || s == nil || !roomy(s.Schema, nil) {
		return nil
	}
	var value any
	if json.Unmarshal(body, &value) != nil {
		return nil
	}
	var w strays
	w.walk(value, s.Schema, nil)
	return onSide(InResponse, w.found)
}

// roomy reports whether there is an object in a schema that could hold what
// it does not name.
func roomy(s *openapi3.Schema, outer []*openapi3.Schema) bool {
	if s == nil || slices.Contains(outer, s) {
		return false
	}
	outer = append(outer, s)
	if len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0 {
		return true
	}
	if s.Items != nil && roomy(s.Items.Value, outer) {
		return true
	}
	for _, property := range s.Properties {
		if roomy(property.Value, outer) {
			return true
		}
	}
	return len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil
}

// strays looks for properties that nobody names.
type strays struct{ found []Violation }

func (w *strays) walk(value any, s *openapi3.Schema, path []string) {
	if s == nil || len(path) > MaxDepth || len(w.found) == MaxViolations {
		return
	}
	switch v := value.(type) {
	case []any:
		if s.Items != nil {
			for i, item := range v {
				w.walk(item, s.Items.Value, append(slices.Clip(path), strconv.Itoa(i)))
			}
		}
	case map[string]any:
		known, open := named(s, 0)
		for name, item := range v {
			below := append(slices.Clip(path), name)
			property, ok := known[name]
			switch {
			case ok:
				w.walk(item, property, below)
			case !open && len(known) > 0 && len(w.found) < MaxViolations:
				line, column := origin(s, "properties")
				w.found = append(w.found, Violation{Rule: "unknownProperty", Target: pointer(below...), Found: quote(name), Want: "a property that the document names",
					Message: fmt.Sprintf("The property %s is not in the document.", quote(name)), Line: line, Column: column})
			}
		}
		slices.SortFunc(w.found, func(a, b Violation) int { return strings.Compare(a.Target, b.Target) })
	}
}

// named returns the properties that a schema or a part of it names, and
// whether it says itself that there may be others or that there are none.
func named(s *openapi3.Schema, depth int) (known map[string]*openapi3.Schema, says bool) {
	known = make(map[string]*openapi3.Schema)
	says = s.AdditionalProperties.Has != nil || s.AdditionalProperties.Schema != nil
	for name, property := range s.Properties {
		known[name] = property.Value
	}
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		if depth > MaxDepth || part.Value == nil {
			continue
		}
		more, open := named(part.Value, depth+1)
		says = says || open
		for name, property := range more {
			known[name] = property
		}
	}
	return known, says
}

// Error judges an error that belongs to no operation or has a status that its
// operation does not document: it must look like the document's other errors.
// If some operation documents the status, the answer must fit one of those;
// otherwise the one schema that all documented errors share, and the headers
// that all of them require. A document whose errors have no one schema says
// nothing, and the result is nil.
func (c *Contract) Error(status int, h http.Header, body []byte) []Violation {
	var same, errors []response
	code := strconv.Itoa(status)
	for _, o := range c.operations {
		for documented, r := range o.responses {
			if documented == code {
				same = append(same, r)
			}
			if documented == "DEFAULT" || documented[0] == '4' || documented[0] == '5' {
				errors = append(errors, r)
			}
		}
	}
	if len(same) == 0 {
		if r, ok := common(errors); ok {
			same = []response{r}
		}
	}
	var fewest []Violation
	for i, r := range same {
		var found []Violation
		for _, d := range r.headers {
			found = append(found, d.judge(h)...)
		}
		found = append(found, r.judgeBody(h, body)...)
		if i == 0 || len(found) < len(fewest) {
			fewest = found
		}
	}
	return onSide(InResponse, fewest[:min(len(fewest), MaxViolations)])
}

// common returns what all responses have in common, if they have one and the
// same JSON schema.
func common(all []response) (response, bool) {
	if len(all) == 0 {
		return response{}, false
	}
	first := all[0]
	shared := response{content: first.content, headers: slices.Clone(first.headers)}
	for _, r := range all {
		if len(r.content) == 0 || len(r.content) != len(first.content) {
			return response{}, false
		}
		for mediaType, s := range r.content {
			if other := first.content[mediaType]; s == nil || other == nil || other.Schema != s.Schema {
				return response{}, false
			}
		}
		shared.headers = slices.DeleteFunc(shared.headers, func(d header) bool {
			return !slices.ContainsFunc(r.headers, func(e header) bool { return e.name == d.name && e.required == d.required })
		})
	}
	return shared, true
}
