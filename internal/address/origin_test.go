package address

import "testing"

func TestCheckOrigin(t *testing.T) {
	for origin, good := range map[string]bool{
		"*": true, "loopback": true, "https://app.example": true, "http://localhost:3000": true, "http://[::1]:3000": true,
		"": false, "app.example": false, "https://app.example/": false, "https://App.example": false, "ftp://a.example": false, "https://a.example?x": false, "https://u:p@a.example": false, "https://": false, "https://*.example": true,
	} {
		if err := CheckOrigin(origin); (err == nil) != good {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

// TestHosts: ports and upper case do not count.
func TestHosts(t *testing.T) {
	hosts := NewHosts("App.example", "::1")
	for host, want := range map[string]bool{
		"app.example": true, "APP.example:8080": true, "[::1]": true, "[::1]:80": true, "": false, "app.example.": false, "b.app.example": false,
	} {
		if got := hosts.Has(host); got != want {
			t.Errorf("Has(%q) = %t", host, got)
		}
	}
}
