package check

import (
	"iter"

	"github.com/getkin/kin-openapi/openapi3"
)

// examples makes a request of each example of the document, of the smallest
// valid body and of the largest.
func (k *checker) examples(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		if !yield(k.own(s, "examples", smallest)) {
			return
		}
		seen := make(map[string]bool)
		for one := range k.exampleBodies(s) {
			if text := string(encode(one.value)); seen[text] {
				continue
			} else if !one.asIs {
				seen[text] = true
				one.value = k.renew(s, one.value)
			}
			p := k.own(s, "examples", one.note)
			if k.write(p, one.value) && !yield(p) {
				return
			}
		}
		for _, param := range s.parameters {
			if param.In == "path" || isCredential(s, param) {
				continue
			}
			for _, example := range param.examples {
				pairs, ok := param.write(example)
				if !ok {
					continue
				}
				if p := k.withPairs(s, param, pairs, "examples", "example of "+param.Name); p != nil && !yield(p) {
					return
				}
			}
		}
	}
}

// An exampleBody is a body of phase examples.
type exampleBody struct {
	note  string
	value any
	asIs  bool // with its own id, which may be taken
}

// exampleBodies returns the bodies that are sent. What a document gives as an
// example often has not all properties; those that it leaves out are tried too.
func (k *checker) exampleBodies(s *operation) iter.Seq[exampleBody] {
	return func(yield func(exampleBody) bool) {
		schema, given := s.bodySchema()
		if schema == nil {
			return
		}
		for _, e := range given {
			if !yield(exampleBody{note: "example " + e.name, value: e.value}) || len(s.ids) > 0 && !yield(exampleBody{"example " + e.name + " with its own id", e.value, true}) {
				return
			}
		}
		for _, value := range schemaExamples(schema) {
			if !yield(exampleBody{note: "example of the schema", value: value}) {
				return
			}
		}
		if s.full != nil && !yield(exampleBody{note: "only what is required", value: s.minimal}) {
			return
		}
		for _, value := range s.others {
			if !yield(exampleBody{note: "another valid body", value: value}) {
				return
			}
		}
	}
}

// bodySchema returns the schema of the body that is sent, nil if none is, and
// the examples of the body.
func (s *operation) bodySchema() (schema *openapi3.Schema, given []example) {
	switch {
	case s.media != nil:
		return s.media.schema, s.media.examples
	case s.form != nil:
		return s.form.schema, examplesOf(s.form.declared)
	}
	return nil, nil
}

// write gives a test case a body of the media type that the operation takes. It
// reports false if the value cannot be written in it.
func (k *checker) write(p *testCase, value any) bool {
	if p.operation.media == nil {
		return k.fill(p, value)
	}
	p.body = encode(value)
	return true
}
