package inline_test

import (
	"errors"
	"testing"

	"profilestatus.example/internal/inline"
)

// TestWithServer: the one relative address is replaced, as its format has it.
func TestWithServer(t *testing.T) {
	tests := []struct{ document, absolute, want, reason string }{
		{"servers:\n  - url: /beta\n", "https://a.example/beta", "servers:\n  - url: \"https://a.example/beta\"\n", "YAML"},
		{"{\n \"url\": \"/beta\"\n}\n", "https://a.example/beta", "{\n \"url\": \"https://a.example/beta\"\n}\n", "JSON"},
		{"url: /beta\nurl: /beta\n", "x", "url: \"x\"\nurl: /beta\n", "only the first, where servers stand"},
		{"url: /beta\n", "a\"b", "url: \"a\\\"b\"\n", "what has to be escaped is"},
		{"url: /v1.0\n", "x", "", "another address is not replaced"},
	}
	for _, tt := range tests {
		got, err := inline.WithServer([]byte(tt.document), "/beta", tt.absolute)
		if string(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("WithServer(%q) = %q, %v, want %q\nreason: %s", tt.document, got, err, tt.want, tt.reason)
		}
	}
}

// TestVariants: each variant is made once, of a document that is read once, and an
// error of reading it is that of all.
func TestVariants(t *testing.T) {
	reads := 0
	variants := inline.Variants(true, func() ([]byte, error) { reads++; return nil, errors.New("no document") })
	for _, v := range []inline.Variant{{}, {Inline: true}, {OData: true}, {Inline: true}} {
		if data, err := variants(v); err == nil || data != nil {
			t.Errorf("%+v: %q, %v", v, data, err)
		}
	}
	if reads != 1 {
		t.Errorf("read %d times", reads)
	}
}
