package main

import "testing"

func TestParseVersion(t *testing.T) {
	tests := []struct{ name, npm, pypi, reason string }{
		{"v1.2.3", "1.2.3", "1.2.3", "a release"},
		{"v1.2.3-rc.1", "1.2.3-rc.1", "1.2.3rc1", "what comes before one"},
		{"v1.2.3-alpha.0", "1.2.3-alpha.0", "1.2.3a0", "PEP 440 has short names for it"},
		{"v1.2.3-4-g0123abc", "0.0.0-dev.gv1.2.3.4.g0123abc", "0.0.0.dev0+gv1.2.3.4.g0123abc", "a commit after a release is none"},
		{"0123456-dirty", "0.0.0-dev.g0123456.dirty", "0.0.0.dev0+g0123456.dirty", "there is no tag yet, and something is changed"},
		{"v1.2", "0.0.0-dev.gv1.2", "0.0.0.dev0+gv1.2", "both kinds of packages want three numbers"},
		{"v01.2.3", "0.0.0-dev.gv01.2.3", "0.0.0.dev0+gv01.2.3", "semantic versioning has no leading zeros"},
		{"devel", "0.0.0-dev.gdevel", "0.0.0.dev0+gdevel", "there is no repository"},
		{"", "", "", "it is missing"},
		{"v1.2.3 -X main.x=y", "", "", "it becomes an argument of the linker"},
		{"../v1.2.3", "", "", "it becomes a part of file names"},
	}
	for _, tt := range tests {
		v, err := parseVersion(tt.name)
		if (err != nil) != (tt.npm == "") || v.npm != tt.npm || v.pypi != tt.pypi {
			t.Errorf("parseVersion(%q) = %+v, %v\nreason: %s", tt.name, v, err, tt.reason)
		}
	}
}
