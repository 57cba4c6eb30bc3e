package check

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"profilestatus.example/contract/report"
)

// A fact is a value that a link gives to a request, with the parts that its text
// is made of.
type fact struct {
	value any
	parts []report.Part
}

func (f fact) text() string { return joined(f.parts) }

func joined(parts []report.Part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// fact evaluates what a link says: a value, a runtime expression (OpenAPI 3.0,
// Link Object), or a text with expressions in braces. It reports false if the
// exchange does not have the value.
func (k *checker) fact(said any, p *testCase, r *result) (fact, bool) {
	text, isText := said.(string)
	if isText && strings.HasPrefix(text, "$") {
		value, from, ok := k.expression(text, p, r)
		shown, isPlain := textOf(value)
		if !isPlain {
			shown = string(encode(value))
		}
		part := report.Part{Text: shown}
		if from != "" && isPlain {
			part.From, part.By = r.id, from
		}
		return fact{value, []report.Part{part}}, ok
	}
	if !isText || !strings.Contains(text, "{$") {
		shown, ok := textOf(said)
		if !ok {
			shown = string(encode(said))
		}
		return fact{said, []report.Part{{Text: shown}}}, true
	}
	var parts []report.Part
	for text != "" {
		before, rest, found := strings.Cut(text, "{$")
		if before != "" {
			parts = append(parts, report.Part{Text: before})
		}
		if !found {
			break
		}
		inner, after, _ := strings.Cut(rest, "}")
		f, ok := k.fact("$"+inner, p, r)
		if !ok {
			return fact{}, false
		}
		parts, text = append(parts, f.parts...), after
	}
	return fact{joined(parts), parts}, true
}

// expression returns the value of a runtime expression, and where in the
// response it is, "" for one that is not of the response.
func (k *checker) expression(text string, p *testCase, r *result) (value any, from string, ok bool) {
	switch text {
	case "$url":
		return origin(k.client.base.String()) + k.client.wire(p.target()), "", true
	case "$method":
		return p.method, "", true
	case "$statusCode":
		return json.Number(strconv.Itoa(r.Status)), "", true
	}
	source, rest, _ := strings.Cut(text, ".")
	place, name, _ := strings.Cut(rest, ".")
	body, pointer, _ := strings.Cut(rest, "#")
	some := func(s string) (any, string, bool) { return s, "", s != "" }
	switch {
	case source == "$response" && place == "header":
		value := r.ResponseHeader.Get(name)
		return value, "header/" + name, value != ""
	case source == "$response" && body == "body":
		value, ok := lookUp(r.value(), pointer)
		return value, pointer, ok
	case source != "$request":
		return nil, "", false
	case place == "header":
		return some(p.header.Get(name))
	case place == "query":
		query, err := url.ParseQuery(p.query)
		if err != nil {
			return nil, "", false
		}
		return some(query.Get(name))
	case place == "path":
		call, err := k.doc.Find(p.method, p.path)
		if err != nil {
			return nil, "", false
		}
		value, ok := call.Variable(name)
		return value, "", ok
	case body == "body":
		value, ok := lookUp(decode(p.body), pointer)
		return value, "", ok
	}
	return nil, "", false
}

// lookUp returns the value that a JSON pointer (RFC 6901) leads to. Null is none.
func lookUp(value any, pointer string) (any, bool) {
	if pointer != "" && pointer[0] != '/' {
		return nil, false
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			i, err := strconv.ParseUint(token, 10, 31)
			if err != nil || int(i) >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, value != nil
}
