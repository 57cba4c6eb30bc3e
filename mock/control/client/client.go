// Package client is the Go client of what controls a mock, generated from
// mock/openapi.yaml. Only this comment and the directive are by hand.
package client

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
