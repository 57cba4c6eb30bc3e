package contract

import (
	"fmt"
	"regexp"
	"testing"
	"time"
)

// TestMatcher compares patterns that need no engine with the engine.
func TestMatcher(t *testing.T) {
	texts := []string{"", "a", "A9", "a.b", ".ab", "abc", "ab\n", "aé", "é", "\xff", "a b", "~-_", "aaaaa", "aaaaaa", "no-store", "no-storf", "a\u212a", "\x7f\x80", "\x80", "a\x80", "\u0080", "ab1", "xab", "x", "xa", "@", "[", "`", "{"}
	for _, tt := range []struct {
		pattern string
		plain   bool
		reason  string
	}{
		{`^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,127}$`, true, "the ids of the document"},
		{`^[a-z]{2,5}$`, true, "both bounds count"},
		{`^a[0-9.b]+$`, true, "+ has a lower bound alone"},
		{`^[a-z]*$`, true, "* has none, so that an empty text matches"},
		{`^no-store$`, true, "a literal has no repetition"},
		{`^ab?$`, false, "? is not among the repetitions"},
		{`^[a-z]+b$`, false, "what stands behind a repetition takes an engine"},
		{`^(ab)+$`, false, "a group is repeated"},
		{`^[^.]+$`, false, "the class holds more than ASCII"},
		{`(?i)^k+$`, false, "k matches the Kelvin sign as well"},
		{`[a-z]+`, false, "it may match any part of a text"},
		{`^[a-z]+`, false, "it has no end"},
		{`^[a-z]+[0-9]`, false, "it has no end"},
		{`[a-z]+[0-9]$`, false, "it has no beginning"},
		{`^(?:ab)+$`, false, "two characters are repeated"},
		{`^a[^\x00-\x{10FFFF}]$`, false, "nothing is in the class"},
		{`^[a-\x{80}]+$`, false, "the class ends behind ASCII"},
		{`^[\x00-\x7f]+$`, true, "all of ASCII"},
		{`^(a|bc)$`, false, "a choice"},
		{`^|a|$`, false, "a choice of what is no concatenation"},
		{`^x[a-z]{0}$`, true, "a repetition that is none"},
		{`(?m)^a+$`, false, "it may match a line"},
		{`^$`, false, "there is nothing between the ends"},
	} {
		if tt.reason == "" {
			t.Fatalf("%s has no reason", tt.pattern)
		}
		re := regexp.MustCompile(tt.pattern)
		m := matcher(re)
		if _, plain := m.(*asciiPattern); plain != tt.plain {
			t.Errorf("matcher(%s) is a %T, want plain = %t: %s", tt.pattern, m, tt.plain, tt.reason)
		}
		for _, text := range texts {
			if got, want := m.MatchString(text), re.MatchString(text); got != want {
				t.Errorf("matcher(%s).MatchString(%q) = %t, want %t as regexp: %s", tt.pattern, text, got, want, tt.reason)
			}
		}
	}
}

// TestURIs: what the formats of addresses take.
func TestURIs(t *testing.T) {
	for _, tt := range []struct {
		text                    string
		uri, reference, foreign bool // a URI, a URI reference, an IRI reference
		reason                  string
	}{
		{"http://h/a?b#c", true, true, true, "an address"},
		{"http://h/a#b#c", false, false, false, "# begins the fragment once"},
		{"#c", false, true, true, "a fragment alone"},
		{"http://h/~", true, true, true, "the last letter of ASCII"},
		{"http://h/é", false, false, true, "beyond ASCII an IRI alone goes"},
		{"http://h/\u0080", false, false, true, "from here on"},
		{"http://h/a b", false, false, false, "a blank is escaped"},
		{"http://h/a!b", true, true, true, "the letter behind it need not be"},
		{"http://h/a<b", false, false, false, "so is what encloses addresses"},
		{"http://h/\x7f", false, false, false, "and what cannot be shown"},
		{"http://[::1", false, false, false, "no host"},
	} {
		if got := [3]bool{checkURI(tt.text) == nil, checkURIReference(tt.text) == nil, checkIRIReference(tt.text) == nil}; got != [3]bool{tt.uri, tt.reference, tt.foreign} {
			t.Errorf("%q is a URI, a URI reference, an IRI reference: %v\nreason: %s", tt.text, got, tt.reason)
		}
	}
}

// FuzzMatcher: whatever the pattern, its matcher says what package regexp says.
func FuzzMatcher(f *testing.F) {
	for _, pattern := range []string{`^[a-c]b{1,3}$`, `^\d+$`, `^[[:word:]]*$`, `^\x00{2}$`, `^\Q.\E\.$`, `^[^a]+$`} {
		f.Add(pattern, "abb")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		re, err := regexp.Compile(pattern)
		if err != nil {
			t.Skip()
		}
		if got, want := matcher(re).MatchString(text), re.MatchString(text); got != want {
			t.Errorf("matcher(%s).MatchString(%q) = %t, want %t", pattern, text, got, want)
		}
	})
}

// TestCalendar compares the days and the times that exist with those that Go
// knows.
func TestCalendar(t *testing.T) {
	same := func(text string) {
		t.Helper()
		at, err := time.Parse(time.RFC3339, text)
		want := err == nil && 1 <= at.UTC().Year() && at.UTC().Year() <= 9999
		if got := checkDateTime(text); (got == nil) != want {
			t.Errorf("checkDateTime(%s) = %v, want accepted = %t", text, got, want)
		}
	}
	for _, year := range []int{0, 1, 4, 100, 1900, 2000, 2023, 2024, 2100, 2400, 9999} {
		for month := range 14 {
			for day := range 34 {
				for _, rest := range []string{"00:00:00Z", "23:59:59+14:00", "00:00:00-14:00"} {
					same(fmt.Sprintf("%04d-%02d-%02dT%s", year, month, day, rest))
				}
			}
		}
	}
	for text, want := range map[string]string{
		"2026-11-23T10:00:00.1234567890123Z": "has 13 fraction digits; 12 are the most",
		"2026-11-23T10:00:60Z":               "has the second 60; they go from 00 to 59, leap seconds cannot be kept",
		"2026-11-23T10:00:00,5Z":             "has neither Z nor an offset such as +02:00 directly after its seconds",
		"2026-11-23T10:00:00+2:00":           "has neither Z nor an offset such as +02:00 directly after its seconds",
		"2026-11-2:T10:00:00Z":               "is not a date and time such as 2026-11-23T09:58:12Z (RFC 3339)",
		"2026-11-2/T10:00:00Z":               "is not a date and time such as 2026-11-23T09:58:12Z (RFC 3339)",
	} {
		if err := checkDateTime(text); err == nil || err.Error() != want {
			t.Errorf("checkDateTime(%s) = %v, want %s", text, err, want)
		}
	}
	for hour := range 100 {
		same(fmt.Sprintf("2026-11-23T%02d:00:00Z", hour))
		same(fmt.Sprintf("2026-11-23T00:%02d:00Z", hour))
	}
}
