package address

import "testing"

func TestLoopback(t *testing.T) {
	tests := []struct {
		host            string
		loopback, local bool
		reason          string
	}{
		{"localhost", true, true, "the name of this machine"},
		{"localhost:8080", true, true, "a port does not count"},
		{"LocalHost", true, true, "nor does upper case"},
		{"127.0.0.1", true, true, "the usual address"},
		{"127.255.0.9:1", true, true, "all of 127.0.0.0/8 is loopback"},
		{"::1", true, true, "the one of IPv6"},
		{"[::1]", true, true, "as a URL has it"},
		{"[::1]:8080", true, true, "and with a port"},
		{"::ffff:127.0.0.1", true, true, "IPv4 within IPv6"},
		{"[::ffff:7f00:1]:80", true, true, "the same in hexadecimal digits"},
		{"app.localhost", false, true, "a resolver may ask the network for it"},
		{"App.Localhost:3000", false, true, "the same with upper case and a port"},
		{"", false, false, "no host is none of this machine"},
		{":8080", false, false, "nor is a port"},
		{"0.0.0.0", false, false, "all addresses of this machine, which others reach"},
		{"::", false, false, "the same"},
		{"128.0.0.1", false, false, "next to 127.0.0.0/8"},
		{"127.0.0.1.example", false, false, "a name that only looks so"},
		{"127.1", false, false, "some resolvers take it, Go does not"},
		{"localhost.example", false, false, "a name that only begins so"},
		{"mylocalhost", false, false, "a name that only ends so"},
		{"::ffff:10.0.0.1", false, false, "another address within IPv6"},
	}
	for _, tt := range tests {
		if tt.reason == "" {
			t.Fatalf("%q has no reason", tt.host)
		}
		if got := IsLoopback(tt.host); got != tt.loopback {
			t.Errorf("IsLoopback(%q) = %t, want %t\nreason: %s", tt.host, got, tt.loopback, tt.reason)
		}
		if got := IsLocal(tt.host); got != tt.local {
			t.Errorf("IsLocal(%q) = %t, want %t\nreason: %s", tt.host, got, tt.local, tt.reason)
		}
	}
}
