package server_test

import (
	"net/http/httptest"
	"testing"

	"profilestatus.example/server"
)

// TestMount: which requests are of a prefix, and what is left of their paths.
func TestMount(t *testing.T) {
	tests := []struct {
		target, path, raw string
		mounted           bool
		reason            string
	}{
		{"/t/a?b=c", "/a", "", true, "the path without the prefix"},
		{"/t/", "/", "", true, "nothing but the slash is left"},
		{"/t/a%2Fb", "/a/b", "/a%2Fb", true, "an escaped slash stays one"},
		{"/t", "/t", "", false, "there is no slash behind the prefix"},
		{"/tt/a", "/tt/a", "", false, "another name that begins as the prefix"},
		{"/a/t/b", "/a/t/b", "", false, "the prefix is not at the beginning"},
		{"/%74/a", "/t/a", "/%74/a", false, "an escaped prefix is none, or what is left could not be told"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", tt.target, nil)
		asked := *r.URL
		m := server.Mount("/t", r)
		if m.URL.Path != tt.path || m.URL.RawPath != tt.raw || (m != r) != tt.mounted || m.URL.RawQuery != asked.RawQuery {
			t.Errorf("%s: %q, %q, mounted: %t, want %q, %q, %t\nreason: %s", tt.target, m.URL.Path, m.URL.RawPath, m != r, tt.path, tt.raw, tt.mounted, tt.reason)
		}
		if prefix := server.Prefix(m.Context()); (prefix == "/t") != tt.mounted || *r.URL != asked {
			t.Errorf("%s: prefix %q, and the request is now one of %s\nreason: %s", tt.target, prefix, r.URL, tt.reason)
		}
	}
}
