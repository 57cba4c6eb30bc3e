package contract

import "strings"

// An only is a path template with one variable that is a whole segment, as most
// are. It has to be compared at both ends only.
type only struct {
	before, after string // the variable, with the slashes; before is "" if there is no such template
	name          string // of the variable
}

// newOnly returns the zero value for other templates, for those with a brace too
// many, and for those with escapes, which paths can spell in several ways.
func newOnly(path string) only {
	before, rest, _ := strings.Cut(path, "{")
	name, after, ok := strings.Cut(rest, "}")
	if !ok || !strings.HasSuffix(before, "/") || strings.ContainsAny(name, "/{") || after != "" && after[0] != '/' || strings.ContainsAny(before+after, "{}%") {
		return only{}
	}
	return only{before, after, name}
}

// text returns what the variable takes in a path that fits the template. It is ""
// for a path that does not fit, or perhaps does and has escapes.
func (o *only) text(path string) string {
	end := len(path) - len(o.after)
	if o.before == "" || end <= len(o.before) || path[:len(o.before)] != o.before || path[end:] != o.after {
		return ""
	}
	text := path[len(o.before):end]
	for i := range len(text) {
		if text[i] == '/' || text[i] == '%' {
			return ""
		}
	}
	return text
}
