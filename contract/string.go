package contract

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

func (b *builder) acceptString(s *openapi3.Schema) acceptor {
	accepts := b.acceptText(s)
	if accepts == nil {
		return nil
	}
	return func(value any) bool {
		text, ok := value.(string)
		return ok && accepts(text)
	}
}

// acceptText is acceptString for what is known to be a string.
func (b *builder) acceptText(s *openapi3.Schema) func(text string) bool {
	var enum []string
	for _, member := range s.Enum {
		text, ok := member.(string)
		if !ok {
			return nil
		}
		enum = append(enum, text)
	}
	var pattern openapi3.RegexMatcher
	if s.Pattern != "" {
		pattern, _ = b.compile(s.Pattern)
	}
	format, ok := b.checked[s.Format]
	if !ok && s.Format != "" {
		format = openapi3.SchemaStringFormats[s.Format] // nil: nobody checks it
	}
	lowest, highest := int(s.MinLength), -1
	if s.MaxLength != nil {
		highest = int(*s.MaxLength)
	}
	return func(text string) bool {
		if enum != nil && !contains(enum, text) {
			return false
		}
		if lowest > 0 || highest >= 0 {
			if n := utf8.RuneCountInString(text); n < lowest || highest >= 0 && n > highest {
				return false
			}
		}
		return (pattern == nil || pattern.MatchString(text)) && (format == nil || format.Validate(text) == nil)
	}
}

func contains(enum []string, text string) bool {
	for _, member := range enum {
		if member == text {
			return true
		}
	}
	return false
}

// An asciiPattern matches what ^ab{least,most}$ matches, where a is any number
// of ASCII characters or classes of them and b is one. Ids, codes and tokens have
// such patterns, and a look at each byte takes a tenth of what an engine takes.
type asciiPattern struct {
	first       []asciiSet
	rest        asciiSet
	least, most int // how often rest is repeated; most is -1 if there is no limit
}

// An asciiSet has one bit for each ASCII character.
type asciiSet [2]uint64

func (a *asciiSet) has(c byte) bool { return c < 0x80 && a[c>>6]>>(c&63)&1 != 0 }

// MatchString implements [openapi3.RegexMatcher].
func (p *asciiPattern) MatchString(s string) bool {
	n := len(s) - len(p.first)
	if n < p.least || p.most >= 0 && n > p.most {
		return false
	}
	for i := range p.first {
		if !p.first[i].has(s[i]) {
			return false
		}
	}
	for i := len(p.first); i < len(s); i++ {
		if !p.rest.has(s[i]) {
			return false
		}
	}
	return true
}

// checkDateTime checks an RFC 3339 date-time (section 5.6) within the bounds
// that [Graph] names. It does not make an instant of it: whoever binds the value
// does, and to do that twice would cost more than the rest of the check.
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
		return errors.New("has neither Z nor an offset such as +02:00 directly after its seconds")
	case rest != "Z" && (rest[1:3] > "23" || rest[4] > '5'):
		return errors.New("has an offset beyond 23:59")
	case s[17] >= '6':
		return fmt.Errorf("has the second %s; they go from 00 to 59, leap seconds cannot be kept", s[17:19])
	}
	if !exists(s) {
		return errors.New("is not a date and time that exists")
	}
	// The offset counts only where the years end.
	if year := s[:4]; year == "0000" || year == "0001" || year == "9999" {
		t, err := time.Parse(time.RFC3339, s)
		if y := t.UTC().Year(); err != nil || y < 1 || y > 9999 {
			return errors.New("lies outside the years 0001 to 9999 in UTC")
		}
	}
	return nil
}

// exists reports whether the calendar has the day and the day has the hour and
// the minute, of a text with the shape of a date-time.
func exists(s string) bool {
	days := 31
	switch s[5:7] {
	case "04", "06", "09", "11":
		days = 30
	case "02":
		days = 28
		if year := number(s[:4]); year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			days = 29
		}
	}
	month, day := number(s[5:7]), number(s[8:10])
	return 1 <= month && month <= 12 && 1 <= day && day <= days && number(s[11:13]) < 24 && s[14] < '6'
}

// number returns what a few digits mean.
func number(digits string) (n int) {
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// hasShape reports whether s begins like shape, where 0 stands for a digit.
func hasShape(s, shape string) bool {
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if s[i] != shape[i] && (shape[i] != '0' || !isDigit(s[i])) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
