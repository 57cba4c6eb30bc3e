package contract

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// A Call is an operation together with the path of the request.
type Call struct {
	*Operation
	template
	path string
	only string // what the one variable takes, if that is known
}

// Variable returns the decoded value of a path variable of the template, and false if
// the template has no variable of this name.
func (c Call) Variable(name string) (string, bool) { return c.variable(name) }

// Route returns the operation for a request. If a router has set the request's Pattern
// to the Pattern of an [Operation], it is looked up; otherwise this is [Contract.Find].
func (c *Contract) Route(r *http.Request) (Call, error) {
	path := r.URL.Path
	if r.URL.RawPath != "" || strings.Contains(path, "%") {
		path = r.URL.EscapedPath()
	} // else it reads the same when it is decoded once more
	// Routers have ideas of their own of HEAD and of escapes.
	if op := c.patterns[r.Pattern]; op != nil && op.Method == r.Method {
		if text := op.only.text(path); text != "" || op.template.matches(path) {
			return Call{op, op.template, path, text}, nil
		}
	}
	return c.Find(r.Method, r.URL.EscapedPath())
}

// TakesBody reports whether the operation describes a request body. Otherwise the
// content of a request has no meaning (RFC 9110 section 9.3.1).
func (o *Operation) TakesBody() bool { return len(o.body) > 0 }

// MediaType validates the Content-Type of a request. It returns nil if the operation
// accepts it, or has no request body.
func (c Call) MediaType(h http.Header) *Violation {
	if !c.TakesBody() {
		return nil
	}
	_, bad := c.mediaType(h)
	return bad
}

// mediaType returns the declared media type that the header names.
func (c Call) mediaType(h http.Header) (*media, *Violation) {
	m, fault := c.body.match(h, c.rules)
	if fault != "" {
		return nil, &Violation{Side: InRequest, Rule: "mediaType", Target: "header/Content-Type", Message: fault, Found: quote(h.Get("Content-Type")), Want: c.body.String()}
	}
	return m, nil
}

// match returns the declared media type that the header's single Content-Type
// belongs to, or a sentence that says why there is none.
func (c content) match(h http.Header, rules *config) (best *media, fault string) {
	values := h["Content-Type"]
	if len(values) == 1 {
		if m := c.named(values[0]); m != nil {
			return m, "" // as nearly everyone writes it
		}
	}
	want := c.String()
	switch len(values) {
	case 0:
		return nil, "There is no Content-Type; it must be " + want + "."
	case 1:
	default:
		return nil, "Content-Type is given twice; give it once, as " + want + "."
	}
	t, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		return nil, "Content-Type is " + quote(values[0]) + ", which cannot be read; it must be " + want + "."
	}
	if charset, ok := params["charset"]; ok && rules.charset && isJSON(t) && !strings.EqualFold(charset, "utf-8") {
		return nil, "Content-Type has the charset " + quote(charset) + "; JSON is UTF-8."
	}
	how := 0
	for _, m := range c {
		if fits := m.fits(t, params); fits > how {
			best, how = m, fits
		}
	}
	if best == nil {
		return nil, "Content-Type is " + quote(t) + "; it must be " + want + "."
	}
	return best, ""
}

// named returns the media type that is declared by this name, nil if there is none.
func (c content) named(name string) *media {
	for _, m := range c {
		if m.name == name {
			return m
		}
	}
	return nil
}

// jsonSchema returns what the body of a message is validated by if it is JSON, else
// nil. So it is if m is nil.
func (m *media) jsonSchema(h http.Header) *schema {
	if m == nil || !m.json && !isJSON(h.Get("Content-Type")) {
		return nil
	}
	return m.schema
}

// Request validates the parameters and the body of a request. The body must be
// decompressed; r.Body is ignored. The value is that of the body, made of nil, bool,
// string, [json.Number], []any and map[string]any; it is nil if there is no body or it
// cannot be parsed.
func (c Call) Request(r *http.Request, body []byte) (value any, found []Violation) {
	if !c.TakesBody() || !c.required && len(body) == 0 {
		return c.request(r, nil, nil, nil)
	}
	m, bad := c.mediaType(r.Header)
	if bad == nil {
		value, found = c.request(r, m, body, new(flat))
		return usual(value), found
	}
	_, found = c.request(r, nil, nil, nil)
	return nil, capped(append(found, *bad))
}

// request is Request for a body of a known media type, nil if there is none. The
// value may be short, if the body is an object of texts.
func (c Call) request(r *http.Request, m *media, body []byte, short *flat) (value any, found []Violation) {
	found = c.validateParameters(r.URL.RawQuery, r.Header)
	if s := m.jsonSchema(r.Header); s == nil && m != nil {
		var bad []Violation
		value, bad = c.otherBody(m, r.Header, body)
		found = append(found, bad...)
	} else if s != nil && (c.required || len(body) > 0) {
		if s.accepts != nil && short.read(body, s.words) && s.accepts(short) {
			value = short
		} else {
			read, bad, ok := readValue(body, s.words, s.config)
			if value = read; ok {
				bad = append(bad, s.validate(value)...)
			}
			found = append(found, bad...)
		}
	}
	if found == nil {
		return value, nil
	}
	return value, onSide(InRequest, capped(found))
}

// hasBody reports whether a body is to be validated.
func (c Call) hasBody(r *http.Request) bool {
	given := r.Body != nil && r.Body != http.NoBody
	return c.TakesBody() && (c.required || given)
}

// validateParameters validates path, query, header and cookie parameters.
func (c Call) validateParameters(query string, h http.Header) []Violation {
	var found []Violation
	var values url.Values
	if query != "" {
		var err error
		if values, err = parseQuery(query, c.rules.semicolons); err != nil {
			return []Violation{{Rule: "parameter", Target: "query", Message: "The query cannot be read: a % must be followed by two hexadecimal digits, and parameters are separated by &.", Found: quote(query), Want: "name=value pairs"}}
		}
		if c.rules.odata {
			found = c.badOptions(values)
		}
	}
	for i := range c.parameters {
		p := &c.parameters[i]
		if p.accepts != nil && p.name == c.Operation.only.name && c.only != "" && p.accepts(c.only) {
			continue // as nearly always
		}
		if p.shape == styled {
			found = append(found, p.validateAny(c.readings(p, query, h))...)
			continue
		}
		var buf [1]string
		texts := c.texts(buf[:0], p, query, values, h)
		bad := p.validate(texts)
		if bad != nil && p.in == "cookie" && !p.rules.onePlain && unescaped(texts) {
			bad = p.validate(texts)
		}
		found = append(found, bad...)
	}
	return found
}

// An only is a path template with one variable that is a whole segment, as most
// are. It has to be compared at both ends only.
type only struct {
	before, after string // the variable, with the slashes; before is "" if there is no such template
	name          string // of the variable
}

// newOnly returns the zero value for other templates, for those with a brace too
// many, and for those with escapes, which paths can spell in several ways.
func newOnly(path string) only {
	before, rest, _ := strings.Cut(path, "{")
	name, after, ok := strings.Cut(rest, "}")
	if !ok || !strings.HasSuffix(before, "/") || strings.ContainsAny(name, "/{") || after != "" && after[0] != '/' || strings.ContainsAny(before+after, "{}%") {
		return only{}
	}
	return only{before, after, name}
}

// text returns what the variable takes in a path that fits the template. It is ""
// for a path that does not fit, or perhaps does and has escapes.
func (o *only) text(path string) string {
	end := len(path) - len(o.after)
	if o.before == "" || end <= len(o.before) || path[:len(o.before)] != o.before || path[end:] != o.after {
		return ""
	}
	text := path[len(o.before):end]
	for i := range len(text) {
		if text[i] == '/' || text[i] == '%' {
			return ""
		}
	}
	return text
}

func capped(found []Violation) []Violation { return found[:min(len(found), MaxViolations)] }
