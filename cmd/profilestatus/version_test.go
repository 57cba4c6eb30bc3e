package main

import (
	"runtime/debug"
	"testing"
)

func TestRelease(t *testing.T) {
	const revision = "0123456789abcdef0123456789abcdef01234567"
	tests := []struct {
		name, linked, module, revision, want, reason string
	}{
		{"a release", "v1.2.3", "(devel)", revision, "v1.2.3 0123456789ab", "the Makefile says which"},
		{"go install", "", "v1.2.3", "", "v1.2.3", "only the module's version is known"},
		{"go build in the repository", "", "v1.2.4-0.20261123100000-0123456789ab", revision, "v1.2.4-0.20261123100000-0123456789ab", "the commit is not said twice"},
		{"git describe", "0123456", "(devel)", revision, "0123456", "nor where git made the name"},
		{"go test", "", "(devel)", "", "devel", "nothing is known"},
		{"nothing", "", "", "", "devel", "nor without build information"},
	}
	old := version
	t.Cleanup(func() { version = old })
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.name)
		}
		version = tt.linked
		info := &debug.BuildInfo{Main: debug.Module{Version: tt.module}}
		if tt.revision != "" {
			info.Settings = []debug.BuildSetting{{Key: "vcs.revision", Value: tt.revision}}
		}
		if got := release(info); got != tt.want {
			t.Errorf("%s: %q, want %q\nreason: %s", tt.name, got, tt.want, tt.reason)
		}
	}
}
