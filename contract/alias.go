package contract

import (
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// maxAliased is how many values a document has at most once its aliases are
// written out. Aliases of aliases multiply.
const maxAliased = 5_000_000

// checkAliases fails for a document that is too large once its aliases are
// written out, as they are for kin-openapi.
func checkAliases(document []byte) error {
	if !mayAnchor(document) || jsontext.Value(document).IsValid() {
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

// mayAnchor reports whether an ampersand stands where an anchor may begin. A
// regular expression would take a fifth of the time of [Load].
func mayAnchor(document []byte) bool {
	for i, c := range document {
		if c == '&' && (i == 0 || !isWord(document[i-1])) && i+1 < len(document) && strings.IndexByte(" \t\r\n", document[i+1]) < 0 {
			return true
		}
	}
	return false
}

func isWord(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' }

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
