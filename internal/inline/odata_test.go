package inline_test

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/internal/inline"
)

// TestOData: what the extensions of our document say is said by OpenAPI's means.
func TestOData(t *testing.T) {
	text, err := inline.Write([]byte(profilestatus.OpenAPI()), inline.Variant{OData: true})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := contract.Load(text); err != nil || len(d.Warnings()) > 0 {
		t.Fatalf("it does not load: %v, or with the warnings %v", err, d.Warnings())
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		operation, in, parameter, statuses string
		reason                             string
	}{
		{"createProfileStatus", "header", "Prefer", "204", "a create may be answered without a body"},
		{"getProfileStatus", "query", "$select", "200", "one object"},
		{"listProfileStatusHistory", "query", "$select", "200", "the objects of a collection"},
		{"getProfileStatusHistoryEntry", "query", "$select", "200", "one object by its id"},
		{"deleteProfileStatus", "", "", "204", "it has no option"},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			op := operation(doc, tt.operation)
			if p := op.Parameters.GetByInAndName(tt.in, tt.parameter); (p != nil) != (tt.parameter != "") {
				t.Errorf("the parameter %s %q: %v\nreason: %s", tt.in, tt.parameter, p, tt.reason)
			}
			if op.Responses.Value(tt.statuses) == nil {
				t.Errorf("no status %s\nreason: %s", tt.statuses, tt.reason)
			}
			for name := range op.Extensions {
				if name != "x-permissions" {
					t.Errorf("the extension %s is left\nreason: %s", name, tt.reason)
				}
			}
		})
	}
	minimal := operation(doc, "createProfileStatus").Responses.Value("204").Value
	for _, name := range []string{"Location", "OData-EntityId", "Preference-Applied", "request-id"} {
		if minimal.Headers[name] == nil || !minimal.Headers[name].Value.Required {
			t.Errorf("204 may come without %s", name)
		}
	}
	object := doc.Components.Schemas["EducationSynchronizationProfileStatus"]
	if object == nil || slices.Contains(object.Value.Required, "status") {
		t.Errorf("an answer that selects id would need the status: %+v", object)
	}
}

// operation returns that of an id.
func operation(doc *openapi3.T, id string) *openapi3.Operation {
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.OperationID == id {
				return op
			}
		}
	}
	return &openapi3.Operation{}
}

// TestODataOther: a document whose extensions are absent, empty or no lists is
// written as it is.
func TestODataOther(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: t, version: 1.0.0}\npaths: {/x: {get: {responses: {'200': {description: d, content: {a/b: {}}}}"
	for extension, reason := range map[string]string{
		"":                            "no option",
		", x-odata-select: []":        "nothing to select",
		", x-odata-select: 1":         "no list",
		", x-odata-select: [id]":      "an answer without a schema",
		", x-odata-return: [minimal]": "no 201 that it could have the headers of",
	} {
		if _, err := inline.Write([]byte(head+extension+"}}}\n"), inline.Variant{OData: true}); err != nil {
			t.Errorf("%s: %v\nreason: %s", extension, err, reason)
		}
	}
}
