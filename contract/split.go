package contract

import (
	"slices"
	"strings"
)

// maxSplits is how many ways are tried to tell the variables of one segment apart.
const maxSplits = 256

// variable returns the text that a variable takes in the path of the call. Where a
// segment has several variables and can be read in several ways, it is the first
// that the schemas of all of them accept, or else the first.
func (c Call) variable(name string) (string, bool) {
	path := c.path
	for i := range c.template {
		text, rest, _ := strings.Cut(path, "/")
		path = rest
		s := &c.template[i]
		at := slices.Index(s.names, name)
		if at < 0 || len(s.names) == 1 {
			continue
		}
		left := maxSplits
		if texts := s.split(decoded(text), nil, &left, func(texts []string) bool { return c.takes(s.names, texts) }); texts != nil {
			return texts[at], true
		}
	}
	return c.value(c.path, name)
}

// split returns the texts of the variables of a segment, in the first way that is
// right; nil if none is, or none was found in time. Begun are those of the first
// variables.
func (s *segment) split(text string, begun []string, left *int, right func([]string) bool) []string {
	n := len(begun)
	text, ok := strings.CutPrefix(text, s.between[n])
	if !ok {
		return nil
	}
	if n == len(s.names)-1 {
		text = strings.TrimSuffix(text, s.between[n+1]) // which it has, since the path fits
		texts := append(slices.Clip(begun), text)
		if *left--; text == "" || !right(texts) {
			return nil
		}
		return texts
	}
	for end := 1; end < len(text) && *left > 0; end++ {
		if strings.HasPrefix(text[end:], s.between[n+1]) {
			if texts := s.split(text[end:], append(slices.Clip(begun), text[:end]), left, right); texts != nil {
				return texts
			}
		}
	}
	return nil
}

// takes reports whether the schemas of plain path parameters accept texts.
func (c Call) takes(names, texts []string) bool {
	for i := range c.parameters {
		p := &c.parameters[i]
		if at := slices.Index(names, p.name); p.in == "path" && at >= 0 && p.shape == scalar && p.validate(texts[at:at+1]) != nil {
			return false
		}
	}
	return true
}
