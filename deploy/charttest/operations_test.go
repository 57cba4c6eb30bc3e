package charttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"
)

// commands returns the arguments of each call of kubectl and helm in the part of
// docs/operations.md about Kubernetes, as a shell passes them.
func commands(t *testing.T) (all [][]string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "\n## Kubernetes\n")
	_, text, _ = strings.Cut(text, "```sh\n")
	text, _, _ = strings.Cut(text, "```")
	const tell = `tell() { for word; do printf '%s\n' "$word"; done; echo; }; kubectl() { tell kubectl "$@"; }; helm() { tell helm "$@"; }` + "\n"
	out, err := exec.Command("sh", "-euc", tell+text).Output()
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	for call := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n\n") {
		all = append(all, strings.Split(call, "\n"))
	}
	return all
}

// TestOperations follows the commands for Kubernetes in docs/operations.md, as far as that
// is possible without a cluster.
func TestOperations(t *testing.T) {
	var secrets []string // names and keys that are made
	installed := 0
	for _, call := range commands(t) {
		switch {
		case slices.Equal(call[:min(4, len(call))], []string{"kubectl", "create", "secret", "generic"}) && len(call) == 6:
			key, _, _ := strings.Cut(strings.TrimPrefix(call[5], "--from-literal="), "=")
			secrets = append(secrets, call[4]+"/"+key)
		case len(call) > 4 && call[0] == "helm" && call[1] == "install":
			installed++
			testInstall(t, call[3], call[4:], secrets)
		default:
			t.Errorf("%q is no command that this test knows", call)
		}
	}
	if installed < 2 || len(secrets) == 0 {
		t.Errorf("%d releases and %d secrets, want those of the page", installed, len(secrets))
	}
}

// testInstall renders the chart with the flags of helm install.
func testInstall(t *testing.T, chart string, flags, secrets []string) {
	t.Helper()
	if want := filepath.Join("deploy", "charttest", chartDir); filepath.Clean(chart) != want {
		t.Errorf("the chart is %s, want %s", chart, want)
	}
	values := make(map[string]any)
	for len(flags) > 1 && flags[0] == "--set" {
		if err := strvals.ParseInto(flags[1], values); err != nil {
			t.Errorf("--set %s: %v", flags[1], err)
		}
		flags = flags[2:]
	}
	if len(flags) > 0 {
		t.Errorf("%q are no values", flags)
	}
	text, err := yaml.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := render(string(text))
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	container := deployment(t, objects).Spec.Template.Spec.Containers[0]
	checkFlags(t, container.Args)
	for _, e := range container.Env {
		if ref := e.ValueFrom.SecretKeyRef; !slices.Contains(secrets, ref.Name+"/"+ref.Key) {
			t.Errorf("%s is in the secret %s/%s, want one of %q", e.Name, ref.Name, ref.Key, secrets)
		}
	}
}
