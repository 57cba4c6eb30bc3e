package journal

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/internal/rule"
	"profilestatus.example/contract/report"
)

// A pattern names violations by rule and place.
type pattern struct {
	side  contract.Side // "": either
	rule  string
	place string // "": anywhere
}

// parsePattern reads "[SIDE] RULE[:PLACE]"; a space may stand for the colon.
func parsePattern(text string) (pattern, error) {
	var p pattern
	rest := strings.TrimSpace(text)
	for _, side := range [...]contract.Side{contract.InRequest, contract.InResponse} {
		if after, ok := strings.CutPrefix(rest, string(side)+" "); ok {
			p.side, rest = side, strings.TrimSpace(after)
			break
		}
	}
	p.rule = rest
	if i := strings.IndexAny(rest, ": "); i >= 0 {
		p.rule, p.place = rest[:i], strings.TrimSpace(rest[i+1:])
	}
	if !rules[p.rule] {
		near := rule.Nearest(rules, func(other string) int { return rule.Distance(p.rule, other) })
		err := fmt.Errorf("there is no rule %.40q%s", p.rule, near)
		if text != p.rule {
			err = fmt.Errorf("%.60q: %w", text, err)
		}
		return pattern{}, err
	}
	return p, nil
}

// String returns the pattern as a part of a sentence.
func (p pattern) String() string {
	if p.place == "" {
		return p.rule
	}
	return p.rule + " at " + strings.Trim(fmt.Sprintf("%+.80q", p.place), `"`)
}

func (p pattern) matches(v contract.Violation) bool {
	if p.rule != v.Rule || p.side != "" && p.side != v.Side {
		return false
	}
	if p.place == "" || p.place == v.Target {
		return true
	}
	ok, _ := path.Match(p.place, v.Target) // * is one name or index
	return ok
}

// rules are the names that violations of an exchange can have.
var rules = func() map[string]bool {
	all := make(map[string]bool)
	for _, name := range slices.Concat(report.Keywords(), []string{
		"accepted", "allow", "body", "depth", "duplicate", "encoding", "expect", "json", "maxValues", "mediaType", "method", "noAnswer",
		"parameter", "path", "refused", "retryAfter", "serverError", "status", "unknownProperty", "utf8",
	}) {
		all[name] = true
	}
	return all
}()

// tolerate takes what is tolerated out of a verdict, and that the server took a
// request that breaks nothing else.
func (j *Journal) tolerate(found []contract.Violation) []contract.Violation {
	if len(j.tolerated) == 0 {
		return found
	}
	found = slices.DeleteFunc(found, func(v contract.Violation) bool {
		return slices.ContainsFunc(j.tolerated, func(p pattern) bool { return p.matches(v) })
	})
	if !(contract.Verdict{Violations: found}).Broke(contract.InRequest) {
		found = slices.DeleteFunc(found, func(v contract.Violation) bool { return v.Rule == "accepted" })
	}
	return found
}
