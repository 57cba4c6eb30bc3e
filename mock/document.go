package mock

import _ "embed"

//go:embed openapi.yaml
var document string

// OpenAPI returns the document of the operations that control a mock, in YAML.
func OpenAPI() string { return document }
