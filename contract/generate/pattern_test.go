package generate

import (
	"math/rand/v2"
	"regexp"
	"testing"
	"unicode/utf8"
)

// TestMatching asks Go's own engine about the texts that are written.
func TestMatching(t *testing.T) {
	tests := []struct {
		pattern string
		length  int // that a text must be found for; 0: none is asked for
		reason  string
	}{
		{`^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,127}$`, 128, "the ids of this API, as long as they may be"},
		{`^[ -~]{1,128}$`, 64, "printable characters"},
		{`^(Mon|Tue), [0-3][0-9]$`, 7, "alternatives and literals"},
		{`^[^\x00-\x1f]+$`, 40, "a negated class without an end"},
		{`^a{2,3}(b|c)*x?$`, 3, "every kind of repetition"},
		{`^\d{4}-\d{2}$`, 7, "classes by name"},
		{`(?i)^abc\.$`, 4, "folded case"},
		{`^.{3}$`, 3, "any character"},
		{`a`, 1, "no anchors"},
		{``, 0, "everything matches"},
		{`^(?:red|blue)$`, 3, "the shorter alternative"},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range tests {
		re := regexp.MustCompile(tt.pattern)
		for i := range 50 {
			source := rng
			if i == 0 {
				source = nil
			}
			if text, ok := matching(tt.pattern, source, float64(i%5)/4); !ok || !re.MatchString(text) {
				t.Errorf("matching(%q) = %q, %t\nreason: %s", tt.pattern, text, ok, tt.reason)
			}
		}
		if tt.length == 0 {
			continue
		}
		if text, ok := matchingLength(tt.pattern, tt.length); !ok || !re.MatchString(text) || utf8.RuneCountInString(text) != tt.length {
			t.Errorf("matchingLength(%q, %d) = %q, %t\nreason: %s", tt.pattern, tt.length, text, ok, tt.reason)
		}
	}
	if text, ok := matchingLength(`^a{2,3}$`, 5); ok {
		t.Errorf("matchingLength() = %q for a length that no text has", text)
	}
	if _, ok := matching(`(`, nil, 0); ok {
		t.Error("matching() reads what is no pattern")
	}
}

func TestDateTimes(t *testing.T) {
	seen := make(map[string]bool)
	for _, text := range append(append([]string{}, goodDateTimes...), nearDateTimes...) {
		if seen[text] {
			t.Errorf("%q is listed twice", text)
		}
		seen[text] = true
	}
	rng := rand.New(rand.NewPCG(1, 2))
	shape := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`)
	for range 1000 {
		if text := randomDateTime(rng); !shape.MatchString(text) {
			t.Fatalf("randomDateTime() = %q", text)
		}
	}
}
