package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// styled validates a parameter that kin-openapi decodes: an object, or one in
// another style than form and simple. What kin-openapi cannot decode is not
// validated, see [Operation.Notes].
func (c Call) styled(p *parameter, values url.Values, h http.Header) []Violation {
	input := &openapi3filter.RequestValidationInput{
		Request:     &http.Request{Header: h, URL: &url.URL{}},
		QueryParams: values,
		Options:     &openapi3filter.Options{SkipSettingDefaults: true, MultiError: true, SchemaValidationOptions: p.schema.first},
	}
	if values == nil {
		input.QueryParams = url.Values{}
	}
	if text, ok := c.template.value(c.path, p.name); ok && p.in == "path" {
		input.PathParams = map[string]string{p.name: text}
	}
	err := openapi3filter.ValidateParameter(context.Background(), input, p.declared)
	var found []Violation
	var refused *openapi3filter.RequestError
	var several openapi3.MultiError
	var broken *openapi3.SchemaError
	var unread *openapi3filter.ParseError
	switch {
	case !errors.As(err, &refused):
		return nil
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		return p.validate(nil)
	case errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
		return nil
	case errors.As(refused.Err, &several), errors.As(refused.Err, &broken):
		found = p.schema.collect(refused.Err)
	case errors.As(refused.Err, &unread):
		where := ""
		for _, step := range unread.Path() {
			where += fmt.Sprintf("/%v", step)
		}
		found = []Violation{{Rule: "type", Found: quote(fmt.Sprint(unread.Value)), Want: "a value of the type and style of the document",
			Message: fmt.Sprintf("The value %s%s cannot be read by the type and style that the document gives.", quote(fmt.Sprint(unread.RootCause())), shorten(printable(where), maxFound))}}
	}
	for i := range found {
		found[i].Target = p.target()
	}
	return found
}

// typesOf returns the types that a schema and its parts name, each once.
func typesOf(s *openapi3.Schema) []string {
	var types []string
	eachPart(s, func(s *openapi3.Schema) {
		named := s.Type.Slice()
		if len(named) == 0 && len(s.Properties) > 0 {
			named = []string{"object"}
		}
		for _, name := range named {
			if !slices.Contains(types, name) {
				types = append(types, name)
			}
		}
	})
	return types
}

// eachPart visits a schema and those that allOf, oneOf and anyOf combine in it,
// each once.
func eachPart(s *openapi3.Schema, visit func(*openapi3.Schema)) {
	seen := make(map[*openapi3.Schema]bool)
	var each func(s *openapi3.Schema)
	each = func(s *openapi3.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		visit(s)
		for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
			each(part.Value)
		}
	}
	each(s)
}

// itemsOf returns the schema of the items that a schema or a part of it names.
func itemsOf(s *openapi3.Schema) (items *openapi3.SchemaRef) {
	eachPart(s, func(s *openapi3.Schema) {
		if items == nil {
			items = s.Items
		}
	})
	return items
}

// parseQuery reads a query. A semicolon is a character like others, as in any
// URI, unless it is to be refused as net/url does.
func parseQuery(query string, refuse bool) (url.Values, error) {
	if refuse || strings.IndexByte(query, ';') < 0 {
		return url.ParseQuery(query)
	}
	return url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
}

// splitQuery returns the items of a comma-separated parameter. They are split
// before they are unescaped, so that an escaped comma is a part of an item.
func splitQuery(query, name string) []string {
	var items []string
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(key); err != nil || key != name {
			continue
		}
		for item := range strings.SplitSeq(value, ",") {
			text, err := url.QueryUnescape(item)
			if err != nil {
				text = item
			}
			items = append(items, text)
		}
	}
	return items
}

// splitHeader returns the items of a comma-separated header, whose lines are
// one list (RFC 9110 section 5.6.1).
func splitHeader(lines []string) []string {
	var items []string
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			items = append(items, strings.Trim(item, " \t"))
		}
	}
	return items
}

// unescaped undoes the escapes of texts and reports whether there were any.
func unescaped(texts []string) bool {
	some := false
	for i, text := range texts {
		if plain, err := url.PathUnescape(text); err == nil && plain != text {
			texts[i], some = plain, true
		}
	}
	return some
}
