package contract

import (
	"errors"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// maxAliased is how many values a document has at most once its aliases are
// written out. Aliases of aliases multiply.
const maxAliased = 5_000_000

// anchor finds what may be one.
var anchor = regexp.MustCompile(`(?m)(^|[\s,\[{:-])&\w`)

// checkAliases fails for a document that is too large once its aliases are
// written out, as they are for kin-openapi.
func checkAliases(document []byte) error {
	if !anchor.Match(document) || jsontext.Value(document).IsValid() {
		return nil
	}
	var root yaml.Node
	if yaml.Unmarshal(document, &root) != nil {
		return nil // whoever reads it says so
	}
	sizes := make(map[*yaml.Node]int)
	if aliased(&root, sizes) > maxAliased {
		return errors.New("its aliases stand for too many values")
	}
	return nil
}

// aliased counts the values of a node with its aliases written out. One within
// itself counts as too many.
func aliased(node *yaml.Node, sizes map[*yaml.Node]int) int {
	if size, known := sizes[node]; known {
		return size
	}
	sizes[node] = maxAliased + 1
	size := 1
	if node.Kind == yaml.AliasNode {
		size = aliased(node.Alias, sizes)
	}
	for _, child := range node.Content {
		size = min(size+aliased(child, sizes), maxAliased+1)
	}
	sizes[node] = size
	return size
}
