package charttest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "k8s.io/cli-runtime/pkg/genericiooptions" // keeps the module, whose document is read
)

// kinds are those of the chart, by the names of their schemas.
var kinds = map[string]string{
	"deployment":            "io.k8s.api.apps.v1.Deployment",
	"service":               "io.k8s.api.core.v1.Service",
	"persistentvolumeclaim": "io.k8s.api.core.v1.PersistentVolumeClaim",
	"poddisruptionbudget":   "io.k8s.api.policy.v1.PodDisruptionBudget",
	"networkpolicy":         "io.k8s.api.networking.v1.NetworkPolicy",
}

// writeSchemas writes the schemas of Kubernetes as kubeconform reads them, and
// returns their folder. Properties that they do not have are refused.
func writeSchemas(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/cli-runtime").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "artifacts", "openapi", "swagger.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Definitions map[string]map[string]any `json:"definitions"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for name, schema := range document.Definitions {
		if _, ok := schema["properties"]; ok && schema["additionalProperties"] == nil {
			schema["additionalProperties"] = false
		}
		if strings.HasSuffix(name, ".IntOrString") || strings.HasSuffix(name, ".Quantity") {
			delete(schema, "type") // a number or a text, which Swagger 2.0 cannot say
		}
	}
	dir := t.TempDir()
	for kind, name := range kinds {
		schema := map[string]any{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": document.Definitions, "allOf": []any{map[string]any{"$ref": "#/definitions/" + name}}}
		text, err := json.Marshal(schema)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, kind+".json"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
