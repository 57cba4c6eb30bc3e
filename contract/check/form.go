package check

import (
	"bytes"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract/generate"
)

// A form is a body that is not JSON and can be written from a value: a form, as
// a text of pairs or in parts, or a plain text.
type form struct {
	name     string // as declared
	essence  string // without parameters
	schema   *openapi3.Schema
	declared *openapi3.MediaType
}

// boundary separates the parts of multipart/form-data.
const boundary = "profilestatus-check-boundary"

// formBody returns the first body that is a form or a text and has a schema.
func formBody(content openapi3.Content) *form {
	for _, name := range sorted(content) {
		essence, _, err := mime.ParseMediaType(name)
		declared := content[name]
		if err != nil || declared == nil || schemaOf(declared.Schema) == nil {
			continue
		}
		switch essence {
		case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain":
			return &form{name, essence, declared.Schema.Value, declared}
		}
	}
	return nil
}

// forms finds a valid body that is not JSON.
func (k *checker) forms(s *operation) {
	for _, e := range examplesOf(s.form.declared) {
		if s.filled == nil && k.fits(s, e.value) {
			s.filled = e.value
		}
	}
	for value := range generate.Values(s.form.schema) {
		if s.filled != nil {
			break
		}
		if k.fits(s, value) {
			s.filled = value
		}
	}
	if s.filled == nil {
		k.miss("%s: no valid body could be made from its schema", s.op.ID)
		return
	}
	k.identities(s, s.filled)
}

// fill gives a test case a body that is not JSON. It reports false, and gives none,
// if the value cannot be written.
func (k *checker) fill(p *testCase, value any) bool {
	body, mediaType, ok := p.operation.form.write(value)
	if !ok {
		return false
	}
	p.body = body
	p.header.Set("Content-Type", mediaType)
	return true
}

// write returns a value as a body, and its media type. It is false if the value
// has no form there, such as null.
func (f *form) write(value any) (body []byte, mediaType string, ok bool) {
	switch f.essence {
	case "text/plain":
		text, _ := textOf(value) // "" for what has none
		return []byte(text), f.name, text != ""
	case "multipart/form-data":
		body, ok := f.parts(value)
		return body, f.essence + "; boundary=" + boundary, ok
	}
	object, _ := value.(map[string]any)
	var pairs []pair
	for _, name := range sorted(object) {
		more, ok := f.field(name).write(object[name])
		if !ok {
			return nil, "", false
		}
		pairs = append(pairs, more...)
	}
	// Blanks are + in a form (WHATWG URL, section 5.2).
	return []byte(strings.ReplaceAll(encodeQuery(pairs), "%20", "+")), f.name, len(pairs) > 0
}

// field returns how a property of a form is written, which is like a parameter
// of a query. An object is JSON where the document does not say otherwise.
func (f *form) field(name string) *parameter {
	p := &parameter{Parameter: &openapi3.Parameter{Name: name, In: "query", AllowEmptyValue: true}}
	s := propertyOf(flat(f.schema, 0), name)
	encoding := f.declared.Encoding[name]
	if encoding != nil && encoding.Style != "" {
		p.Style, p.Explode = encoding.Style, encoding.Explode
	} else {
		p.json = s != nil && typeOf(s) == openapi3.TypeObject
	}
	return p
}

// parts writes multipart/form-data (RFC 7578), with one part for each property or
// item.
func (f *form) parts(value any) ([]byte, bool) {
	object, _ := value.(map[string]any)
	if len(object) == 0 {
		return nil, false
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.SetBoundary(boundary) // which is a valid one
	for _, name := range sorted(object) {
		items, isArray := object[name].([]any)
		if !isArray {
			items = []any{object[name]}
		}
		for _, item := range items {
			if !f.part(w, name, item) {
				return nil, false
			}
		}
	}
	_ = w.Close() // writes the last boundary; writing into a Buffer cannot fail
	return b.Bytes(), true
}

// part writes one part. It reports false for what cannot be in one.
func (f *form) part(w *multipart.Writer, name string, value any) bool {
	if value == nil || strings.ContainsAny(name, "\r\n\"\\") {
		return false
	}
	s := propertyOf(flat(f.schema, 0), name)
	if s != nil && s.Items != nil {
		s = flat(schemaOf(s.Items), 0)
	}
	disposition, contentType := fmt.Sprintf("form-data; name=\"%s\"", name), "text/plain; charset=utf-8"
	text, primitive := textOf(value)
	e := f.declared.Encoding[name]
	encoded := e != nil && e.ContentType != "" && !strings.ContainsAny(e.ContentType, "*,")
	switch {
	case !primitive && s != nil && !encoded && typeOf(s) == openapi3.TypeString:
		return false // it would be a text
	case !primitive:
		text = string(encode(value))
		if s == nil || !slices.Contains([]string{openapi3.TypeInteger, openapi3.TypeNumber, openapi3.TypeBoolean}, typeOf(s)) {
			contentType = "application/json"
		}
	case s != nil && (s.Format == "binary" || s.Format == "byte"):
		disposition, contentType = disposition+"; filename=\"file\"", "application/octet-stream"
	}
	if encoded {
		contentType = e.ContentType
	}
	// Writing into a Buffer cannot fail.
	part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {contentType}})
	_, _ = part.Write([]byte(text))
	return true
}
