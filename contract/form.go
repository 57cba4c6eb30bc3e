package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A form validates the bodies of a form: each field of it is a property.
type form struct {
	schema *schema
	fields map[string]*formField
	rest   *parameter // of all other fields, nil for texts
	rules  *config
}

type formField struct {
	*parameter
	types   []string // that its part may have, ranges too; nil for all
	headers []header // of its part
}

// maxParts is how many parts of a body are read.
const maxParts = 10_000

func (b *builder) form(described *openapi3.MediaType, side Side) *form {
	s := b.schema(described.Schema, side)
	f := &form{schema: s, fields: make(map[string]*formField), rules: b.config}
	eachPart(s.Schema, func(part *openapi3.Schema) {
		for name, ref := range part.Properties {
			if f.fields[name] == nil {
				f.fields[name] = b.formField(name, ref, described.Encoding[name], side)
			}
		}
		if ref := part.AdditionalProperties.Schema; schemaOf(ref) != nil {
			f.rest = b.field("", ref, nil, side)
		}
	})
	return f
}

func (b *builder) formField(name string, ref *openapi3.SchemaRef, encoding *openapi3.Encoding, side Side) *formField {
	field := &formField{parameter: b.field(name, ref, encoding, side)}
	if encoding == nil {
		return field
	}
	for accepted := range strings.SplitSeq(encoding.ContentType, ",") {
		if accepted = strings.TrimSpace(accepted); accepted != "" {
			field.types = append(field.types, accepted)
		}
	}
	field.headers = b.headers(encoding.Headers, side)
	return field
}

// badForm says that a body is not the form that its media type says.
func badForm(format string, args ...any) []Violation {
	return []Violation{{Rule: "form", Message: fmt.Sprintf(format, args...), Found: "something else", Want: "the fields of a form"}}
}

// read reads an application/x-www-form-urlencoded body.
func (f *form) read(body []byte) (value map[string]any, found []Violation, ok bool) {
	text := string(body)
	if _, err := parseQuery(text, false); err != nil {
		return nil, badForm("The body is no form: a %% must be followed by two hexadecimal digits."), false
	}
	pairs := pairsOf(text)
	byName, byBase := make(map[string][]pair), make(map[string][]pair)
	for _, q := range pairs {
		byName[q.name] = append(byName[q.name], q)
		if base, _, ok := strings.Cut(q.name, "["); ok && strings.HasSuffix(q.name, "]") {
			byBase[base] = append(byBase[base], q)
		}
	}
	value = make(map[string]any)
	known := make(map[string]bool) // names that belong to some field
	for name, field := range f.fields {
		own := byName[name]
		switch {
		case field.style == "deepObject":
			own = byBase[name]
		case own == nil && field.explode && field.parameter.fields != nil: // its properties are fields
			for inner := range field.parameter.fields.named {
				if f.fields[inner] == nil {
					own = append(own, byName[inner]...)
				}
			}
		}
		for _, q := range own {
			known[q.name] = true
		}
		switch readings := field.fromPairs(own); {
		case len(own) > 1 && field.single(): // no value of it is written so
			value[name] = several(field.parameter, own)
		case len(readings) > 0:
			value[name] = field.likeliest(readings)
		}
	}
	for name, own := range byName {
		if !known[name] && f.fields[name] == nil {
			value[name] = f.other(own)
		}
	}
	return value, nil, true
}

// other reads the values of a field that has no property of its own.
func (f *form) other(own []pair) any {
	texts := make([]string, len(own))
	for i, q := range own {
		texts[i] = q.value
	}
	if f.rest.isList() {
		return f.rest.array(texts, unescape)
	}
	if len(texts) == 1 {
		return f.rest.text(unescape(texts[0]))
	}
	return several(f.rest, own)
}

// likeliest returns the first reading that fits, or else the first.
func (p *parameter) likeliest(readings []any) any {
	for _, value := range readings[1:] {
		if p.schema.validate(readings[0]) != nil && p.schema.validate(value) == nil {
			return value
		}
	}
	return readings[0]
}

// readParts reads a multipart/form-data body.
func (f *form) readParts(boundary string, body []byte) (value map[string]any, found []Violation, ok bool) {
	if boundary == "" {
		return nil, badForm("The body cannot be read: Content-Type has no boundary (RFC 2046 section 5.1)."), false
	}
	value, ok = make(map[string]any), true
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for count := 0; ; count++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			if count == 0 && len(body) > 0 && !bytes.Contains(body, []byte("--"+boundary)) {
				return nil, badForm("The body has no parts: the boundary that Content-Type gives is not in it."), false
			}
			return value, found, ok
		}
		if count == maxParts {
			return nil, []Violation{f.schema.tooMany()}, false
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(part)
		}
		if err != nil {
			return nil, badForm("The parts of the body cannot be read: its boundaries are missing, or a header is wrong."), false
		}
		name := part.FormName()
		if name == "" && !named(part.Header) {
			return nil, badForm("A part of the body has no name (RFC 7578 section 4.2)."), false
		}
		read, bad, isRead := f.part(name, part.Header, data)
		found, ok = append(found, bad...), ok && isRead
		f.keep(value, name, read)
	}
}

// named reports whether the header of a part has a name, which may be empty.
func named(h textproto.MIMEHeader) bool {
	_, parameters, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	_, ok := parameters["name"]
	return err == nil && ok
}

// keep adds the value of a part. Parts of one name are items of an array.
func (f *form) keep(value map[string]any, name string, read any) {
	met, twice := value[name]
	items, isArray := met.([]any)
	switch {
	case isArray:
		value[name] = append(items, read)
	case twice:
		value[name] = []any{met, read}
	case f.fieldOf(name).parameter.isList():
		if _, whole := read.([]any); !whole { // an array may also be one part of JSON
			read = []any{read}
		}
		value[name] = read
	default:
		value[name] = read
	}
}

func (f *form) fieldOf(name string) *formField {
	if field := f.fields[name]; field != nil {
		return field
	}
	return &formField{parameter: f.rest}
}

// part reads one part.
func (f *form) part(name string, h textproto.MIMEHeader, data []byte) (value any, found []Violation, ok bool) {
	field := f.fieldOf(name)
	if field.parameter == nil {
		return string(data), nil, true
	}
	given := h.Get("Content-Type")
	if given != "" && len(field.types) > 0 && !slices.ContainsFunc(field.types, func(accepted string) bool { return accepts(accepted, given) }) {
		want := shorten(printable(strings.Join(field.types, ", ")), maxTarget)
		found = append(found, Violation{Rule: "mediaType", Target: Pointer(name), Found: quote(given), Want: want,
			Message: fmt.Sprintf("The part %s is %s; it must be %s.", quote(name), quote(given), want)})
	}
	for _, header := range field.headers {
		for _, v := range header.validateLines(map[string][]string(h)) {
			v.Target = Pointer(name)
			found = append(found, v)
		}
	}
	p := field.parameter
	if p.item != nil && !slices.Contains(p.kinds, "") {
		p = p.item
	}
	if isJSON(given) && p.schema.Format != "binary" { // else a file
		value, bad, ok := readValue(data, field.schema.words, f.rules)
		for i := range ofValue(bad) {
			bad[i].Target = target(Pointer(name) + bad[i].Target)
		}
		return value, append(found, bad...), ok
	}
	return p.text(string(data)), found, true
}

// accepts reports whether a media type is of a range.
func accepts(accepted, given string) bool {
	return newMedia(accepted).fits(newMedia(given).essence, nil) > 0
}

// parseQuery reads a query. A semicolon is a character like others, as in any
// URI, unless it is to be refused as net/url does.
func parseQuery(query string, refuse bool) (url.Values, error) {
	if refuse || strings.IndexByte(query, ';') < 0 {
		return url.ParseQuery(query)
	}
	return url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
}
