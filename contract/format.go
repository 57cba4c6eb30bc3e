package contract

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// formats are the string formats that are checked, beside those that
// kin-openapi checks by itself.
var formats = map[string]openapi3.StringFormatValidator{
	"date-time":     openapi3.NewCallbackValidator(checkDateTime),
	"uuid":          openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562),
	"uri":           openapi3.NewCallbackValidator(checkURI),
	"uri-reference": openapi3.NewCallbackValidator(checkURIReference),
}

// The errors of a format are the second half of a sentence that begins with
// the value.

func checkURI(s string) error {
	if u, err := url.Parse(s); err != nil || !u.IsAbs() {
		return errors.New("is not an absolute URI (RFC 3986)")
	}
	return nil
}

func checkURIReference(s string) error {
	if _, err := url.Parse(s); err != nil {
		return errors.New("is not a URI reference (RFC 3986)")
	}
	return nil
}

// checkDateTime checks an RFC 3339 date-time (section 5.6) within the bounds
// that the package comment names.
func checkDateTime(s string) error {
	const shape = "0000-00-00T00:00:00"
	if !hasShape(s, shape) {
		return errors.New("is not a date and time such as 2026-11-23T09:58:12Z (RFC 3339)")
	}
	rest := s[len(shape):]
	if rest != "" && rest[0] == '.' {
		digits := 1
		for digits < len(rest) && isDigit(rest[digits]) {
			digits++
		}
		switch {
		case digits == 1:
			return errors.New("has no digit after the point of its seconds")
		case digits > 1+12:
			return fmt.Errorf("has %d fraction digits; 12 are the most", digits-1)
		}
		rest = rest[digits:]
	}
	switch {
	case rest == "":
		return errors.New("has no zone; end it with Z or an offset such as +02:00")
	case rest != "Z" && !hasShape(rest, "+00:00") && !hasShape(rest, "-00:00") || rest != "Z" && len(rest) != 6:
		return errors.New("does not end with Z or an offset such as +02:00")
	case rest != "Z" && (rest[1:3] > "14" || rest[1:3] == "14" && rest[4:] != "00" || rest[4] > '5'):
		return errors.New("has an offset beyond 14:00")
	case s[17] >= '6':
		return fmt.Errorf("has the second %s; they go from 00 to 59, leap seconds cannot be kept", s[17:19])
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return errors.New("is no date or time that exists")
	}
	if y := t.UTC().Year(); y < 1 || y > 9998 {
		return errors.New("lies outside the years 0001 to 9998 in UTC")
	}
	return nil
}

// hasShape reports whether s begins like shape, where 0 stands for a digit.
func hasShape(s, shape string) bool {
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if shape[i] == '0' && !isDigit(s[i]) || shape[i] != '0' && s[i] != shape[i] {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
