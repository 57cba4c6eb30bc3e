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
	nanos, last := t.Nanosecond(), 1
	if millis {
		last = 1e6
	}
	if nanos > 0 || millis {
		b = append(b, '.')
	}
	for unit := 100_000_000; unit >= last && (nanos > 0 || millis); unit /= 10 {
		b = append(b, byte('0'+nanos/unit))
		nanos %= unit
	}
	return append(b, now.zone...), true
}
