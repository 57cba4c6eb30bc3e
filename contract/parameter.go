package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A parameter is one parameter of an operation. Arrays are read in the default
// style of their place; parameters of type object, or described by content
// instead of a schema, are not judged.
type parameter struct {
	name, in  string
	required  bool
	explode   bool
	mayBeNone bool // an empty text is no value (allowEmptyValue)
	schema    *schema
	item      *schema // of an array
}

// newParameters joins those of the path with those of the operation, which win
// (OpenAPI 3.0.3, "Operation Object").
func (b *builder) parameters(lists ...openapi3.Parameters) []parameter {
	var joined []parameter
	for _, refs := range lists {
		for _, ref := range refs {
			p := parameter{
				name:      ref.Value.Name,
				in:        ref.Value.In,
				required:  ref.Value.Required,
				explode:   ref.Value.Explode == nil && ref.Value.In == "query" || ref.Value.Explode != nil && *ref.Value.Explode,
				mayBeNone: ref.Value.AllowEmptyValue,
				schema:    b.schema(ref.Value.Schema, InRequest),
			}
			if p.schema != nil && p.isArray() {
				p.item = b.schema(p.schema.Items, InRequest)
			}
			joined = slices.DeleteFunc(joined, func(q parameter) bool { return q.name == p.name && q.in == p.in })
			joined = append(joined, p)
		}
	}
	return joined
}

// isArray and isObject tell the types that need a style.
func (p *parameter) isArray() bool  { return p.schema.Type != nil && p.schema.Type.Is("array") }
func (p *parameter) isObject() bool { return p.schema.Type != nil && p.schema.Type.Is("object") }

func (p *parameter) target() string { return target(p.in + "/" + p.name) }

// judge returns the violations of a parameter that was given these texts.
func (p *parameter) judge(texts []string) []Violation {
	if p.schema == nil || p.isObject() {
		return nil
	}
	if len(texts) == 0 || p.mayBeNone && len(texts) == 1 && texts[0] == "" {
		if !p.required || len(texts) > 0 {
			return nil
		}
		return []Violation{{Rule: "required", Target: p.target(), Message: fmt.Sprintf("The %s parameter %s is missing.", p.in, quote(p.name)), Found: "nothing", Want: quote(p.name)}}
	}
	var value any
	switch {
	case p.isArray():
		if !p.explode {
			texts = strings.Split(strings.Join(texts, ","), ",")
		}
		items := make([]any, len(texts))
		for i, text := range texts {
			if items[i] = text; p.item != nil {
				items[i] = p.item.primitive(text)
			}
		}
		value = items
	case len(texts) > 1:
		return []Violation{{Rule: "parameter", Target: p.target(), Message: fmt.Sprintf("The %s parameter %s is given %d times; give it once.", p.in, quote(p.name), len(texts)), Found: "several values", Want: "one value"}}
	default:
		value = p.schema.primitive(texts[0])
	}
	found := p.schema.judge(value)
	for i := range found {
		found[i].Target = p.target()
	}
	return found
}

// judgeParameters judges path, query, header and cookie parameters.
func (c Call) judgeParameters(query string, h http.Header) []Violation {
	var found []Violation
	var values url.Values
	if query != "" {
		var err error
		if values, err = url.ParseQuery(query); err != nil {
			return []Violation{{Rule: "parameter", Target: "query", Message: "The query cannot be read: a % must be followed by two hexadecimal digits, and parameters are parted by &.", Found: quote(query), Want: "name=value pairs"}}
		}
		found = c.unknownOptions(values)
	}
	for i := range c.parameters {
		p := &c.parameters[i]
		var texts []string
		switch p.in {
		case "query":
			texts = values[p.name]
		case "header":
			texts = h.Values(p.name)
		case "cookie":
			r := http.Request{Header: h}
			for _, cookie := range r.CookiesNamed(p.name) {
				texts = append(texts, cookie.Value)
			}
		case "path":
			if text, ok := c.template.value(c.path, p.name); ok {
				texts = []string{text}
			}
		}
		found = append(found, p.judge(texts)...)
	}
	return found
}

// unknownOptions finds query options that OData reserves and the operation
// does not know. To ignore a $filter would be to answer something else than
// what was asked.
func (c Call) unknownOptions(values url.Values) []Violation {
	var found []Violation
	for name := range values {
		known := slices.ContainsFunc(c.parameters, func(p parameter) bool { return p.in == "query" && p.name == name })
		if strings.HasPrefix(name, "$") && !known && len(found) < MaxViolations {
			found = append(found, Violation{Rule: "parameter", Target: target("query/" + name), Message: fmt.Sprintf("The query option %s is not supported here.", quote(name)), Found: quote(name)})
		}
	}
	slices.SortFunc(found, func(a, b Violation) int { return strings.Compare(a.Target, b.Target) })
	return found
}
