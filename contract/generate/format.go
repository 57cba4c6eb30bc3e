package generate

// Format returns strings that are valid in a format, and near misses or strings that
// few programs accept, such as the year 1; none for an unknown format. Which strings of
// the second list a validator refuses depends on how strict it is. The lists must not
// be modified.
func Format(name string) (good, near []string) {
	if name == "date-time" {
		return goodDateTimes, nearDateTimes
	}
	f := formats[name]
	return f.good, f.near
}

// formats are those of the registry of OpenAPI and of JSON Schema that texts
// can be in or not.
var formats = map[string]struct{ good, near []string }{
	"date": {[]string{"2026-11-23", "2024-02-29"}, []string{"0001-01-01", "9999-12-31", "2026-11-31", "2026-13-01", "2025-02-29", "2026-1-2", "23.11.2026", "2026-11-23T00:00:00Z", ""}},
	"uuid": {
		[]string{"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", "86904b1e-c7d0-4ead-b13a-98f11fc400ee"},
		[]string{"019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b1", "019ab1c059fe7d0ba2a46a0e1f0c9b11", "{019ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11}", "g19ab1c0-59fe-7d0b-a2a4-6a0e1f0c9b11", ""},
	},
	"uri":           {[]string{"https://example.com/a?b=c"}, []string{"/relative", "example.com", "http://[::1", ""}},
	"url":           {[]string{"https://example.com/a?b=c"}, []string{"/relative", "example.com", "http://[::1", ""}},
	"iri":           {[]string{"https://example.com/a?b=c"}, []string{"/relative", "http://[::1", ""}},
	"uri-reference": {[]string{"/a?b=c", "https://example.com/"}, []string{"http://[::1", "%zz"}},
	"iri-reference": {[]string{"/a?b=c", "https://example.com/"}, []string{"http://[::1"}},
	"uri-template":  {[]string{"/things/{id}"}, []string{"/things/{id", "/things/{}"}},
	"email":         {[]string{"someone@example.com"}, []string{"someone", "@example.com", "some one@example.com", ""}},
	"hostname":      {[]string{"example.com", "a"}, []string{"-example.com", "exam ple.com", "example..com", ""}},
	"ipv4":          {[]string{"192.0.2.1"}, []string{"192.0.2.256", "192.0.2", "::1"}},
	"ipv6":          {[]string{"2001:db8::1"}, []string{"2001:db8::g", "192.0.2.1", ":::"}},
	"byte":          {[]string{"aGVsbG8=", "YQ==", ""}, []string{"a", "$$$$"}},
	"time":          {[]string{"09:58:12Z", "09:58:12.5+02:00"}, []string{"09:58", "25:00:00Z", "9:58:12Z"}},
	"duration":      {[]string{"P1DT2H", "PT30S", "P3W"}, []string{"P", "1D", "P1H", "PT"}},
	"json-pointer":  {[]string{"/a/0", "/a~1b"}, []string{"a", "/a~2"}},
	"regex":         {[]string{"^[a-z]+$"}, []string{"(", "[a-"}},

	"relative-json-pointer": {[]string{"1/a", "0#"}, []string{"/a", "-1"}},
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
	"2026-11-23T09:58:12+23:59",         // the largest offset
	"2026-11-23T09:58:12.123456789012Z", // 12 fraction digits
	"2026-11-23T09:58:12-00:00",         // offset unknown, RFC 3339 section 4.3
	"2026-11-23T09:58:12.000000000Z",
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
	"2026-11-23T09:58:12+24:00", // no hour
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
	"0001-01-01T00:00:00+01:00",      // before the year 1 in UTC
	"9999-12-31T23:59:59-01:00",      // after the year 9999 in UTC
	"0001-01-01T00:00:00Z",           // the first instant
	"9999-12-31T23:59:59.999999999Z", // the last
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
