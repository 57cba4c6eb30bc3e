// Package gen is generated from openapi.yaml: the Echo server interface, its
// types, and how these are bound and written as JSON. By hand are the templates,
// the order of members in order.yaml and package codec, which the templates call.
package gen

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config oapi-codegen.yaml ../openapi.yaml
