package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// unknownOptions finds query options that OData reserves and the operation
// does not know. To ignore a $filter would be to answer something else than
// what was asked.
func (c Call) unknownOptions(values url.Values) []Violation {
	var found []Violation
	for name := range values {
		known := slices.ContainsFunc(c.parameters, func(p parameter) bool { return p.in == "query" && p.name == name })
		if strings.HasPrefix(name, "$") && !known && len(found) < MaxViolations {
			found = append(found, Violation{Rule: "parameter", Target: target("query/" + name), Message: fmt.Sprintf("The query option %s is not supported here.", quote(name)), Found: quote(name)})
		}
	}
	slices.SortFunc(found, func(a, b Violation) int { return strings.Compare(a.Target, b.Target) })
	return found
}
