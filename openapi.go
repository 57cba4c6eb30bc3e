// Package profilestatus holds the contract of the profileStatus API: the
// OpenAPI document, byte for byte as it was written.
package profilestatus

import _ "embed"

//go:embed openapi.yaml
var document string

// OpenAPI returns the OpenAPI document in YAML.
func OpenAPI() string { return document }
