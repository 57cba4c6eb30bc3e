package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isPlain reports whether s is text of which every character is to be seen, so
// that it does to a terminal and to a reader what it seems to: no control
// characters, line breaks, marks of direction or bytes that are not UTF-8.
func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError })
}

// plain returns s as it is if it is plain, and else with everything that is not
// escaped as Go does.
func plain(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case !unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		default:
			b.WriteRune(r)
		}
		s = s[n:]
	}
	return b.String()
}

// plainAll returns each of some texts as plain does.
func plainAll(all []string) []string {
	shown := make([]string, len(all))
	for i, s := range all {
		shown[i] = plain(s)
	}
	return shown
}

// quote writes a word for the shell, in which the shell reads nothing. What is
// not plain is given to printf, whose output loses NUL, which no argument of a
// program can hold, and line breaks at its end.
func quote(s string) string {
	if isPlain(s) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return `"$(printf ` + printfQuote(s) + `)"`
}

// printfQuote writes bytes as a format of the shell's printf.
func printfQuote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '%':
			b.WriteString("%%")
		case c == '\\':
			b.WriteString(`\\`)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c >= 0x7f || c == '\'', c == '!', c == '-' && i == 0:
			// An interactive bash reads ! in double quotes, and printf - as an option.
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
