package codec

import (
	"testing"
	"time"
)

// FuzzAppendTime: a time is written as package time writes it.
func FuzzAppendTime(f *testing.F) {
	for _, t := range []time.Time{
		{}, time.Date(2026, 11, 23, 9, 58, 12, 500_000_000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(0, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		f.Add(t.Unix(), int64(t.Nanosecond()), 0)
		f.Add(t.Unix(), int64(t.Nanosecond()), 5400)
	}
	f.Fuzz(func(t *testing.T, seconds, nanoseconds int64, offset int) {
		at := time.Unix(seconds, nanoseconds).UTC()
		if offset != 0 {
			at = at.In(time.FixedZone("", offset%86_400))
		}
		if got, want := string(AppendTime([]byte("x"), at)), `x"`+at.Format(time.RFC3339Nano)+`"`; got != want {
			t.Errorf("AppendTime() = %s, want %s", got, want)
		}
	})
}
