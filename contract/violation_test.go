package contract_test

import (
	"strings"
	"testing"

	"profilestatus.example/contract"
)

// TestPointer: a place is printable and not longer than one line of a report.
func TestPointer(t *testing.T) {
	long := strings.Repeat("a", 79)
	tests := []struct {
		tokens []string
		want   string
		reason string
	}{
		{nil, "", "the whole of a body"},
		{[]string{"a", "0", ""}, "/a/0/", "names and numbers, and an empty name"},
		{[]string{"a/b~c"}, "/a~1b~0c", "RFC 6901 section 3"},
		{[]string{long}, "/" + long, "the longest place"},
		{[]string{long + "a"}, "/" + long[:76] + "…", "one that is cut"},
		{[]string{long, "b"}, "/" + long[:76] + "…", "a name that has no room is told by the cut"},
		{[]string{long[:74], "é", "xx"}, "/" + long[:74] + "/…", "a character is not cut in two"},
		{[]string{"a\x1f\x7f\x80b "}, "/a\ufffd\ufffd\ufffdb ", "what cannot be shown"},
		{[]string{long[:78] + "\x01"}, "/" + long[:76] + "…", "what stands for it has no room"},
		{[]string{strings.Repeat("\x01", 79)}, "/" + strings.Repeat("\ufffd", 25) + "…", "what stands for it is longer, and is cut"},
	}
	for _, tt := range tests {
		if got := contract.Pointer(tt.tokens...); got != tt.want {
			t.Errorf("Pointer(%q) = %q, want %q\nreason: %s", tt.tokens, got, tt.want, tt.reason)
		}
	}
	for v, want := range map[*contract.Violation]string{{Target: "/a", Message: "m"}: "/a: m", {Message: "m"}: "m"} {
		if got := v.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}
