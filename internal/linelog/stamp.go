package linelog

import (
	"sync/atomic"
	"time"
)

// A stamp is what the times of lines within the same second have in common.
type stamp struct {
	second   int64 // since 1970
	location *time.Location
	begin    string // up to the seconds
	zone     string
}

// stamps holds the stamp of the last line.
type stamps struct{ last atomic.Pointer[stamp] }

// append appends a time by RFC 3339. With millis it has three digits of a second,
// without as many as it takes. It is not ok where slog writes another time.
func (s *stamps) append(b []byte, t time.Time, millis bool) (_ []byte, ok bool) {
	now := s.last.Load()
	if now == nil || now.second != t.Unix() || now.location != t.Location() {
		if year := t.Year(); year < 1900 || year > 9999 {
			return b, false
		}
		now = &stamp{t.Unix(), t.Location(), t.Format("2006-01-02T15:04:05"), t.Format("Z07:00")}
		s.last.Store(now)
	}
	b = append(b, now.begin...)
	if nanos := uint32(t.Nanosecond()); millis {
		b = appendFraction(b, nanos/1e6, 3)
	} else if nanos > 0 {
		b = withoutZeros(appendFraction(b, nanos, 9))
	}
	return append(b, now.zone...), true
}

// appendFraction appends a point and a number of so many digits, 9 at most.
func appendFraction(b []byte, number uint32, digits int) []byte {
	b = append(b, ".000000000"[:1+digits]...)
	for i := len(b) - 1; number > 0; i-- {
		b[i] = byte('0' + number%10)
		number /= 10
	}
	return b
}

// withoutZeros cuts what a fraction does not need.
func withoutZeros(b []byte) []byte {
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}
