package contract

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxViolations is the maximum number of violations that are reported for one message.
const MaxViolations = 20

// A Side says which message of an exchange a violation is in.
type Side string

// The sides.
const (
	InRequest  Side = "request"
	InResponse Side = "response"
)

// A Violation is one way in which a message breaks the contract.
type Violation struct {
	Side Side
	// Rule is the keyword of JSON Schema that is broken ("enum", "required",
	// "additionalProperties" …), or one of the rules beyond it: "json", "utf8",
	// "duplicate", "depth", "mediaType", "encoding", "parameter", "status", "body",
	// "notJudged", and those that [Contract.Exchange] adds. A value that is notJudged
	// may be valid: validation would take too long.
	Rule string
	// Target is the location: a JSON pointer (RFC 6901) into the body, empty for the
	// whole body, or "header/", "path/", "query/" or "cookie/" and a name, or "status".
	// For a missing or unknown property it points to that property. Targets longer than
	// 80 bytes are cut and end in "…".
	Target string
	// Message says what was found and what would be right, in one sentence
	// without control characters.
	Message string
	// Found is the offending value, shortened, and Want what the document requires.
	// Either may be empty.
	Found, Want string
	// Line and Column are the location of the violated rule in the document, counted
	// from 1; both are 0 if there is no single location.
	Line, Column int
	// Warning says that this is not certainly a violation of the document or of a MUST
	// of a standard: there may be a reason that a document cannot express. An exchange
	// with only warnings keeps the contract.
	Warning bool
}

// String returns the location and the message.
func (v Violation) String() string {
	if v.Target == "" {
		return v.Message
	}
	return v.Target + ": " + v.Message
}

// onSide marks violations as those of one side.
func onSide(side Side, found []Violation) []Violation {
	for i := range found {
		found[i].Side = side
	}
	return found
}

const (
	maxTarget = 80 // bytes
	maxFound  = 32 // bytes of a value before quoting
)

// shorten cuts s to at most n bytes, at a character's edge, and marks the cut.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// quote makes a text of foreign bytes fit to be shown: short, in quotes, with
// every control character escaped.
func quote(s string) string { return strconv.Quote(shorten(s, maxFound)) }

// describe shows a JSON value as a reader would name it.
func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return quote(v)
	case []any:
		return "an array"
	case map[string]any:
		return "an object"
	case float64:
		return plainNumber(v)
	default:
		return shorten(fmt.Sprint(v), maxFound)
	}
}

// plainNumber writes a number as JSON does, so 2147483648 and not 2.147483648e+09.
func plainNumber(v float64) string {
	data, err := json.Marshal(v)
	if err != nil { // infinite
		return fmt.Sprint(v)
	}
	return string(data)
}

// pointerEscaper writes a name as a token of a JSON pointer (RFC 6901 section
// 3). Control characters cannot stand in a Target, so they are shown as U+FFFD.
var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// Pointer returns a JSON pointer (RFC 6901) to a location in a body in the form of
// [Violation].Target: printable and at most 80 bytes long.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(pointerEscaper.Replace(t))
		if b.Len() > maxTarget {
			break
		}
	}
	return target(b.String())
}

// target makes a place printable and bounds it.
func target(s string) string { return shorten(printable(s), maxTarget) }

// printable replaces every control character by U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, s)
}
