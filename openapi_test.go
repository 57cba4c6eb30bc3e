package profilestatus_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"go.yaml.in/yaml/v4"

	"profilestatus.example"
	"profilestatus.example/contract"
	"profilestatus.example/mock"
)

// documents are those that this project writes, with their operationIds.
var documents = []struct {
	file, text, basePath string
	operations           []string
	reason               string
}{
	{"openapi.yaml", profilestatus.OpenAPI(), "/beta", []string{
		"createProfileStatus", "getProfileStatus", "deleteProfileStatus", "listProfileStatusHistory", "getProfileStatusHistoryEntry",
	}, "that of the API"},
	{"mock/openapi.yaml", mock.OpenAPI(), "", []string{
		"getViolations", "deleteViolations", "assertContract",
		"listTenants", "deleteTenants", "getTenant", "deleteTenant",
		"listProfiles", "getState", "putState",
		"listRules", "createRule", "deleteRules", "getRule", "putRule", "deleteRule",
		"getClock", "putClock", "deleteClock", "advanceClock",
		"getScenario", "putScenario", "deleteScenario",
		"createToken",
	}, "that of what controls a mock"},
}

// TestOpenAPI: the documents are valid, every example fits its schema, and every
// operation can be named.
func TestOpenAPI(t *testing.T) {
	for _, d := range documents {
		t.Run(d.file, func(t *testing.T) {
			c, err := contract.Load([]byte(d.text))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range c.Warnings() {
				t.Errorf("warning: %v", w)
			}
			var got []string
			for _, op := range c.Operations() {
				got = append(got, op.ID)
				if len(op.Permissions.Delegated) == 0 || len(op.Permissions.Application) == 0 {
					t.Errorf("%s has no x-permissions", op.ID)
				}
			}
			for _, id := range got {
				if !slices.Contains(d.operations, id) {
					t.Errorf("operationId %q is new; it is an identifier in every client, so it is fixed once and for all", id)
				}
			}
			for _, id := range d.operations {
				if !slices.Contains(got, id) {
					t.Errorf("operation %q is gone", id)
				}
			}
			if c.BasePath() != d.basePath {
				t.Errorf("base path = %q, want %q", c.BasePath(), d.basePath)
			}
		})
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

// TestBounds: a text with a format of its own has none. In most languages it is no
// text, and what is asked of its length throws or does not compile.
func TestBounds(t *testing.T) {
	for _, d := range documents {
		t.Run(d.file, func(t *testing.T) {
			var tree any
			if err := yaml.Unmarshal([]byte(d.text), &tree); err != nil {
				t.Fatal(err)
			}
			formats := 0
			var walk func(place string, v any)
			walk = func(place string, v any) {
				switch v := v.(type) {
				case map[string]any:
					if format, ok := v["format"].(string); ok && v["type"] == "string" {
						formats++
						for _, bound := range []string{"minLength", "maxLength", "pattern"} {
							if v[bound] != nil {
								t.Errorf("%s: %s beside format: %s", place, bound, format)
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
			if formats == 0 {
				t.Error("no format was found")
			}
		})
	}
}
