// Package charttest tests the chart of ../chart without a cluster: by Helm's own
// packages, the schemas and pod security standards of Kubernetes, and the program's
// flags; and the dashboard of ../grafana by Grafana's description of dashboards.
package charttest
