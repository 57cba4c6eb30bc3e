package profilestatus_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"go.yaml.in/yaml/v4"

	"profilestatus"
	"profilestatus/contract"
)

// TestOpenAPI: the document is valid, every example fits its schema, and every
// operation can be named.
func TestOpenAPI(t *testing.T) {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"createProfileStatus": true, "getProfileStatus": true, "listProfileStatusHistory": true, "getProfileStatusHistoryEntry": true, "deleteProfileStatus": true}
	for _, op := range c.Operations() {
		if !want[op.ID] {
			t.Errorf("operationId %q is new; it is an identifier in every client, so it is fixed once and for all", op.ID)
		}
		delete(want, op.ID)
	}
	if len(want) > 0 {
		t.Errorf("operations are gone: %v", want)
	}
	if c.BasePath() != "/beta" {
		t.Errorf("base path = %q, want /beta", c.BasePath())
	}
}

// TestFormats: YAML is the file byte for byte, JSON says the same.
func TestFormats(t *testing.T) {
	file, err := os.ReadFile("openapi.yaml")
	if err != nil || string(file) != profilestatus.OpenAPI() {
		t.Errorf("OpenAPI() is not openapi.yaml (%v)", err)
	}
	asJSON, err := profilestatus.OpenAPIJSON()
	if err != nil {
		t.Fatal(err)
	}
	var fromJSON, fromYAML any
	if err := json.Unmarshal(asJSON, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(file, &fromYAML); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(fromYAML)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(fromJSON, fromYAML) {
		t.Error("OpenAPIJSON() says something else than openapi.yaml")
	}
	if _, err := contract.Load(asJSON); err != nil {
		t.Errorf("the JSON form does not load: %v", err)
	}
}
