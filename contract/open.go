package contract

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
)

var wholeFraction = regexp.MustCompile(`[0-9]\.0+([,}\]\s]|$)`)

// HasWholeFraction reports whether a JSON text has a whole number that is written with
// a fraction, such as 1.0. OpenAPI 3.0 does not say whether that is an integer.
func HasWholeFraction(text []byte) bool {
	return bytes.Contains(text, []byte(".0")) && wholeFraction.Match(text) // most have none, which is quickly seen
}

// LeavesOpen reports whether a valid request uses something that OpenAPI 3.0 leaves
// open, so that a server may refuse it: 1.0 as an integer, or a parameter with a single
// value that is given twice.
func (o *Operation) LeavesOpen(x *Exchange) bool {
	if HasWholeFraction(x.RequestBody) {
		return true
	}
	_, query, _ := strings.Cut(x.Target, "?")
	values, _ := url.ParseQuery(query)
	for _, p := range o.parameters {
		if p.in == "query" && p.shape == scalar && len(values[p.name]) > 1 {
			return true
		}
	}
	return false
}
