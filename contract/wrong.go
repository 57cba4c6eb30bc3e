package contract

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// maxWrong is how often a document is read again without what is wrong in it.
const maxWrong = 10

// wrongAt finds in an error of kin-openapi what could not be read, as a JSON
// pointer, and the field there that is meant.
var wrongAt = regexp.MustCompile(`line \d+: (cannot [^;]*?)(?: field "([^"]*)")? in (/[^;\n]*)`)

// withoutWrong reads a document whose parts are not all of the type that they
// have to be, with null in the place of those. Err says which they are.
func (r *loading) withoutWrong(document []byte, err error) (*openapi3.T, error) {
	var root yaml.Node
	if yaml.Unmarshal(document, &root) != nil || len(root.Content) == 0 {
		return nil, err
	}
	for range maxWrong {
		changed := false
		for _, found := range wrongAt.FindAllStringSubmatch(err.Error(), -1) {
			pointer := found[3]
			if found[2] != "" {
				pointer += "/" + found[2]
			}
			node := lookup(root.Content[0], pointer)
			if node == nil || node.Tag == "!!null" {
				continue
			}
			changed = true
			at := &openapi3.Origin{Key: &openapi3.Location{Line: node.Line, Column: node.Column}}
			r.warn(at, fmt.Sprintf("%s cannot be read and is not used: %s.", shorten(printable(pointer), maxTarget), shorten(printable(found[1]), maxLoadError)))
			*node = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null", Anchor: node.Anchor, Line: node.Line, Column: node.Column}
		}
		if !changed {
			return nil, err
		}
		text, encoded := yaml.Marshal(&root)
		if encoded != nil {
			return nil, err
		}
		var doc *openapi3.T
		if doc, err = r.reread(text); err == nil {
			var again yaml.Node
			if yaml.Unmarshal(text, &again) == nil {
				relocate(doc, &again, &root)
			}
			return doc, nil
		}
	}
	return nil, err
}

func (r *loading) reread(text []byte) (*openapi3.T, error) {
	r.newLoader()
	doc, err := r.loader.LoadFromDataWithPath(text, r.root)
	if err == nil || strings.HasPrefix(err.Error(), cannotDecode) {
		return doc, err
	}
	doc, known := r.repeat()
	if !known {
		return nil, err
	}
	return doc, r.resolve(doc, err)
}

// lookup follows a JSON pointer, nil if it leads nowhere.
func lookup(node *yaml.Node, pointer string) *yaml.Node {
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if node.Kind == yaml.AliasNode {
			node = node.Alias
		}
		var next *yaml.Node
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == part {
					next = node.Content[i+1]
				}
			}
		case yaml.SequenceNode:
			var i int
			if _, err := fmt.Sscanf(part, "%d", &i); err == nil && i >= 0 && i < len(node.Content) {
				next = node.Content[i]
			}
		}
		if next == nil {
			return nil
		}
		node = next
	}
	return node
}

// relocate gives a document that was read from the tree now the places of the
// tree then, which is the same but for how it was written.
func relocate(doc *openapi3.T, now, then *yaml.Node) {
	type place struct{ line, column int }
	places := make(map[place]place)
	var match func(now, then *yaml.Node)
	match = func(now, then *yaml.Node) {
		places[place{now.Line, now.Column}] = place{then.Line, then.Column}
		for i := range min(len(now.Content), len(then.Content)) {
			match(now.Content[i], then.Content[i])
		}
	}
	match(now, then)
	move := func(at *openapi3.Location) {
		if was, ok := places[place{at.Line, at.Column}]; ok {
			at.Line, at.Column = was.line, was.column
		}
	}
	eachPlace(doc, move)
}
