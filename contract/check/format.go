package check

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// formatTexts returns texts that are in a format and texts that are nearly so,
// none for a format that is not known here. Which are which is for the validator.
func formatTexts(format string) (good, near []string) {
	switch format {
	case "date-time":
		return goodDateTimes, nearDateTimes
	case "date":
		return []string{"2026-11-23", "2024-02-29", "0001-01-01"}, []string{"2026-11-31", "2026-13-01", "2025-02-29", "2026-1-2", "23.11.2026", "2026-11-23T00:00:00Z", ""}
	case "uuid":
		return []string{"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", "86904b1e-c7d0-4ead-b13a-98f11fc400ee"},
			[]string{"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b1", "019ab1c059fe7d0ba2a46a0e1f0c9b11", "{019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11}", "g19ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", ""}
	case "uri", "url":
		return []string{"https://example.com/a?b=c"}, []string{"/relative", "example.com", "http://[::1", ""}
	case "uri-reference":
		return []string{"/a?b=c", "https://example.com/"}, []string{"http://[::1", "%zz"}
	case "email":
		return []string{"someone@example.com"}, []string{"someone", "@example.com", "some one@example.com", ""}
	case "ipv4":
		return []string{"192.0.2.1"}, []string{"192.0.2.256", "192.0.2", "::1"}
	case "ipv6":
		return []string{"2001:db8::1"}, []string{"2001:db8::g", "192.0.2.1", ":::"}
	case "byte":
		return []string{"aGVsbG8="}, []string{"a", "$$$$"}
	}
	return nil, nil
}

var goodDateTimes = []string{
	"2026-11-23T09:58:12.5Z",
	"2026-11-23T09:58:12Z",
	"2026-11-23T09:58:12.123Z",         // as JavaScript writes it
	"2026-11-23T09:58:12.123456+00:00", // as Python does
	"2026-11-23T09:58:12.123456789Z",   // as Java does
	"2026-11-23T11:58:12+02:00",
	"2026-11-23T00:58:12-09:00",
	"2024-02-29T23:59:59Z",              // a leap year
	"2000-02-29T00:00:00Z",              // one of every four hundred years
	"1969-12-31T23:59:59Z",              // before the epoch
	"2038-01-19T03:14:08Z",              // beyond 32 bits of seconds
	"2026-11-23T23:30:00-14:00",         // the next day in UTC
	"2026-11-23T00:30:00+14:00",         // the day before
	"2026-11-23T09:58:12.123456789012Z", // 12 fraction digits
	"2026-11-23T09:58:12-00:00",         // offset unknown, RFC 3339 section 4.3
	"2026-11-23T09:58:12.000000000Z",
	"0001-01-01T00:00:00Z",                // the first instant
	"9999-12-31T23:59:59.999999999Z",      // the last
	"2026-11-23T09:58:12.999999999+05:45", // quarters of an hour
}

var nearDateTimes = []string{
	"", "now", "2026-11-23", "09:58:12Z", "1764000000",
	"2026-11-23T09:58:12",    // no zone
	"2026-11-23T09:58:12.5",  // nor here
	"2026-11-23 09:58:12Z",   // a blank for the T
	"2026-11-23T09:58Z",      // no seconds
	"2026-11-23T09:58:12.Z",  // no digit
	"2026-11-23T09:58:12,5Z", // a comma
	"2026-11-23T09:58:12z",   // small letters
	"2026-11-23t09:58:12Z",
	"2026-11-23T09:58:12+0200", // no colon
	"2026-11-23T09:58:12+02",
	"2026-11-23T09:58:12 +02:00",
	"2026-11-23T09:58:12+15:00", // beyond any zone
	"2026-11-23T09:58:12+02:60",
	"2026-11-23T24:00:00Z", // the next day's midnight
	"2026-11-23T25:00:00Z",
	"2026-11-23T09:60:12Z",
	"2026-11-23T09:58:60Z", // no leap second then
	"2016-12-31T23:59:60Z", // a real one
	"2026-02-31T09:58:12Z",
	"2025-02-29T09:58:12Z", // no leap year
	"1900-02-29T09:58:12Z",
	"2026-13-01T09:58:12Z",
	"2026-00-01T09:58:12Z",
	"2026-01-00T09:58:12Z",
	"0000-01-01T00:00:00Z",
	"0001-01-01T00:00:00+01:00", // before the year 1 in UTC
	"9999-12-31T23:59:59-01:00", // after the year 9999 in UTC
	"26-11-23T09:58:12Z",
	"12026-11-23T09:58:12Z",
	"+2026-11-23T09:58:12Z",
	"2026-11-23T09:58:12Z ",
	" 2026-11-23T09:58:12Z",
	"2026-11-23T09:58:12Z\n",
	"2026-11-23T09:58:12.1234567890123Z", // 13 digits
	"Mon, 23 Nov 2026 09:58:12 GMT",      // as in HTTP
	"/Date(1764000000000)/",              // as ASP.NET did
	"٢٠٢٦-11-23T09:58:12Z",               // other digits
}

// randomDateTime returns an instant from the years 1900 to 2199, in some zone
// and with some fraction digits.
func randomDateTime(rng *rand.Rand) string {
	t := time.Unix(rng.Int64N(300*365*24*3600)-70*365*24*3600, rng.Int64N(1e9))
	offset := (rng.IntN(113) - 56) * 15 * 60
	t = t.In(time.FixedZone("", offset))
	layout := "2006-01-02T15:04:05"
	if digits := rng.IntN(10); digits > 0 {
		layout += "." + fmt.Sprintf("%0*d", digits, 0)
	}
	return t.Format(layout + "Z07:00")
}
