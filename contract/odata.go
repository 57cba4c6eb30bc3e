package contract

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// isOption reports whether a parameter is a query option that OData reserves. Its
// value is unescaped before it is read, so that an escaped comma separates as well
// (OData 4.01 Part 2 section 2), and it is given once (section 5).
func (p *parameter) isOption() bool {
	return p.rules.odata && p.in == "query" && strings.HasPrefix(p.name, "$")
}

func (p *parameter) givenTimes(n int) Violation {
	return Violation{Rule: "parameter", Target: p.target(), Found: "several values", Want: "one value",
		Message: fmt.Sprintf("The %s parameter %s is given %d times; give it once.", p.in, quote(p.name), n)}
}

// badOptions finds query options that OData reserves and that the operation
// does not know, or takes once as a list and was given several times. To ignore a $filter would be to answer something else than
// what was asked.
func (c Call) badOptions(values url.Values) []Violation {
	var found []Violation
	for _, name := range slices.Sorted(maps.Keys(values)) {
		known := slices.ContainsFunc(c.parameters, func(p parameter) bool { return p.in == "query" && p.name == name })
		if strings.HasPrefix(name, "$") && !known && len(found) < MaxViolations {
			found = append(found, Violation{Rule: "parameter", Target: target("query/" + name), Message: fmt.Sprintf("The query option %s is not supported here.", quote(name)), Found: quote(name)})
		}
	}
	for i := range c.parameters {
		p := &c.parameters[i]
		if n := len(values[p.name]); p.isOption() && p.shape == separated && !p.explode && n > 1 {
			found = append(found, p.givenTimes(n))
		}
	}
	slices.SortStableFunc(found, func(a, b Violation) int { return strings.Compare(a.Target, b.Target) })
	return found
}
