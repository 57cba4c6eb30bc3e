package charttest

import (
	"os"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// TestDashboard holds the dashboard against Grafana's own description of dashboards and
// of the panels and queries that it has: nothing unknown is in it, nothing is missing.
func TestDashboard(t *testing.T) {
	kinds := cog.NewRuntime()
	kinds.RegisterPanelcfgVariant(timeseries.VariantConfig())
	kinds.RegisterDataqueryVariant(prometheus.VariantConfig())
	text, err := os.ReadFile("../grafana/profilestatus.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard.Dashboard
	if err := d.UnmarshalJSONStrict(text); err != nil && err.Error() != "" { // a list, also of nothing
		t.Errorf("Grafana would not understand the dashboard:\n%v", err)
	}
	if err := d.Validate(); err != nil {
		t.Errorf("Grafana would find values of the dashboard wrong:\n%v", err)
	}
	if len(d.Panels) < 20 {
		t.Errorf("%d panels were read, want all", len(d.Panels))
	}
}
