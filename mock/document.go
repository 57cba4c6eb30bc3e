package mock

import _ "embed"

//go:embed openapi.yaml
var document string

// OpenAPI returns the OpenAPI document of the control API, in YAML.
func OpenAPI() string { return document }
