package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A pair is a name and a value of a query, a form or a cookie. The value is still
// escaped, so that what is escaped in it separates nothing.
type pair struct{ name, value string }

// pairsOf returns the pairs of a query or a form in their order.
func pairsOf(query string) []pair {
	var pairs []pair
	for text := range strings.SplitSeq(query, "&") {
		if text == "" {
			continue
		}
		name, value, _ := strings.Cut(text, "=")
		pairs = append(pairs, pair{unescape(name), value})
	}
	return pairs
}

// cookies returns the cookies of a request in their order. Their values are of any
// characters: net/http leaves out those with quotes or letters beyond ASCII, which
// servers should not set and browsers send back all the same (RFC 6265 sections
// 4.1.1 and 5.4).
func cookies(h http.Header) []pair {
	var pairs []pair
	for _, line := range h["Cookie"] {
		for text := range strings.SplitSeq(line, ";") {
			name, value, _ := strings.Cut(strings.Trim(text, " \t"), "=")
			if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
				value = value[1 : len(value)-1]
			}
			pairs = append(pairs, pair{name, value})
		}
	}
	return pairs
}

// explodes reports whether each item of an array or object stands by itself.
func explodes(p *openapi3.Parameter) bool {
	if p.Explode != nil {
		return *p.Explode
	}
	form := p.Style == "form" || p.Style == "" && (p.In == "query" || p.In == "cookie")
	return form // OpenAPI 3.0.4, "Parameter Object"
}

func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

func unescapePath(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

func verbatim(text string) string { return text }

// An unstyled is a text that is not in the style of its parameter.
type unstyled string

// readings returns the values that a request may give for a parameter, the most
// likely one first; none if it gives none.
func (c Call) readings(p *parameter, query string, h http.Header) []any {
	switch p.in {
	case "query":
		return p.fromPairs(pairsOf(query))
	case "cookie":
		pairs := cookies(h)
		for i := range pairs {
			pairs[i].value = strings.ReplaceAll(pairs[i].value, "+", "%2B")
		}
		return p.fromPairs(pairs)
	case "header":
		if lines := h.Values(p.name); len(lines) > 0 {
			return p.fromText(strings.Join(splitHeader(lines), ","), verbatim)
		}
	case "path":
		if text, ok := c.raw(p.name); ok {
			return p.fromText(text, unescapePath)
		}
	}
	return nil
}

// raw returns the text of a path variable, still escaped.
func (c Call) raw(name string) (string, bool) {
	for i, segment := range strings.Split(c.path, "/") {
		if i < len(c.template) && c.template[i].whole && slices.Contains(c.template[i].names, name) {
			return segment, true
		}
	}
	text, ok := c.variable(name)
	return strings.ReplaceAll(text, "%", "%25"), ok
}

// fromText reads the styles simple, label and matrix.
func (p *parameter) fromText(text string, plain func(string) string) []any {
	label, matrix := p.style == "label", p.style == "matrix"
	if label && !strings.HasPrefix(text, ".") || matrix && !strings.HasPrefix(text, ";") {
		return []any{unstyled(plain(text))}
	}
	var pairs []pair // of matrix
	switch {
	case label:
		text = text[1:]
	case matrix:
		for part := range strings.SplitSeq(text[1:], ";") {
			name, value, _ := strings.Cut(part, "=")
			pairs = append(pairs, pair{plain(name), value})
		}
		if text = valueOf(pairs, p.name); !slices.ContainsFunc(pairs, func(q pair) bool { return q.name == p.name }) && !p.explode {
			return []any{unstyled(plain(text))}
		}
	}
	var all []any
	for _, kind := range p.kinds {
		switch {
		case kind == "array" && matrix && p.explode:
			all = append(all, p.array(valuesOf(pairs, p.name), plain))
		case kind == "array" && label && !strings.Contains(text, ","): // versions 3.0.3 and 3.0.4 differ
			if !p.explode {
				all = append(all, p.array([]string{text}, plain))
			}
			all = append(all, p.array(strings.Split(text, "."), plain))
		case kind == "array":
			all = append(all, p.array(strings.Split(text, ","), plain))
		case kind == "object" && matrix && p.explode:
			all = append(all, p.exploded(pairs, plain))
		case kind == "object":
			separator := ","
			if label && (p.explode || !strings.Contains(text, ",")) {
				separator = "."
			}
			all = append(all, p.object(strings.Split(text, separator), plain))
		default:
			all = append(all, p.schema.primitive(plain(text)))
		}
	}
	return all
}

// fromPairs reads the styles form, spaceDelimited, pipeDelimited and deepObject.
func (p *parameter) fromPairs(pairs []pair) []any {
	values := valuesOf(pairs, p.name)
	var all []any
	for _, kind := range p.kinds {
		switch {
		case kind == "object" && p.style == "deepObject":
			if object := p.deep(pairs); object != nil {
				all = append(all, object)
			}
		case kind == "object" && p.explode:
			if object := p.exploded(pairs, unescape); len(object) > 0 {
				all = append(all, object)
			} else if len(values) > 0 {
				all = append(all, p.text(unescape(values[0])))
			}
		case len(values) == 0:
		case kind == "object":
			all = append(all, p.object(p.split(values), unescape))
		case kind == "array" && p.explode:
			all = append(all, p.array(values, unescape))
		case kind == "array":
			all = append(all, p.array(p.split(values), unescape))
		default:
			all = append(all, p.schema.primitive(unescape(values[0])))
		}
	}
	return all
}

// split returns the items in values that are not exploded. Delimiters other than
// the comma cannot stand in a URI as they are, so they are always escaped.
func (p *parameter) split(values []string) []string {
	var items []string
	for _, value := range values {
		switch p.style {
		case "spaceDelimited":
			value = strings.NewReplacer("+", " ", "%20", " ").Replace(value)
			items = append(items, strings.Split(value, " ")...)
		case "pipeDelimited":
			value = strings.NewReplacer("%7C", "|", "%7c", "|").Replace(value)
			items = append(items, strings.Split(value, "|")...)
		default:
			items = append(items, strings.Split(value, ",")...)
		}
	}
	return items
}

func valuesOf(pairs []pair, name string) []string {
	var values []string
	for _, q := range pairs {
		if q.name == name {
			values = append(values, q.value)
		}
	}
	return values
}

func valueOf(pairs []pair, name string) string {
	if values := valuesOf(pairs, name); len(values) > 0 {
		return values[0]
	}
	return ""
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
		if plain := unescapePath(text); plain != text {
			texts[i], some = plain, true
		}
	}
	return some
}
