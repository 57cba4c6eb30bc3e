package codec

import (
	"net/url"
	"testing"
)

// TestPathText: what a router finds is unescaped once.
func TestPathText(t *testing.T) {
	type id string
	tests := []struct {
		text, path string
		want       id
		wantError  bool
		reason     string
	}{
		{text: "run-1", path: "/runs/run-1", want: "run-1", reason: "the usual path"},
		{text: "50%", path: "/runs/50%25", want: "50%", reason: "the path was unescaped before the router saw it"},
		{text: "a%2Fb", path: "/runs/a%2Fb", want: "a/b", reason: "a slash that is no separator: the router compared the path as it was sent"},
		{text: "a%", path: "/runs/a%2F", wantError: true, reason: "an escape that ends too early"},
		{text: "", path: "/runs/", wantError: true, reason: "no text names anything"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			u, err := url.Parse(tt.path)
			if err != nil || tt.reason == "" {
				t.Fatalf("a wrong row: %v, reason: %s", err, tt.reason)
			}
			if got, err := PathText[id](tt.text, u); got != tt.want || (err != nil) != tt.wantError {
				t.Errorf("PathText() = %q, %v, want %q, error %t\nreason: %s", got, err, tt.want, tt.wantError, tt.reason)
			}
		})
	}
}
