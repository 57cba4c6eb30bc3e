package ascii

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/google/uuid"
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

// FuzzUUID: the text is what package uuid writes and reads, in lower case.
func FuzzUUID(f *testing.F) {
	f.Add("019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17", uint64(0), uint64(1<<63))
	f.Add("019AB1C0-5A00-7C3E-9D51-3F0C8A6B2E17", uint64(0x0123_4567_89ab_cdef), ^uint64(0))
	f.Add("019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e1g", uint64(0xfedc_ba98_7654_3210), uint64(0x9aa9_0ff0_9aa9_0ff0))
	f.Add("019ab1c05a00-7c3e-9d51-3f0c8a6b2e17-", uint64(1), uint64(2))
	f.Add("/:`@019a-b1c0-5a00-7c3e-9d513f0c8a6b", uint64(3), uint64(4))
	f.Add("", uint64(5), uint64(6))
	f.Fuzz(func(t *testing.T, s string, high, low uint64) {
		var id uuid.UUID
		binary.BigEndian.PutUint64(id[:], high)
		binary.BigEndian.PutUint64(id[8:], low)
		text := UUID([2]uint64{high, low})
		if string(text[:]) != id.String() {
			t.Errorf("UUID(%x, %x) = %s, want %s", high, low, text, id)
		}
		if got, ok := ParseUUID(id.String()); !ok || got != [2]uint64{high, low} {
			t.Errorf("ParseUUID(%s) = %x, %t", id, got, ok)
		}
		known, err := uuid.Parse(s)
		want := err == nil && known.String() == s
		if got, ok := ParseUUID(s); ok != want || ok && got != [2]uint64{binary.BigEndian.Uint64(known[:8]), binary.BigEndian.Uint64(known[8:])} {
			t.Errorf("ParseUUID(%q) = %x, %t, want %t", s, got, ok, want)
		}
	})
}

// TestParseUUID: one wrong byte at each place.
func TestParseUUID(t *testing.T) {
	const right = "019ab1c0-5a00-7c3e-9d51-3f0c8a6b2e17"
	for at := range right {
		for c := range 256 {
			s := []byte(right)
			s[at] = byte(c)
			known, err := uuid.ParseBytes(s)
			want := err == nil && known.String() == string(s)
			if _, ok := ParseUUID(string(s)); ok != want {
				t.Errorf("ParseUUID(%q) is %t, want %t", s, ok, want)
			}
		}
	}
}
