// Package control is generated from mock/openapi.yaml, as package gen is from
// the document of the API and by the same templates: the Echo server interface
// of the operations that control a mock, and its types.
package control

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config oapi-codegen.yaml ../openapi.yaml
