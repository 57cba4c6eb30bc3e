package contract

import (
	"cmp"
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A content validates the bodies of one request or response by media type, in the
// order of their names. There are so few that they are compared faster than hashed.
type content []*media

// A media is a declared media type.
type media struct {
	name    string // as it is declared, in lower case
	essence string // without parameters, such as application/*
	params  map[string]string
	json    bool    // it is JSON
	schema  *schema // nil if there is none
	form    *form   // nil if it is no form
	origin  *openapi3.Origin
}

func newMedia(name string) *media {
	m := &media{name: strings.ToLower(name), json: isJSON(name)}
	m.essence = m.name
	if essence, params, err := mime.ParseMediaType(name); err == nil {
		m.essence, m.params = essence, params
	}
	return m
}

func (b *builder) content(declared openapi3.Content, side Side, at *openapi3.Origin) content {
	c := make(content, 0, len(declared))
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
		c = append(c, m)
	}
	slices.SortStableFunc(c, func(a, b *media) int { return strings.Compare(a.name, b.name) })
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
// WHATWG's MIME Sniffing Standard has it, and no sequence of values.
func isJSON(mediaType string) bool {
	t, params, err := mime.ParseMediaType(mediaType)
	return err == nil && (t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")) && !isSequence(t, params)
}

// mayBeJSON reports whether a range holds JSON.
func mayBeJSON(essence string) bool { return essence == "*/*" || essence == "application/*" }

// fits reports how well a media type fits a declared one: 0 if not at all, and
// more for a narrower range. Other parameters than the declared ones make no other
// type, but the same are the narrowest (RFC 9110 section 12.5.1).
func (m *media) fits(essence string, params map[string]string) int {
	major, minor, _ := strings.Cut(essence, "/")
	wantMajor, wantMinor, _ := strings.Cut(m.essence, "/")
	switch {
	case m.essence == essence:
		for name, value := range m.params {
			if !strings.EqualFold(params[name], value) {
				return 4
			}
		}
		return 5 + len(m.params)
	case wantMajor == major && strings.HasPrefix(wantMinor, "*+") && strings.HasSuffix(minor, wantMinor[1:]):
		return 3
	case wantMajor == major && wantMinor == "*":
		return 2
	case m.essence == "*/*":
		return 1
	}
	return 0
}

func (c content) String() string {
	var names []any
	for _, m := range c {
		names = append(names, m.name)
	}
	return list(names)
}
