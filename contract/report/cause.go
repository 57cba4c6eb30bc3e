package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// A Cause groups findings that most likely have the same cause, since one bug of a
// server shows in many operations.
type Cause struct {
	Finding           // the one with the smallest example and the total Count
	Places  []Finding // one for each operation and location, the most frequent first
}

// Merge merges findings that differ only in their group. The smallest example is kept,
// and Groups has all groups.
func Merge(all []Finding) []Finding {
	var merged []Finding
	for _, same := range gather(all, func(f Finding) any { f.Group = ""; return f.kind() }) {
		merged = append(merged, join(same))
	}
	return merged
}

// Causes groups findings by their cause, errors first. Findings have the same
// cause if they break
//
//   - the same keyword at the same place of the document, where each property that is
//     missing is a cause of its own,
//   - the same header, whichever answers lack it,
//   - the same keyword by requests that should have been refused,
//   - nothing of a schema, and were refused or failed with the same status in the
//     same words, numbers and names aside, or
//   - another rule at the same place of a message.
func Causes(findings []Finding) []Cause {
	var causes []Cause
	for _, same := range gather(findings, func(f Finding) any { return f.cause() }) {
		c := Cause{Finding: join(same), Places: Merge(same)}
		slices.SortStableFunc(c.Places, func(a, b Finding) int { return b.Count - a.Count })
		causes = append(causes, c)
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return strings.Compare(string(a.Level), string(b.Level)) })
	return causes
}

// Operations returns the number of operations that a cause affects.
func (c *Cause) Operations() int {
	seen := make(map[string]bool)
	for _, f := range c.Places {
		seen[f.Operation] = true
	}
	return len(seen)
}

// gather returns findings with the same key together, in the order of the first
// of each.
func gather(all []Finding, key func(Finding) any) [][]Finding {
	var gathered [][]Finding
	index := make(map[any]int)
	for _, f := range all {
		k := key(f)
		i, ok := index[k]
		if !ok {
			i = len(gathered)
			index[k] = i
			gathered = append(gathered, nil)
		}
		gathered[i] = append(gathered[i], f)
	}
	return gathered
}

// join makes one finding of several, which it counts together.
func join(same []Finding) Finding {
	joined, count := same[0], 0
	var groups []string
	for _, f := range same {
		if smaller(&f, &joined) {
			joined = f
		}
		count += f.Count
		groups = append(groups, f.groups()...)
	}
	slices.Sort(groups)
	joined.Count, joined.Groups = count, slices.Compact(groups)
	return joined
}

// smaller reports whether a shows the same with less than b.
func smaller(a, b *Finding) bool {
	return cmp.Or(len(a.Steps)-len(b.Steps), less(&a.Example, &b.Example)) < 0
}

// A cause tells causes apart.
type cause struct {
	rule, text   string
	side         string
	level        Level
	line, column int
}

func (f Finding) cause() cause {
	v := f.Violation
	c := cause{rule: v.Rule, side: string(v.Side), level: f.Level}
	switch {
	case v.Rule == "accepted":
		c.text = v.Want
	case strings.HasPrefix(v.Target, "header/"):
		c.text = v.Target
	case v.Rule == "refused" || v.Rule == "serverError":
		c.text = v.Found + " " + wording(f)
	case v.Line > 0 && slices.Contains(keywords, v.Rule):
		c.line, c.column = v.Line, v.Column
		if v.Rule != "additionalProperties" {
			c.text = v.Target[strings.LastIndexByte(v.Target, '/')+1:] // of those that are required, say
		}
	case v.Rule == "status" || v.Rule == "mediaType" || v.Rule == "noAnswer":
		c.text = v.Target + " " + v.Found
	default:
		c.text = general(v.Target)
	}
	return c
}

// maxWording is how many words of an answer tell causes apart.
const maxWording = 40

// wording returns the words of an answer that say why it is what it is: those
// that hold no digit and that neither the request nor the target has.
func wording(f Finding) string {
	body := f.Example.ResponseBody
	var value any
	if json.Unmarshal(body, &value) == nil {
		body, _ = json.Marshal(value) // in one order, whatever the server's is
	}
	sent := strings.ToLower(f.Violation.Target + " " + f.Example.Target + " " + string(f.Example.RequestBody))
	var words []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(string(body)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(words) < maxWording && !strings.ContainsAny(word, "0123456789") && (len(word) < 4 || !strings.Contains(sent, word)) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
