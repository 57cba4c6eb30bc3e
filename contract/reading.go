package contract

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// A reading says how a body that is not JSON becomes the value that its schema
// validates.
type reading int

const (
	asNothing reading = iota // the document says nothing of it
	asText                   // the whole body is one text
	asForm                   // application/x-www-form-urlencoded
	asParts                  // multipart/form-data
	notRead                  // nobody here knows how
)

// isSequence reports whether a media type is of many values one after the other, of
// which OpenAPI 3.0 cannot say what they hold. It goes by names that are in use, few of
// which are registered.
func isSequence(essence string, params map[string]string) bool {
	named := func(name string) bool { return strings.Contains(essence, name) }
	return essence == "text/event-stream" || essence == "application/stream+json" || params["stream"] != "" ||
		slices.ContainsFunc([]string{"ndjson", "jsonl", "json-lines", "json-seq"}, named)
}

// reading returns how bodies of a media type are read, and if they are not, why.
func (m *media) reading(essence string, params map[string]string) (how reading, why string) {
	switch {
	case m.schema == nil:
		return asNothing, ""
	case isSequence(essence, params):
		return notRead, "it is a sequence of values"
	case essence == "application/xml" || essence == "text/xml" || strings.HasSuffix(essence, "+xml"):
		return notRead, "it is XML"
	case m.form != nil && essence == "application/x-www-form-urlencoded":
		return asForm, ""
	case m.form != nil && essence == "multipart/form-data":
		return asParts, ""
	case strings.HasPrefix(essence, "multipart/"):
		return notRead, "its parts have no names"
	}
	types := typesOf(m.schema.Schema)
	isText := slices.Contains(types, "string") || len(types) == 0
	isPlain := essence == "text/plain" && !slices.Contains(types, "object") && !slices.Contains(types, "array")
	if isText || isPlain {
		return asText, ""
	}
	return notRead, "it is not JSON, a form or a text"
}

// readingOf is reading for the body of a message.
func (m *media) readingOf(h http.Header) (how reading, params map[string]string, why string) {
	essence, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return notRead, nil, "its media type cannot be read"
	}
	how, why = m.reading(essence, params)
	if _, ok := charsets[strings.ToLower(params["charset"])]; how == asText && !ok {
		return notRead, nil, "its charset is not known"
	}
	return how, params, why
}

// charsets are those of texts that are read, and how.
var charsets = map[string]func([]byte) string{
	"": asUTF8, "utf-8": asUTF8, "us-ascii": asUTF8, "iso-8859-1": asLatin1,
}

func asUTF8(body []byte) string { return string(body) }

// asLatin1 makes a character of each byte. So the length of a binary text is
// that in bytes.
func asLatin1(body []byte) string {
	if !slices.ContainsFunc(body, func(c byte) bool { return c >= 0x80 }) {
		return string(body)
	}
	var b strings.Builder
	b.Grow(len(body))
	for _, c := range body {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// validate returns the value and the violations of a body that is not JSON.
func (m *media) validate(h http.Header, body []byte) (value any, found []Violation) {
	how, params, _ := m.readingOf(h)
	ok := true
	switch how {
	case asText:
		value = m.text(params["charset"], body)
	case asForm:
		value, found, ok = m.form.read(body)
	case asParts:
		value, found, ok = m.form.readParts(params["boundary"], body)
	default:
		return nil, nil
	}
	if !ok {
		return nil, found
	}
	return value, append(found, m.schema.validate(value)...)
}

func (m *media) text(charset string, body []byte) any {
	if m.schema.Format == "binary" {
		return asLatin1(body)
	}
	return m.schema.primitive(charsets[strings.ToLower(charset)](body))
}

// notReadNote says why a body was not validated, nil if it was.
func (m *media) notReadNote(h http.Header, body []byte) *Warning {
	if len(body) == 0 || m.jsonSchema(h) != nil {
		return nil
	}
	how, _, why := m.readingOf(h)
	if how != notRead {
		return nil
	}
	note := warning(m.origin, fmt.Sprintf("A body of %s was not validated: %s.", quote(h.Get("Content-Type")), why))
	return &note
}

// otherBody validates a request body that is not JSON.
func (c Call) otherBody(m *media, h http.Header, body []byte) (value any, found []Violation) {
	switch {
	case len(body) > 0:
		return m.validate(h, body)
	case c.required:
		return nil, []Violation{{Rule: "required", Message: "The body is missing.", Found: "nothing", Want: "a body of " + c.body.String()}}
	}
	return nil, nil
}
