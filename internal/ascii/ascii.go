// Package ascii reads and writes eight bytes of a text at a time: it looks for the end
// of what needs no escape in JSON, and knows and makes the text of UUIDs.
package ascii

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"time"
)

// Plain returns how many bytes at the beginning of b are printable ASCII and neither
// a quotation mark nor a backslash.
func Plain(b []byte) int {
	n := 0
	for ; len(b)-n >= 8; n += 8 {
		if found := special(binary.LittleEndian.Uint64(b[n:])); found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	if n < len(b) && n > 0 { // the rest, together with plain ones before it
		if n = len(b) - 8; special(binary.LittleEndian.Uint64(b[n:])) == 0 {
			return len(b)
		}
	}
	for n < len(b) && b[n] >= ' ' && b[n] <= '~' && b[n] != '"' && b[n] != '\\' {
		n++
	}
	return n
}

const (
	each = 0x0101010101010101 // times a byte: eight of them
	top  = 0x80 * each        // the highest bit of each byte
)

// special has the highest bit of the first byte of x that is not plain, and of none
// before it; 0 if all are. Behind that byte it may have bits of plain ones. A byte
// that is less than another one has the highest bit of their difference, which
// borrows from the bytes behind it alone.
func special(x uint64) uint64 {
	return (x | (x - ' '*each) | ((x ^ 0x7f*each) - each) | ((x ^ '"'*each) - each) | ((x ^ '\\'*each) - each)) & top
}

// UUIDLength is how many bytes the text of a UUID has.
const UUIDLength = 36

// UUID returns the text of a UUID, in lower case.
func UUID(id [2]uint64) (text [UUIDLength]byte) {
	var digits [32]byte
	binary.BigEndian.PutUint64(digits[0:], hexOf(id[0]>>32))
	binary.BigEndian.PutUint64(digits[8:], hexOf(id[0]&0xffff_ffff))
	binary.BigEndian.PutUint64(digits[16:], hexOf(id[1]>>32))
	binary.BigEndian.PutUint64(digits[24:], hexOf(id[1]&0xffff_ffff))
	copy(text[0:8], digits[0:8])
	copy(text[9:13], digits[8:12])
	copy(text[14:18], digits[12:16])
	copy(text[19:23], digits[16:20])
	copy(text[24:], digits[20:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return text
}

// NewUUID returns the text of a new UUID of version 7 (RFC 9562 section 5.7): 48 bits
// of milliseconds, 12 bits of a fraction of one (section 6.2, method 3) and 62 random
// ones. Those that were made later sort later, which keeps a store's index compact.
// They need not be secret, so they come from the source that takes no lock.
func NewUUID(now time.Time) string {
	fraction := uint64(now.Nanosecond()%1e6) << 12 / 1e6
	text := UUID([2]uint64{uint64(now.UnixMilli())<<16 | 7<<12 | fraction, 1<<63 | rand.Uint64()>>2})
	return string(text[:])
}

// ParseUUID reads a text that [UUID] writes. It is not ok for any other, such as one
// in upper case.
func ParseUUID(s string) (id [2]uint64, ok bool) {
	if len(s) != UUIDLength {
		return id, false
	}
	var digits [32]byte
	copy(digits[0:8], s[0:8])
	copy(digits[8:12], s[9:13])
	copy(digits[12:16], s[14:18])
	copy(digits[16:20], s[19:23])
	copy(digits[20:], s[24:])
	for i := range id {
		high, low := binary.BigEndian.Uint64(digits[16*i:]), binary.BigEndian.Uint64(digits[16*i+8:])
		id[i] = meant(high)<<32 | meant(low)
	}
	text := UUID(id) // what is no digit becomes another text
	return id, string(text[:]) == s
}

// hexOf returns the eight hexadecimal digits of a number below 1<<32, the first one
// in the highest byte.
func hexOf(x uint64) uint64 {
	x = (x<<16 | x) & 0x0000_ffff_0000_ffff
	x = (x<<8 | x) & 0x00ff_00ff_00ff_00ff
	x = (x<<4 | x) & 0x0f0f_0f0f_0f0f_0f0f
	letters := (x + 6*each) >> 4 & each
	return x + '0'*each + letters*('a'-'9'-1)
}

// meant returns what eight digits mean, and any number if they are not all digits.
func meant(x uint64) uint64 {
	x = x&(0x0f*each) + x>>6&each*9 // a letter has the bit 64, and 1 to 6 below it
	x = (x>>4 | x) & 0x00ff_00ff_00ff_00ff
	x = (x>>8 | x) & 0x0000_ffff_0000_ffff
	return (x>>16 | x) & 0xffff_ffff
}
