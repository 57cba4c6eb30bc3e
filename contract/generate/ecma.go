package generate

import (
	"regexp/syntax"
	"strings"
)

// parsePattern reads a pattern of ECMA 262. What Go does not know, such as look
// ahead, is left out: a text that is written for the rest may still match.
func parsePattern(pattern string) (*syntax.Regexp, error) {
	if re, err := syntax.Parse(pattern, syntax.Perl); err == nil {
		return re, nil
	}
	return syntax.Parse(forGo(pattern), syntax.Perl)
}

// forGo writes a pattern so that Go may read it.
func forGo(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, "(?=") || strings.HasPrefix(rest, "(?!") || strings.HasPrefix(rest, "(?<=") || strings.HasPrefix(rest, "(?<!"):
			i += groupLength(rest)
		case strings.HasPrefix(rest, `\u`) && len(rest) >= 6 && isHex(rest[2:6]):
			b.WriteString(`\x{` + rest[2:6] + `}`)
			i += 6
		case strings.HasPrefix(rest, `\c`) && len(rest) >= 3:
			b.WriteString(`\x{` + string("0123456789abcdef"[rest[2]>>4&1]) + string("0123456789abcdef"[rest[2]&15]) + `}`)
			i += 3
		case rest[0] == '\\' && len(rest) >= 2:
			b.WriteString(rest[:2])
			i += 2
		case strings.HasPrefix(rest, "[^]"):
			b.WriteString(`(?s:.)`)
			i += 3
		case rest[0] == '{' && strings.Contains(rest, "}"):
			n := strings.IndexByte(rest, '}') + 1
			b.WriteString(shorterRepeat(rest[:n]))
			i += n
		default:
			b.WriteByte(rest[0])
			i++
		}
	}
	return b.String()
}

// groupLength returns how long the group is that a text begins with, in bytes.
func groupLength(text string) int {
	depth, class := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// shorterRepeat returns a repetition such as {1,2000} with no number above
// 1,000, which is the most that Go reads.
func shorterRepeat(text string) string {
	low, high, several := strings.Cut(strings.Trim(text, "{}"), ",")
	short := func(digits string) string {
		if len(strings.TrimLeft(digits, "0123456789")) == 0 && len(digits) >= 4 {
			return "1000"
		}
		return digits
	}
	if !several {
		return "{" + short(low) + "}"
	}
	return "{" + short(low) + "," + short(high) + "}"
}

func isHex(text string) bool { return strings.Trim(text, "0123456789abcdefABCDEF") == "" }
