package contract

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// number compares a number that float64 may not hold, and its format.
func (x *exactor) number(s *openapi3.Schema, n json.Number, path []string) {
	if s.Type != nil && !s.Type.Includes("number") && !s.Type.Includes("integer") {
		return
	}
	if len(n) <= 15 && !strings.ContainsAny(string(n), ".eE") && !isNarrow(s.Format) {
		return // float64 holds it
	}
	r := rational(string(n))
	switch low, high := formatRange(s.Format); {
	case s.Type.Includes("integer") && !s.Type.Includes("number") && !r.IsInt():
		x.add(s, "type", n, path, "an integer")
	case high != nil && (r.Cmp(low) < 0 || r.Cmp(high) > 0 || isWhole(s.Format) && !r.IsInt()):
		x.add(s, "format", n, path, "a number of the format "+s.Format)
	}
	for _, bound := range boundsOf(s) {
		if bound.near == nil {
			continue
		}
		l := x.limits.of(s, bound.keyword, *bound.near)
		if rule, want := broken(s, bound.keyword, r, l); rule != "" {
			x.add(s, rule, n, path, want+" "+l.String())
		}
	}
	if len(s.Enum) > 0 && !x.member(s, n, r) {
		x.add(s, "enum", n, path, "one of "+list(s.Enum))
	}
}

// isNarrow reports whether a format does not hold every integer of 15 digits.
func isNarrow(format string) bool {
	switch format {
	case "int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64":
		return true
	}
	return false
}

// isWhole reports whether a format is one of whole numbers, which the type number
// may have, too.
func isWhole(format string) bool { return strings.Contains(format, "int") }

// broken returns the rule that a number breaks by a bound and what is wanted,
// "" if it breaks none.
func broken(s *openapi3.Schema, keyword string, r *big.Rat, l limit) (rule, want string) {
	c := l.compare(r)
	switch {
	case keyword == "minimum" && c < 0:
		return keyword, "a number of at least"
	case keyword == "maximum" && c > 0:
		return keyword, "a number of at most"
	case keyword == "exclusiveMinimum" && c <= 0, keyword == "minimum" && c == 0 && s.ExclusiveMin.IsTrue():
		return "exclusiveMinimum", "a number above"
	case keyword == "exclusiveMaximum" && c >= 0, keyword == "maximum" && c == 0 && s.ExclusiveMax.IsTrue():
		return "exclusiveMaximum", "a number below"
	case keyword == "multipleOf" && l.exact != nil && l.exact.Sign() > 0 && !new(big.Rat).Quo(r, l.exact).IsInt():
		return keyword, "a multiple of"
	}
	return "", ""
}

// member reports whether a number is a member of the enum.
func (x *exactor) member(s *openapi3.Schema, n json.Number, r *big.Rat) bool {
	for i, member := range s.Enum {
		near, ok := member.(float64)
		if !ok && canonical(member) == canonical(n) || ok && x.limits.of(s, memberKey(i), near).compare(r) == 0 {
			return true
		}
	}
	return false
}
