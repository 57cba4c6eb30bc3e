package contract

import (
	"cmp"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A content validates the bodies of one request or response by media type. The
// keys are as they are declared, in small letters.
type content map[string]*media

// A media is a declared media type.
type media struct {
	essence string  // without parameters, such as application/*
	json    bool    // it is JSON
	schema  *schema // nil if there is none
	form    *form   // nil if it is no form
	origin  *openapi3.Origin
}

func newMedia(name string) *media {
	m := &media{essence: strings.ToLower(name), json: isJSON(name)}
	if essence, _, err := mime.ParseMediaType(name); err == nil {
		m.essence = essence
	}
	return m
}

func (b *builder) content(declared openapi3.Content, side Side, at *openapi3.Origin) content {
	c := make(content, len(declared))
	for name, described := range declared {
		m := newMedia(name)
		if described != nil {
			m.schema = b.schema(described.Schema, side)
			m.origin = cmp.Or(described.Origin, at)
			if m.schema != nil && mayBeForm(m.essence, side) {
				m.form = b.form(described, side)
			}
		}
		if m.schema == nil && (m.json || mayBeJSON(m.essence)) {
			m.schema = b.anyJSON()
		}
		c[strings.ToLower(name)] = m
	}
	return c
}

// mayBeForm reports whether a media type is a form whose fields have names, or
// a range that holds one. No server answers forms where it may answer anything.
func mayBeForm(essence string, side Side) bool {
	switch essence {
	case "application/x-www-form-urlencoded", "multipart/form-data":
		return true
	}
	return side == InRequest && (essence == "multipart/*" || mayBeJSON(essence))
}

// anyJSON returns a schema of all that is JSON.
func (b *builder) anyJSON() *schema {
	return &schema{Schema: new(openapi3.Schema), config: b.config, free: true, accepts: func(any) bool { return true }, plain: b.plain, family: b.family}
}

// isJSON reports whether a media type is JSON: by RFC 8259 and RFC 6839, or as the
// WHATWG's MIME Sniffing Standard has it.
func isJSON(mediaType string) bool {
	t, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json"))
}

// mayBeJSON reports whether a range holds JSON.
func mayBeJSON(essence string) bool { return essence == "*/*" || essence == "application/*" }

// fits reports how well a media type fits a declared one: 0 if not at all, and
// more for a narrower range.
func (m *media) fits(essence string) int {
	major, minor, _ := strings.Cut(essence, "/")
	wantMajor, wantMinor, _ := strings.Cut(m.essence, "/")
	switch {
	case m.essence == essence:
		return 4
	case wantMajor == major && strings.HasPrefix(wantMinor, "*+") && strings.HasSuffix(minor, wantMinor[1:]):
		return 3
	case wantMajor == major && wantMinor == "*":
		return 2
	case m.essence == "*/*":
		return 1
	}
	return 0
}

// match returns the declared media type that the header's single Content-Type
// belongs to, or a sentence that says why there is none.
func (c content) match(h http.Header, rules *config) (mediaType, fault string) {
	values := h["Content-Type"]
	if len(values) == 1 {
		if _, ok := c[values[0]]; ok {
			return values[0], "" // as nearly everyone writes it
		}
	}
	want := c.String()
	switch len(values) {
	case 0:
		return "", "There is no Content-Type; it must be " + want + "."
	case 1:
	default:
		return "", "Content-Type is given twice; give it once, as " + want + "."
	}
	t, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		return "", "Content-Type is " + quote(values[0]) + ", which cannot be read; it must be " + want + "."
	}
	if charset, ok := params["charset"]; ok && rules.charset && isJSON(t) && !strings.EqualFold(charset, "utf-8") {
		return "", "Content-Type has the charset " + quote(charset) + "; JSON is UTF-8."
	}
	best, how := "", 0
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if fits := c[name].fits(t); fits > how {
			best, how = name, fits
		}
	}
	if how == 0 {
		return "", "Content-Type is " + quote(t) + "; it must be " + want + "."
	}
	return best, ""
}

// schema returns what the JSON bodies of a declared media type are validated by,
// nil if they are no JSON.
func (c content) schema(mediaType string, h http.Header) *schema {
	m := c[mediaType]
	if m == nil || !m.json && !isJSON(h.Get("Content-Type")) {
		return nil
	}
	return m.schema
}

func (c content) String() string {
	var names []any
	for _, name := range slices.Sorted(maps.Keys(c)) {
		names = append(names, name)
	}
	return list(names)
}
