package check

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
	"profilestatus.example/contract/generate"
)

// A pair is a name and a text, as a query has them. In a path or header the text
// is the whole.
type pair struct{ name, text string }

// In the texts of pairs these stand for separators, which are not escaped where
// the same characters in a value are.
const (
	comma     = "\x1f"
	equals    = "\x1e"
	dot       = "\x1d"
	semicolon = "\x1c"
)

// separators writes them where all else is escaped, plain where nothing is.
var (
	separators = strings.NewReplacer("%1F", ",", "%1E", "=", "%1D", ".", "%1C", ";")
	plain      = strings.NewReplacer(comma, ",", equals, "=", dot, ".", semicolon, ";")
)

// write returns how a parameter is written with a value. It is false if the
// value cannot be written so that all servers read the same: an empty text, say,
// or an item with the separator in it. An empty array may be no pair at all.
func (p *parameter) write(value any) ([]pair, bool) {
	if p.json {
		text := string(encode(value))
		return []pair{{p.Name, text}}, p.carries(text) && !contract.HasWholeFraction([]byte(text))
	}
	var pairs []pair
	ok := true
	switch v := value.(type) {
	case []any:
		pairs, ok = p.writeArray(v)
	case map[string]any:
		pairs, ok = p.writeObject(v)
	default:
		var text string
		text, ok = parameterText(v)
		pairs = []pair{{p.Name, p.prefix() + text}}
		ok = ok && (text != "" || p.In == "query" && p.AllowEmptyValue)
	}
	return pairs, ok && !slices.ContainsFunc(pairs, func(one pair) bool { return !p.carries(one.text) })
}

// carries reports whether the place of a parameter can hold a text as it is.
func (p *parameter) carries(text string) bool {
	switch p.In {
	case "header":
		return strings.TrimSpace(text) == text && !strings.ContainsFunc(plain.Replace(text), func(r rune) bool { return r < ' ' || r > '~' })
	case "cookie":
		return p.json || !strings.ContainsFunc(plain.Replace(text), isNoCookie)
	case "path":
		return strings.Trim(text, ".") != "" // clients and proxies normalize such paths before they send them
	}
	return true
}

// prefix is what stands before a value in a path.
func (p *parameter) prefix() string {
	switch p.style() {
	case openapi3.SerializationLabel:
		return dot
	case openapi3.SerializationMatrix:
		return semicolon + p.Name + equals
	}
	return ""
}

// separator returns what stands between the items of an array or the parts of an
// object in one text, and whether items are parameters of their own instead.
func (p *parameter) separator() (text string, apart bool) {
	switch style := p.style(); {
	case style == openapi3.SerializationLabel && p.explodes():
		return dot, false
	case style == openapi3.SerializationMatrix && p.explodes():
		return semicolon, false
	case style == openapi3.SerializationSpaceDelimited && !p.explodes():
		return " ", false
	case style == openapi3.SerializationPipeDelimited && !p.explodes():
		return "|", false
	case style == openapi3.SerializationSimple, style == openapi3.SerializationLabel, style == openapi3.SerializationMatrix, !p.explodes():
		return comma, false
	}
	return "", true
}

// texts writes primitive values. It is false if one of them is none, is empty,
// or holds a character that separates.
func texts(values []any, separator string) ([]string, bool) {
	var all []string
	for _, value := range values {
		text, ok := parameterText(value)
		if !ok || text == "" || separator != "" && strings.Contains(text, plain.Replace(separator)) {
			return nil, false
		}
		all = append(all, text)
	}
	return all, true
}

func (p *parameter) writeArray(values []any) ([]pair, bool) {
	separator, apart := p.separator()
	items, ok := texts(values, separator)
	if !ok || p.style() == openapi3.SerializationDeepObject {
		return nil, false
	}
	if apart {
		var pairs []pair
		for _, item := range items {
			pairs = append(pairs, pair{p.Name, item})
		}
		return pairs, true
	}
	if separator == semicolon {
		separator += p.Name + equals
	}
	return []pair{{p.Name, p.prefix() + strings.Join(items, separator)}}, len(items) > 0
}

func (p *parameter) writeObject(object map[string]any) ([]pair, bool) {
	if p.style() == openapi3.SerializationDeepObject {
		return deep(p.Name, object)
	}
	separator, apart := p.separator()
	var parts []string
	var pairs []pair
	for _, name := range sorted(object) {
		both, ok := texts([]any{name, object[name]}, separator)
		if !ok || p.explodes() && strings.Contains(name, "=") {
			return nil, false
		}
		pairs = append(pairs, pair{both[0], both[1]})
		if p.explodes() {
			both = []string{both[0] + equals + both[1]}
		}
		parts = append(parts, both...)
	}
	prefix := p.prefix()
	if separator == semicolon {
		prefix = semicolon
	}
	switch {
	case len(pairs) == 0:
		return nil, false
	case apart:
		return pairs, true
	}
	return []pair{{p.Name, prefix + strings.Join(parts, separator)}}, true
}

// deep writes an object as name[property]=text.
func deep(name string, object map[string]any) ([]pair, bool) {
	var all []pair
	for _, key := range sorted(object) {
		at := name + "[" + key + "]"
		var pairs []pair
		ok := key != "" && !strings.ContainsAny(key, "[]")
		switch v := object[key].(type) {
		case map[string]any:
			var fine bool
			pairs, fine = deep(at, v)
			ok = ok && fine
		case []any:
			items, fine := texts(v, "")
			for _, item := range items {
				pairs = append(pairs, pair{at, item})
			}
			ok = ok && fine && len(items) > 0
		default:
			both, fine := texts([]any{v}, "")
			ok = ok && fine
			if ok {
				pairs = []pair{{at, both[0]}}
			}
		}
		if !ok {
			return nil, false
		}
		all = append(all, pairs...)
	}
	return all, len(all) > 0
}

// textOf writes a primitive value as a parameter has it.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case nil, []any, map[string]any:
		return "", false
	}
	return string(generate.Encode(value)), true
}

// parameterText is textOf for what is sent. A whole number with a fraction has
// no form in a parameter that everybody reads alike, so it has none here.
func parameterText(value any) (string, bool) {
	text, ok := textOf(value)
	if _, isNumber := value.(json.Number); isNumber && strings.HasSuffix(text, ".0") {
		return "", false
	}
	return text, ok
}

// inPath escapes the text of a path variable, and puts what its style asks for
// in front if it is not there.
func (p *parameter) inPath(text string) string {
	prefix := p.prefix()
	rest, written := strings.CutPrefix(text, plain.Replace(prefix))
	switch {
	case prefix == "" || text != "" && text[0] == prefix[0]:
	case written:
		text = prefix + rest
	default:
		text = prefix + text
	}
	return separators.Replace(url.PathEscape(text))
}

// inCookie writes pairs as a header Cookie has them. Only a text of JSON has
// what must be escaped there, see carries.
func inCookie(pairs []pair) string {
	var parts []string
	for _, one := range pairs {
		text := plain.Replace(one.text)
		if strings.ContainsFunc(text, isNoCookie) {
			text = url.PathEscape(text)
		}
		parts = append(parts, one.name+"="+text)
	}
	return strings.Join(parts, "; ")
}

// isNoCookie reports whether a cookie cannot hold a character (RFC 6265 section
// 4.1.1). A comma can be read by all servers nonetheless.
func isNoCookie(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`";\`, r) }
