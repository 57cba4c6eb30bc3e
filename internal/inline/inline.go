// Package inline writes variants of an OpenAPI document for tools that do not read
// all of it: one without references but those to schemas, and one without extensions.
package inline

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// A Variant says how what is written differs from the document. The zero value is
// the same document in YAML.
type Variant struct {
	JSON  bool // indented JSON
	OData bool // parameters and an answer in place of extensions, see [describe]
	// Inline leaves schemas alone as components: responses, parameters, request
	// bodies, headers and examples stand where they are used.
	Inline bool
}

// Write returns a variant of a document, which may be YAML or JSON. Names are in
// alphabetical order. It fails if the document does not load.
func Write(document []byte, v Variant) ([]byte, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	if v.OData {
		describe(doc)
	}
	if v.Inline {
		writeOut(doc)
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	var tree any // the members of a document that is marshaled again are in one order
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	if !v.JSON {
		return yaml.Marshal(tree)
	}
	if data, err = json.MarshalIndent(tree, "", "  "); err != nil {
		return nil, fmt.Errorf("inline: %w", err)
	}
	return append(data, '\n'), nil
}

// writeOut leaves no reference but those to schemas.
func writeOut(doc *openapi3.T) {
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
