package ascii

import (
	"bytes"
	"testing"
)

// plainest is the same as Plain, byte by byte.
func plainest(b []byte) int {
	n := bytes.IndexFunc(b, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' })
	if n < 0 {
		return len(b)
	}
	return n
}

// TestPlain: each byte at each place among plain ones, alone and before others.
func TestPlain(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			for _, rest := range []byte{' ', '~', 0, '"', 0x7f, 0xff, byte(c)} {
				b := bytes.Repeat([]byte{'!'}, at)
				b = append(append(b, byte(c)), bytes.Repeat([]byte{rest}, 20-at)...)
				if got, want := Plain(b), plainest(b); got != want {
					t.Errorf("Plain(%q) = %d, want %d", b, got, want)
				}
			}
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte(`019ab1c0-5a00-7c3e "`))
	f.Add([]byte("\x21\x20\x1f\x7f\x80\x5c\x5b\x23\x22"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := Plain(b), plainest(b); got != want {
			t.Errorf("Plain(%q) = %d, want %d", b, got, want)
		}
	})
}
