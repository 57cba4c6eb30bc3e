package main

import (
	"strings"
	"testing"
)

func TestUnknownVariables(t *testing.T) {
	tests := []struct{ name, value, want, reason string }{
		{"PROFILESTATUS_STOER", "memory", "did you mean PROFILESTATUS_STORE?", "it would be obeyed by nobody"},
		{"PROFILESTATUS_STOER", "", "", "an empty one is none"},
		{"PROFILESTATUS_SEED", "7", "did you mean PROFILESTATUS_CHECK_SEED or PROFILESTATUS_SERVE_SEED?", "it lacks the command"},
		{"PROFILESTATUS_SPEC", "a.yaml", "did you mean PROFILESTATUS_CHECK_SPEC or PROFILESTATUS_PROXY_SPEC?", "two commands have it"},
		{"PROFILESTATUS_URL", "http://h", "", "the proxy sets it for its command"},
		{"PROFILESTATUS_SERVICE_HOST", "10.0.0.7", "", "Kubernetes tells all containers of a service of our name"},
		{"PROFILESTATUS_SERVICE_PORT_HTTP", "8080", "", "and of its ports"},
		{"PROFILESTATUS_MOCK_SERVICE_PORT", "8080", "", "or of one whose name begins with ours"},
		{"PROFILESTATUS_PORT", "tcp://10.0.0.7:8080", "", "as linked containers of Docker and GitLab are told"},
		{"PROFILESTATUS_PORT_8080_TCP_ADDR", "10.0.0.7", "", "they too, of each port"},
		{"PROFILESTATUS_PORT_8080_TCP", "tcp://10.0.0.7:8080", "", "in two forms"},
		{"PROFILESTATUS_NAME", "/runner/profilestatus", "", "of the other container's name"},
		{"PROFILESTATUS_ENV_STORE", "memory", "", "and of its environment"},
		{"PROFILESTATUS_PORT", "8080", "unknown environment variable PROFILESTATUS_PORT", "somebody means --addr"},
		{"PROFILESTATUS_NAME", "mock", "unknown environment variable PROFILESTATUS_NAME", "somebody means something else"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(tt.name, tt.value)
			var text strings.Builder
			for _, err := range unknownVariables(newRoot()) {
				text.WriteString(err.Error())
			}
			if got := text.String(); !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("%s=%s: %q, want %q\nreason: %s", tt.name, tt.value, got, tt.want, tt.reason)
			}
		})
	}
}
