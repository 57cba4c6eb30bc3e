package check

import (
	"bytes"
	"iter"
	"net/http"
	"strings"
)

// brokenBodies makes bodies that are no JSON value, or not one only, out of a
// valid one.
func brokenBodies(valid []byte) map[string][]byte {
	text := string(valid)
	broken := map[string]string{
		"empty":                    "",
		"white space":              " \r\n\t",
		"cut by one":               text[:len(text)-1],
		"cut in the middle":        text[:len(text)/2],
		"one more bracket":         text + "}",
		"another value behind it":  text + " " + text,
		"garbage behind it":        text + "garbage",
		"a comment":                text + " // comment",
		"a mark of byte order":     "\ufeff" + text,
		"white space around it":    " \n" + text + "\r\n\t ",
		"UTF-16":                   utf16(text),
		"deep nesting":             strings.Repeat("[", 9_900) + strings.Repeat("]", 9_900),
		"deep objects":             strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000),
		"no number":                "NaN",
		"a huge number":            "1" + strings.Repeat("0", 400),
		"a number without end":     "1e999999",
		"XML":                      "<a/>",
		"a form":                   "a=b&c=d",
		"only a string":            `"a"`,
		"only null":                "null",
		"an array around it":       "[" + text + "]",
		"100 KiB, mostly of space": text + strings.Repeat(" ", 100<<10),
	}
	if strings.HasPrefix(text, "{") && len(text) > 2 {
		brokenObjects(text, broken)
	}
	bodies := make(map[string][]byte, len(broken))
	for note, body := range broken {
		bodies[note] = []byte(body)
	}
	return bodies
}

// brokenObjects breaks an object from within.
func brokenObjects(text string, broken map[string]string) {
	rest := text[1:]
	first, _, _ := strings.Cut(rest, ":")
	value := rest[len(first)+1:]
	broken["a name twice"] = "{" + first + ":null," + rest
	broken["the same twice"] = "{" + rest[:len(rest)-1] + "," + rest
	broken["a name twice, once escaped"] = "{" + escapeFirst(first) + ":null," + rest
	broken["a comma too many"] = text[:len(text)-1] + ",}"
	broken["names in single quotes"] = strings.ReplaceAll(text, `"`, `'`)
	broken["names without quotes"] = "{" + strings.Trim(first, `"`) + ":" + value
	broken["not UTF-8"] = "{\"\xff\":1," + rest
	broken["a value that is not UTF-8"] = "{\"a\":\"\xc3\x28\"," + rest
	broken["half a surrogate"] = `{"a":"\ud800",` + rest
	broken["a control character"] = "{\"a\":\"\x01\"," + rest
	broken["a number with a zero in front"] = `{"a":01,` + rest
	broken["a plus sign"] = `{"a":+1,` + rest
	broken["a huge number inside"] = `{"a":1e400,` + rest
	broken["escapes for letters"] = "{" + escapeFirst(first) + ":" + value
	broken["a NUL behind it"] = text + "\x00"
}

// escapeFirst writes the first letter of a quoted name as an escape, which is
// the same name.
func escapeFirst(quoted string) string {
	const hex = "0123456789abcdef"
	if len(quoted) < 3 || quoted[1] == '\\' || quoted[1] >= 0x80 {
		return quoted
	}
	c := quoted[1]
	return `"\u00` + string(hex[c>>4]) + string(hex[c&15]) + quoted[2:]
}

func utf16(s string) string {
	var b strings.Builder
	b.WriteString("\xff\xfe")
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

// broken makes a request of each broken body.
func (k *checker) broken(s *operation) iter.Seq[*testCase] {
	return func(yield func(*testCase) bool) {
		if s.full == nil {
			return
		}
		tree, ids := k.nameless(s)
		bodies := brokenBodies(encode(tree))
		for _, note := range sorted(bodies) {
			p := k.own(s, "bodies", note)
			p.body = k.refreshed(bodies[note]) // or the second one taken would be a conflict
			for _, id := range ids {
				p.body = bytes.ReplaceAll(p.body, []byte(id), []byte(k.fresh()))
			}
			// Where the document takes one of these, a server need not.
			p.either = note != "white space around it" && note != "escapes for letters" && !strings.HasPrefix(note, "100 KiB")
			if len(p.body) > maxBytes {
				p.excuse = append(p.excuse, http.StatusRequestEntityTooLarge)
			}
			if strings.Contains(note, "number") { // RFC 8259 section 6 lets a reader have limits
				p.excuse = append(p.excuse, http.StatusBadRequest, http.StatusUnprocessableEntity)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// nameless returns a valid body without the ids that can be left out, and those
// that cannot and are not made by fresh.
func (k *checker) nameless(s *operation) (tree any, ids []string) {
	tree = k.renew(s, s.full)
	for _, name := range s.ids {
		if rest := without(tree, []step{name}); k.fits(s, rest) {
			tree = rest
		} else if id, ok := get(tree, []step{name}).(string); ok && !strings.HasPrefix(id, "ck"+k.nonce) {
			ids = append(ids, id)
		}
	}
	return tree, ids
}
