package rule

import "testing"

// TestDistance counts letters that are changed, left out or put in.
func TestDistance(t *testing.T) {
	tests := []struct {
		a, b   string
		want   int
		reason string
	}{
		{"", "", 0, "nothing"},
		{"enum", "enum", 0, "the same"},
		{"Enum", "eNUM", 0, "case aside"},
		{"", "enum", 4, "all put in"},
		{"enum", "", 4, "all left out"},
		{"enum", "enums", 1, "one put in at the end"},
		{"enum", "num", 1, "one left out at the beginning"},
		{"enum", "anum", 1, "one changed"},
		{"kitten", "sitting", 3, "two changed and one put in"},
		{"flaw", "lawn", 2, "one left out and one put in"},
		{"abc", "cab", 2, "what changes places is left out and put in"},
		{"abcd", "efgh", 4, "all changed"},
	}
	for _, tt := range tests {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("Distance(%q, %q) = %d, want %d\nreason: %s", tt.a, tt.b, got, tt.want, tt.reason)
		}
	}
}

// TestNearest lists the names that are the least apart.
func TestNearest(t *testing.T) {
	tests := []struct {
		names  []string
		want   string
		reason string
	}{
		{nil, "", "there are no names"},
		{[]string{"enums"}, "; near are enums", "one"},
		{[]string{"maximum", "enums", "num"}, "; near are enums, num, maximum", "the nearest first, and of two as near by their letters"},
		{[]string{"num", "enums", "maximum", "enum"}, "; near are enum, enums, num", "three at most"},
	}
	for _, tt := range tests {
		names := make(map[string]bool)
		for _, name := range tt.names {
			names[name] = true
		}
		if got := Nearest(names, func(name string) int { return Distance(name, "enum") }); got != tt.want {
			t.Errorf("Nearest(%q) = %q, want %q\nreason: %s", tt.names, got, tt.want, tt.reason)
		}
	}
}
