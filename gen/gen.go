// Package gen is generated from openapi.yaml: the Echo server interface and its
// types. Only this comment and the directive are by hand.
package gen

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config oapi-codegen.yaml ../openapi.yaml
