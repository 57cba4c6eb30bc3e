package contract

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
)

var wholeFraction = regexp.MustCompile(`[0-9]\.0+([,}\]\s]|$)`)

// HasWholeFraction reports whether a text of JSON has a whole number that is
// written with a fraction, as 1.0. Whether that is an integer OpenAPI 3.0 does not
// say.
func HasWholeFraction(text []byte) bool {
	return bytes.Contains(text, []byte(".0")) && wholeFraction.Match(text) // most have none, which is quickly seen
}

// LeavesOpen reports whether OpenAPI 3.0 does not say if a request may be refused
// that breaks nothing: whether 1.0 is an integer, and what a parameter of one
// value means that is given twice.
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
