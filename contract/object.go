package contract

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxNesting is how deep the names of a deepObject may lead.
const maxNesting = 32

// fields returns what the properties of an object are read by where they stand
// as names and values, and what all others are, nil if that is not said.
func (b *builder) fields(s *openapi3.Schema, side Side) *fields {
	if made := b.objects[schemaKey{s, side}]; made != nil {
		return made
	}
	f := &fields{named: make(map[string]*parameter)}
	b.objects[schemaKey{s, side}] = f // before it is done: it may contain itself
	eachPart(s, func(part *openapi3.Schema) {
		for name, ref := range part.Properties {
			if f.named[name] == nil {
				f.named[name] = b.field(name, ref, nil, side)
			}
		}
		if ref := part.AdditionalProperties.Schema; schemaOf(ref) != nil {
			f.rest, f.open = b.field("", ref, nil, side), true
		}
		if has := part.AdditionalProperties.Has; has != nil && *has {
			f.open = true
		}
	})
	return f
}

type fields struct {
	named map[string]*parameter
	rest  *parameter
	open  bool // other names are said to be properties, too
}

// of returns what the values of a name are read by, nil for a text.
func (f *fields) of(name string) *parameter {
	if f == nil {
		return nil
	}
	if p := f.named[name]; p != nil {
		return p
	}
	return f.rest
}

// field returns how a property is read from names and values.
func (b *builder) field(name string, ref *openapi3.SchemaRef, encoding *openapi3.Encoding, side Side) *parameter {
	declared := &openapi3.Parameter{Name: name, In: "query", Schema: ref}
	if encoding != nil {
		declared.Style, declared.Explode = encoding.Style, encoding.Explode
	}
	p := b.parameter(declared, side)
	return &p
}

// item returns how the items of an array are read, made once: they may contain
// themselves.
func (b *builder) item(ref *openapi3.SchemaRef, side Side) *parameter {
	key := schemaKey{ref.Value, side}
	if made := b.items[key]; made != nil {
		return made
	}
	p := new(parameter)
	b.items[key] = p
	*p = b.parameter(&openapi3.Parameter{In: "query", Schema: ref}, side)
	return p
}

// text reads a value that stands alone: an object or an array may be JSON.
func (p *parameter) text(text string) any {
	if p == nil {
		return text
	}
	if !slices.Contains(p.kinds, "") && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) {
		if value, _, ok := readValue([]byte(text), p.schema.words, p.rules); ok {
			return value
		}
	}
	return p.schema.primitive(text)
}

// isList reports whether texts may be items of an array.
func (p *parameter) isList() bool { return p != nil && slices.Contains(p.kinds, "array") }

func (p *parameter) array(texts []string, plain func(string) string) []any {
	items := make([]any, len(texts))
	for i, text := range texts {
		if items[i] = plain(text); p.item != nil {
			items[i] = p.item.text(plain(text))
		}
	}
	return items
}

// several reads what is given more than once as an array of all.
func several(p *parameter, own []pair) []any {
	items := make([]any, len(own))
	for i, q := range own {
		items[i] = p.text(unescape(q.value))
	}
	return items
}

// single reports whether a value is neither an array nor an object.
func (p *parameter) single() bool {
	return !slices.Contains(p.kinds, "array") && !slices.Contains(p.kinds, "object")
}

// object reads names and values in turn, or joined where they are exploded. If
// they are neither, it is the first text.
func (p *parameter) object(texts []string, plain func(string) string) any {
	object := make(map[string]any)
	add := func(name, value string) {
		name = plain(name)
		object[name] = p.fields.of(name).text(plain(value))
	}
	if p.explode {
		for _, text := range texts {
			name, value, ok := strings.Cut(text, "=")
			if !ok {
				return plain(text)
			}
			add(name, value)
		}
		return object
	}
	if len(texts)%2 != 0 {
		return plain(texts[0])
	}
	for i := 0; i < len(texts); i += 2 {
		add(texts[i], texts[i+1])
	}
	return object
}

// exploded reads the pairs that are properties.
func (p *parameter) exploded(pairs []pair, plain func(string) string) map[string]any {
	object := make(map[string]any)
	for _, q := range pairs {
		field := p.fields.named[q.name]
		if _, met := object[q.name]; met || field == nil && !p.fields.open {
			continue
		}
		texts := valuesOf(pairs, q.name)
		if field = p.fields.of(q.name); field.isList() {
			object[q.name] = field.array(texts, plain)
		} else {
			object[q.name] = field.text(plain(texts[0]))
		}
	}
	return object
}

// A leaf is a value and the names that lead to it.
type leaf struct {
	path []string
	text string
}

// deep reads pairs such as name[a][b]=c, nil if there are none.
func (p *parameter) deep(pairs []pair) any {
	var leaves []leaf
	for _, q := range pairs {
		inner, ok := strings.CutPrefix(q.name, p.name+"[")
		if !ok || !strings.HasSuffix(inner, "]") {
			continue
		}
		path := strings.SplitN(strings.TrimSuffix(inner, "]"), "][", maxNesting)
		leaves = append(leaves, leaf{path, unescape(q.value)})
	}
	if leaves == nil {
		return nil
	}
	return p.grow(leaves)
}

// grow makes the value that leaves hang on. OpenAPI does not say how arrays are
// written; they are read as most write them.
func (p *parameter) grow(leaves []leaf) any {
	list := p.isList()
	if len(leaves[0].path) == 0 {
		if !list {
			return p.text(leaves[0].text)
		}
		texts := make([]string, len(leaves))
		for i := range leaves {
			texts[i] = leaves[i].text
		}
		return p.array(texts, verbatim)
	}
	var names []string
	below := make(map[string][]leaf)
	for _, l := range leaves {
		if len(l.path) == 0 {
			continue
		}
		name := l.path[0]
		if name == "" { // tags[]=a&tags[]=b
			name = strconv.Itoa(len(names))
		}
		if below[name] == nil {
			names = append(names, name)
		}
		below[name] = append(below[name], leaf{l.path[1:], l.text})
	}
	if list {
		items := make([]any, len(names))
		for i, name := range names {
			items[i] = p.item.grow(below[name])
		}
		return items
	}
	object := make(map[string]any)
	for _, name := range names {
		var field *parameter
		if p != nil {
			field = p.fields.of(name)
		}
		object[name] = field.grow(below[name])
	}
	return object
}
