package contract_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/violations/*.json")

// TestViolationTexts shows in a review exactly what users read. Each .in file
// is a body of a create.
func TestViolationTexts(t *testing.T) {
	c := load(t)
	inputs, err := filepath.Glob("testdata/violations/*.in")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no inputs: %v", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			body, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(validate(t, c, "POST", statusPath, string(body))); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(input, ".in") + ".json"
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (run: go test ./contract -update)", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got; to accept: go test ./contract -update):\n%s", golden, diff)
			}
		})
	}
}
