// Package ascii looks for the end of what needs no escape in JSON, eight bytes at a
// time.
package ascii

import (
	"encoding/binary"
	"math/bits"
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
// before it; 0 if all are. Behind that byte it may have bits of plain ones.
func special(x uint64) uint64 {
	return x&top | below(x, ' ') | below(x^0x7f*each, 1) | below(x^'"'*each, 1) | below(x^'\\'*each, 1)
}

// below has the highest bit of the first byte that is less than n, and not more than
// 0x7f; a difference borrows from the bytes behind it alone.
func below(x, n uint64) uint64 { return (x - n*each) &^ x & top }
