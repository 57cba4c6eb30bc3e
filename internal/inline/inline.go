// Package inline writes the references of an OpenAPI document out, for tools that
// read those to schemas only.
package inline

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// YAML returns a document, which may be YAML or JSON, in YAML: responses, parameters,
// request bodies, headers and examples stand where they are used, and only schemas
// are components. Names are in alphabetical order.
func YAML(document []byte) ([]byte, error) {
	data, err := JSON(document)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	return yaml.Marshal(tree)
}

// JSON is [YAML] in indented JSON.
func JSON(document []byte) ([]byte, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	for _, item := range doc.Paths.Map() {
		parameters(item.Parameters)
		for _, op := range item.Operations() {
			parameters(op.Parameters)
			if op.RequestBody != nil {
				op.RequestBody.Ref = ""
				content(op.RequestBody.Value.Content)
			}
			for _, response := range op.Responses.Map() {
				response.Ref = ""
				headers(response.Value.Headers)
				content(response.Value.Content)
			}
		}
	}
	if c := doc.Components; c != nil {
		c.Parameters, c.Headers, c.RequestBodies, c.Responses, c.Examples = nil, nil, nil, nil, nil
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	var tree any // the members of a document that is marshaled again are in one order
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	if data, err = json.MarshalIndent(tree, "", "  "); err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	return append(data, '\n'), nil
}

func parameters(all openapi3.Parameters) {
	for _, p := range all {
		p.Ref = ""
		content(p.Value.Content)
		examples(p.Value.Examples)
	}
}

func headers(all openapi3.Headers) {
	for _, h := range all {
		h.Ref = ""
	}
}

func content(all openapi3.Content) {
	for _, media := range all {
		examples(media.Examples)
	}
}

func examples(all openapi3.Examples) {
	for _, e := range all {
		e.Ref = ""
	}
}
