// Package profilestatus holds the contract of the profileStatus API: the
// OpenAPI document, byte for byte as it was written.
package profilestatus

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v4"
)

//go:embed openapi.yaml
var document string

// OpenAPI returns the OpenAPI document in YAML.
func OpenAPI() string { return document }

// OpenAPIJSON returns the same document in JSON, indented, with the names of
// every object sorted.
func OpenAPIJSON() ([]byte, error) {
	var tree any
	if err := yaml.Unmarshal([]byte(document), &tree); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	data, err := json.MarshalIndent(tree, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return append(data, '\n'), nil
}
