package profilestatus_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"testing"

	"go.yaml.in/yaml/v4"

	"profilestatus.example"
	"profilestatus.example/contract"
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

// TestBounds: a UUID has none. Its length is known, and a client in C#, which the
// gate cannot compile, would ask a Guid for one.
func TestBounds(t *testing.T) {
	var tree any
	if err := yaml.Unmarshal([]byte(profilestatus.OpenAPI()), &tree); err != nil {
		t.Fatal(err)
	}
	uuids := 0
	var walk func(place string, v any)
	walk = func(place string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if v["format"] == "uuid" {
				uuids++
				for _, bound := range []string{"minLength", "maxLength"} {
					if v[bound] != nil {
						t.Errorf("%s: %s beside format: uuid", place, bound)
					}
				}
			}
			for name, member := range v {
				walk(place+"/"+name, member)
			}
		case []any:
			for i, item := range v {
				walk(place+"/"+strconv.Itoa(i), item)
			}
		}
	}
	walk("", tree)
	if uuids == 0 {
		t.Error("no UUID was found")
	}
}
