package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"profilestatus.example/metrics"
)

const (
	observabilityPage = "../../docs/observability.md"
	prometheusFolder  = "../../deploy/prometheus"
	dashboardFile     = "../../deploy/grafana/profilestatus.json"
)

// TestMetricsPage compares the table of metrics on the page with the program, and
// the snippet on it with the file.
func TestMetricsPage(t *testing.T) {
	var table strings.Builder
	table.WriteString("| Metric | Type | Labels | Meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range metrics.Families() {
		labels := "–"
		if len(f.Labels) > 0 {
			labels = "`" + strings.Join(f.Labels, "`, `") + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", f.Name, f.Type, labels, f.Help)
	}
	compareIn(t, observabilityPage, "metrics", table.String())
	config, err := os.ReadFile(filepath.Join(prometheusFolder, "prometheus.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	compareIn(t, observabilityPage, "prometheus", "```yaml\n"+string(config)+"```\n")
}

// expressions returns those of the dashboard and of the rules, by what they are for.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	text, err := os.ReadFile(dashboardFile)
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		for i, target := range p.Targets {
			all[fmt.Sprintf("panel %q, %d", p.Title, i)] = target.Expr
		}
	}
	if text, err = os.ReadFile(filepath.Join(prometheusFolder, "rules.yaml")); err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			all["alert "+r.Alert] = r.Expr
		}
	}
	if len(all) < 25 {
		t.Fatalf("only %d expressions were found", len(all))
	}
	return all
}

var (
	quoted     = regexp.MustCompile(`"[^"]*"`)
	metricName = regexp.MustCompile(`\b[a-z]+(_[a-z]+){2,}\b|\bgo_[a-z]+\b|\bup\b`)
	matcher    = regexp.MustCompile(`\b([a-z]+)(?:=~|!~|!=|=)"`)
	grouping   = regexp.MustCompile(`\bby \(([^)]*)\)`)
	variables  = regexp.MustCompile(`\$__rate_interval|\$[a-z]+`)
)

// wrongMetrics returns what an expression says of metrics and labels and is not so.
func wrongMetrics(expression string) (wrong []string) {
	labels := []string{"job", "instance", "le"} // of Prometheus, and of buckets
	known := []string{"up", "histogram_quantile"}
	bare := quoted.ReplaceAllString(expression, `""`)
	names := metricName.FindAllString(bare, -1)
	for _, f := range metrics.Families() {
		known = append(known, f.Name)
		series := []string{f.Name}
		if f.Type == "histogram" {
			series = []string{f.Name + "_bucket", f.Name + "_sum", f.Name + "_count"}
			known = append(known, series...)
		}
		if slices.ContainsFunc(series, func(name string) bool { return slices.Contains(names, name) }) {
			labels = append(labels, f.Labels...)
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			wrong = append(wrong, "no metric "+name)
		}
	}
	if len(names) == 0 {
		wrong = append(wrong, "no metric in it")
	}
	var used []string
	for _, m := range matcher.FindAllStringSubmatch(bare, -1) {
		used = append(used, m[1])
	}
	for _, m := range grouping.FindAllStringSubmatch(bare, -1) {
		used = append(used, strings.Split(strings.ReplaceAll(m[1], " ", ""), ",")...)
	}
	for _, label := range used {
		if !slices.Contains(labels, label) {
			wrong = append(wrong, "no label "+label)
		}
	}
	return wrong
}

// TestMetricsInUse holds every metric and label of the dashboard and of the rules
// against what the service shows.
func TestMetricsInUse(t *testing.T) {
	for what, expression := range expressions(t) {
		if wrong := wrongMetrics(expression); wrong != nil {
			t.Errorf("%s: %v in %s", what, wrong, expression)
		}
	}
}

func TestWrongMetrics(t *testing.T) {
	for _, tt := range []struct{ expression, want, reason string }{
		{`sum by (status) (rate(profilestatus_http_requests_total{operation=~"a_b_c"}[5m]))`, "", "all of it is right"},
		{`up{job="profilestatus"} == 0`, "", "it is Prometheus' own"},
		{`rate(profilestatus_http_request_total[5m])`, "no metric profilestatus_http_request_total", "an s is missing"},
		{`profilestatus_http_request_duration_seconds_buckets`, "no metric profilestatus_http_request_duration_seconds_buckets", "an s too many"},
		{`process_resident_bytes`, "no metric process_resident_bytes", "names of a process count, too"},
		{`go_goroutine`, "no metric go_goroutine", "and those of Go"},
		{`profilestatus_build_info{tenant="x"}`, "no label tenant", "it is no label of any"},
		{`sum by (operation) (profilestatus_build_info)`, "no label operation", "it is a label of another one"},
		{`vector(1)`, "no metric in it", "it shows nothing of the service"},
	} {
		if got := strings.Join(wrongMetrics(tt.expression), "; "); got != tt.want {
			t.Errorf("%s: %q, want %q, reason: %s", tt.expression, got, tt.want, tt.reason)
		}
	}
}

// TestPrometheusFiles lets promtool check what users copy. Alerts are tested by
// tests.yaml.
func TestPrometheusFiles(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; it is in Debian's package prometheus")
	}
	for _, arguments := range [][]string{
		{"check", "config", "prometheus.yaml"},
		{"check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"},
		{"test", "rules", "tests.yaml"},
	} {
		c := exec.CommandContext(t.Context(), promtool, arguments...)
		c.Dir = prometheusFolder
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(arguments, " "), err, out)
		}
	}
}
