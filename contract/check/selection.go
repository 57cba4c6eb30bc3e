package check

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/internal/rule"
	"profilestatus.example/contract/report"
)

// A selector names operations. It is written in one of these forms, in which *
// stands for any characters and ? for one:
//
//	operation=createUser   by operationId
//	method=DELETE          by method
//	path=/users/*          by path, as in the document; also without "path="
//	tag=admin              by tag
//	POST /users/*          by method and path
type selector struct {
	text         string
	method       string // "" for any
	key, pattern string
}

// keys of a selector.
var selectorKeys = []string{"operation", "method", "path", "tag"}

func parseSelector(text string) (selector, error) {
	s := selector{text: text}
	key, pattern, ok := strings.Cut(text, "=")
	method, rest, two := strings.Cut(text, " ")
	switch {
	case strings.HasPrefix(text, "/"):
		s.key, s.pattern = "path", text
	case two && strings.HasPrefix(strings.TrimSpace(rest), "/"):
		s.key, s.method, s.pattern = "path", strings.ToUpper(method), strings.TrimSpace(rest)
	case ok && slices.Contains(selectorKeys, key) && pattern != "":
		s.key, s.pattern = key, pattern
	default:
		return s, notRun("selector %q: want operation=ID, method=METHOD, path=/PATH, tag=TAG or 'METHOD /PATH'", text)
	}
	if _, err := path.Match(plainSlashes(s.pattern), ""); err != nil {
		return s, notRun("selector %q: the pattern cannot be read", text)
	}
	return s, nil
}

// plainSlashes makes * stand for slashes, too: path.Match treats them alone
// specially.
func plainSlashes(text string) string { return strings.ReplaceAll(text, "/", "\x01") }

// values returns what a selector's pattern is compared with.
func (s selector) values(c *contract.Contract, op *contract.Operation) []string {
	switch s.key {
	case "operation":
		return []string{op.ID}
	case "method":
		return []string{op.Method}
	case "tag":
		return op.Source().Tags
	}
	return []string{strings.TrimPrefix(op.Path, c.BasePath()), op.Path}
}

func (s selector) matches(c *contract.Contract, op *contract.Operation) bool {
	if s.method != "" && s.method != op.Method {
		return false
	}
	pattern := plainSlashes(s.pattern)
	if s.key == "method" {
		pattern = strings.ToUpper(pattern)
	}
	return slices.ContainsFunc(s.values(c, op), func(value string) bool {
		ok, _ := path.Match(pattern, plainSlashes(value))
		return ok || s.pattern == value
	})
}

// selected returns the operations that include and exclude leave, nil for all.
func selected(c *contract.Contract, include, exclude []string) (map[*contract.Operation]bool, error) {
	if len(include)+len(exclude) == 0 {
		return nil, nil
	}
	in, err := naming(c, include)
	if err != nil {
		return nil, err
	}
	out, err := naming(c, exclude)
	if err != nil {
		return nil, err
	}
	left := make(map[*contract.Operation]bool)
	for _, op := range c.Operations() {
		if (len(include) == 0 || in[op]) && !out[op] {
			left[op] = true
		}
	}
	if len(left) == 0 {
		return nil, notRun("no operation is left to be checked, of the %d in the document", len(c.Operations()))
	}
	return left, nil
}

// naming returns the operations that any of the selectors names. Each of
// them must name one.
func naming(c *contract.Contract, texts []string) (map[*contract.Operation]bool, error) {
	all := make(map[*contract.Operation]bool)
	for _, text := range texts {
		s, err := parseSelector(text)
		if err != nil {
			return nil, err
		}
		found := false
		for _, op := range c.Operations() {
			if s.matches(c, op) {
				all[op], found = true, true
			}
		}
		if !found {
			return nil, notRun("selector %q names no operation of the document%s", text, near(c, s))
		}
	}
	return all, nil
}

// near lists what a selector may have meant.
func near(c *contract.Contract, s selector) string {
	values := make(map[string]bool)
	for _, op := range c.Operations() {
		for _, value := range s.values(c, op)[:min(1, len(s.values(c, op)))] {
			if s.method != "" {
				value = op.Method + " " + value
			}
			values[value] = true
		}
	}
	wanted := s.pattern
	if s.method != "" {
		wanted = s.method + " " + s.pattern
	}
	wanted, _, cut := strings.Cut(wanted, "*")
	apart := func(value string) int {
		if cut {
			value = value[:min(len(value), len(wanted))]
		}
		return rule.Distance(wanted, value)
	}
	return rule.Nearest(values, apart)
}

// known returns an error for a name that is none of those that there are.
func known(what, name string, all map[string]bool) error {
	if all[name] {
		return nil
	}
	return notRun("%s %q: there is none of this name%s", what, name, rule.Nearest(all, func(other string) int { return rule.Distance(name, other) }))
}

// namesKnown checks what the configuration tolerates and pins by name.
func (c *Config) namesKnown(doc *contract.Contract) error {
	rules := make(map[string]bool)
	for _, r := range Rules() {
		rules[r.Name] = true
	}
	for _, keyword := range report.Keywords() {
		rules[keyword] = true
	}
	for _, name := range c.Tolerate {
		if err := known("rule", name, rules); err != nil {
			return err
		}
	}
	params := make(map[string]bool)
	for _, op := range doc.Operations() {
		variables(op.Path, func(name, _ string) { params[name] = true })
	}
	for _, name := range sorted(c.Params) {
		if err := known("path parameter", name, params); err != nil {
			return err
		}
	}
	return nil
}

// barred reports whether a request would reach an operation that is not
// selected.
func (k *checker) barred(p *testCase) bool {
	if k.selected == nil {
		return false
	}
	call, err := k.doc.Find(p.method, p.path)
	if err != nil && p.method == http.MethodHead {
		call, err = k.doc.Find(http.MethodGet, p.path)
	}
	return err == nil && !k.selected[call.Operation]
}
