package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestPreference: which value of the header counts.
func TestPreference(t *testing.T) {
	tests := []struct {
		name   string
		header []string
		want   string
		given  bool
		reason string
	}{
		{"none", nil, "", false, "no header"},
		{"another one", []string{"wait=10"}, "", false, "it is not there"},
		{"the only one", []string{"return=minimal"}, "minimal", true, "the usual header"},
		{"without a value", []string{"return"}, "", true, "it is there all the same"},
		{"blanks and case", []string{" RETURN = minimal "}, "minimal", true, "a name ignores case, and blanks are none of it"},
		{"parameters", []string{"return=minimal;a=b"}, "minimal", true, "they are not the value"},
		{"quoted", []string{`return="minimal"`}, "minimal", true, "the same value"},
		{"twice", []string{"return=minimal, return=representation"}, "minimal", true, "the first counts"},
		{"two headers", []string{"wait=10", "return=minimal"}, "minimal", true, "they are one list"},
		{"empty elements", []string{",return=minimal"}, "minimal", true, "a list may have them (RFC 9110 section 5.6.1)"},
		{"in a quoted text", []string{`a="x, return=minimal"`}, "", false, "it is part of another value"},
		{"behind a quoted text", []string{`a="x", return=minimal`}, "minimal", true, "the text ends before it"},
		{"behind an escaped mark", []string{`a="\", return=minimal"`}, "", false, "the mark does not end the text"},
		{"behind a backslash", []string{`a=\, return=minimal`}, "minimal", true, "it escapes nothing outside of a quoted text"},
		{"a text without an end", []string{`a="x, return=minimal`}, "", false, "it goes on to the end"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if value, given := contract.Preference(http.Header{"Prefer": tt.header}, "return"); value != tt.want || given != tt.given {
				t.Errorf("Preference(%q) = %q, %t, want %q, %t\nreason: %s", tt.header, value, given, tt.want, tt.given, tt.reason)
			}
		})
	}
}

// FuzzPreference: no header makes it fail, and what it finds is in the header.
func FuzzPreference(f *testing.F) {
	f.Add(`return=minimal, x="a\", b"; y, code=`)
	f.Add(`"`)
	f.Add(`a=\`)
	f.Fuzz(func(t *testing.T, text string) {
		if value, given := contract.Preference(http.Header{"Prefer": {text}}, "return"); given && !strings.Contains(text, value) || !given && value != "" {
			t.Errorf("Preference(%q) = %q, %t", text, value, given)
		}
	})
}
