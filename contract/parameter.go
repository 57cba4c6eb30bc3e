package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A parameter is one parameter of an operation, or one header of a response.
type parameter struct {
	name, in  string
	required  bool
	explode   bool
	mayBeNone bool // an empty text is no value (allowEmptyValue)
	shape     shape
	style     string
	schema    *schema    // nil if there is nothing to validate by
	item      *parameter // of an array
	fields    *fields    // of an object
	kinds     []string   // the types that the schema names, array and object first; a text is of no kind
	rules     *config
	declared  *openapi3.Parameter
	accepts   func(text string) bool // of a path parameter that is one text; a no means nothing, nil: nothing is known
}

// A shape says how the texts of a parameter become a value.
type shape int

const (
	scalar    shape = iota // one text
	separated              // texts, comma-separated or one for each item
	styled                 // objects, other styles, and values that may be of several types
	asJSON                 // a text of JSON
)

// parameters joins those of the path with those of the operation, which win
// (OpenAPI 3.0.3, "Operation Object").
func (b *builder) parameters(lists ...openapi3.Parameters) []parameter {
	var joined []parameter
	for _, refs := range lists {
		for _, ref := range refs {
			if ignored(ref.Value) {
				continue
			}
			p := b.parameter(ref.Value, InRequest)
			joined = slices.DeleteFunc(joined, func(q parameter) bool { return q.name == p.name && q.in == p.in })
			joined = append(joined, p)
		}
	}
	return joined
}

func (b *builder) parameter(declared *openapi3.Parameter, side Side) parameter {
	p := parameter{
		name:      declared.Name,
		in:        declared.In,
		required:  declared.Required,
		explode:   explodes(declared),
		mayBeNone: declared.AllowEmptyValue,
		schema:    b.schema(declared.Schema, side),
		rules:     b.config,
		declared:  declared,
	}
	if p.schema == nil {
		p.shape = asJSON
		for mediaType, media := range declared.Content {
			if isJSON(mediaType) {
				p.schema = b.schema(media.Schema, side)
			}
		}
		return p
	}
	usual := declared.Style == "" || declared.Style == "form" || declared.Style == "simple"
	p.style, p.kinds = declared.Style, kindsOf(p.schema.Schema)
	object, array := slices.Contains(p.kinds, "object"), slices.Contains(p.kinds, "array")
	if items := itemsOf(p.schema.Schema); array && items != nil {
		p.item = b.item(items, side)
	}
	if object {
		p.fields = b.fields(p.schema.Schema, side)
	}
	switch {
	case object, !usual, array && len(p.kinds) > 1:
		p.shape = styled
	case array:
		p.shape = separated
	case p.in == "path" && p.schema.accepts != nil && p.schema.Type.Is(openapi3.TypeString):
		p.accepts = b.acceptText(p.schema.Schema)
	}
	return p
}

func (p *parameter) target() string { return target(p.in + "/" + p.name) }

// validate returns the violations of a parameter that was given these texts. A
// list that is not exploded is one text.
func (p *parameter) validate(texts []string) []Violation {
	if len(texts) == 0 {
		if !p.required || p.in == "path" { // a path that has no such variable, of which a warning tells
			return nil
		}
		what := fmt.Sprintf("The %s parameter %s", p.in, quote(p.name))
		return []Violation{{Rule: "required", Target: p.target(), Message: what + " is missing.", Found: "nothing", Want: quote(p.name)}}
	}
	if p.schema == nil || p.mayBeNone && len(texts) == 1 && texts[0] == "" {
		return nil
	}
	var found []Violation
	switch {
	case p.shape == separated:
		items := make([]any, len(texts))
		for i, text := range texts {
			if items[i] = text; p.item != nil {
				items[i] = p.item.schema.primitive(text)
			}
		}
		found = p.schema.validate(items)
	case p.shape == asJSON:
		value, bad, ok := readValue([]byte(texts[0]), p.schema.words, p.rules)
		if found = ofValue(bad); ok {
			found = append(found, p.schema.validate(value)...)
		}
	case len(texts) > 1 && p.rules.onePlain:
		return []Violation{p.givenTimes(len(texts))}
	default:
		for _, text := range texts {
			found = append(found, p.schema.validate(p.schema.primitive(text))...)
		}
	}
	for i := range found {
		found[i].Target = p.target()
	}
	return found
}

// validateAny returns the violations of the likeliest of several readings, none
// if another one fits.
func (p *parameter) validateAny(readings []any) []Violation {
	if len(readings) == 0 {
		return p.validate(nil)
	}
	if items, _ := readings[0].([]any); p.mayBeNone && (readings[0] == "" || len(items) == 1 && items[0] == "") {
		return nil
	}
	if text, ok := readings[0].(unstyled); ok {
		return []Violation{{Rule: "type", Target: p.target(), Found: quote(string(text)), Want: "a value in the style " + p.style,
			Message: fmt.Sprintf("%s is not allowed; it must be written in the style %s.", quote(string(text)), p.style)}}
	}
	var found []Violation
	for i, value := range readings {
		bad := p.schema.validate(value)
		if bad == nil {
			return nil
		}
		if i == 0 {
			found = bad
		}
	}
	for i := range found {
		found[i].Target = p.target()
	}
	return found
}

// texts returns what a request gives for a parameter, in buf if that is large
// enough.
func (c Call) texts(buf []string, p *parameter, query string, values url.Values, h http.Header) []string {
	texts := buf
	switch p.in {
	case "query":
		texts = values[p.name]
		switch {
		case p.shape != separated || p.explode || len(texts) == 0:
		case p.isOption():
			texts = strings.Split(strings.Join(texts, ","), ",")
		default:
			texts = nil
			for _, item := range p.split(valuesOf(pairsOf(query), p.name)) {
				texts = append(texts, unescape(item))
			}
		}
	case "header":
		texts = h.Values(p.name)
		if p.shape == separated {
			texts = splitHeader(texts)
		}
	case "cookie":
		texts = append(texts, valuesOf(cookies(h), p.name)...)
		if p.shape == separated && !p.explode && len(texts) > 0 {
			texts = strings.Split(strings.Join(texts, ","), ",")
		}
	case "path":
		if c.only != "" && p.shape == scalar && p.name == c.Operation.only.name {
			texts = append(texts, c.only)
		} else if p.shape == separated {
			if text, ok := c.raw(p.name); ok {
				for item := range strings.SplitSeq(text, ",") {
					texts = append(texts, unescapePath(item))
				}
			}
		} else if text, ok := c.variable(p.name); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
