package contract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A template is a path of the document, segment by segment.
type template []segment

// A segment of a path is a literal, or has variables.
type segment struct {
	literal string   // decoded
	names   []string // of its variables
	between []string // what is before, between and behind them, decoded
	whole   bool     // it is one variable and nothing else
	re      *regexp.Regexp
}

var variable = regexp.MustCompile(`\{[^{}/]*\}`)

// newTemplate reads a path template. What is escaped in it is decoded, so that
// it is compared with what is meant and not with how it is spelled.
func newTemplate(path string) template {
	var t template
	for text := range strings.SplitSeq(path, "/") {
		t = append(t, newSegment(text))
	}
	return t
}

func newSegment(text string) segment {
	var s segment
	var re strings.Builder
	re.WriteString(`(?s)\A`)
	from := 0
	for _, at := range variable.FindAllStringIndex(text, -1) {
		s.between = append(s.between, decoded(text[from:at[0]]))
		re.WriteString(quoteMeta(decoded(text[from:at[0]])) + "(.+?)")
		s.names = append(s.names, text[at[0]+1:at[1]-1])
		s.whole = at[0] == 0 && at[1] == len(text)
		from = at[1]
	}
	if s.names == nil {
		s.literal = decoded(text)
		return s
	}
	s.between = append(s.between, decoded(text[from:]))
	if !s.whole {
		re.WriteString(quoteMeta(decoded(text[from:])) + `\z`)
		s.re = regexp.MustCompile(re.String())
	}
	return s
}

// quoteMeta is [regexp.QuoteMeta] for texts that may not be UTF-8, of which no
// expression can be made. Their bytes are read as U+FFFD in what is compared, too.
func quoteMeta(text string) string {
	return regexp.QuoteMeta(strings.ToValidUTF8(text, "\uFFFD"))
}

// decoded returns what an escaped segment means. One that is wrongly escaped is
// taken as it is.
func decoded(segment string) string {
	if strings.IndexByte(segment, '%') < 0 {
		return segment
	}
	if text, err := url.PathUnescape(segment); err == nil {
		return text
	}
	return segment
}

// fits reports whether a decoded segment of a path fits. A variable takes at
// least one character.
func (s *segment) fits(text string) bool {
	switch {
	case s.names == nil:
		return s.literal == text
	case s.whole:
		return text != ""
	}
	return s.re.MatchString(text)
}

// matches reports whether an escaped path fits the template.
func (t template) matches(path string) bool {
	for i := range t {
		text, rest, more := strings.Cut(path, "/")
		if !t[i].fits(decoded(text)) || more != (i < len(t)-1) {
			return false
		}
		path = rest
	}
	return true
}

// value returns the text that a variable takes in a path that fits the template.
func (t template) value(path, name string) (string, bool) {
	for i := range t {
		text, rest, _ := strings.Cut(path, "/")
		path = rest
		for n, known := range t[i].names {
			switch {
			case known != name:
			case t[i].whole:
				return decoded(text), true
			default:
				if m := t[i].re.FindStringSubmatch(decoded(text)); m != nil {
					return m[n+1], true
				}
			}
		}
	}
	return "", false
}

// A tree finds the operations of a path. It has a level for each segment, so
// that to find one takes no longer in a document of many paths.
type tree struct {
	literal map[string]*tree
	mixed   []*mixed // segments of literals and variables, the most of literals first
	whole   *tree    // a segment that is one variable
	routes  []route  // of the paths that end here
}

type mixed struct {
	text     string // of the template, without names
	literals int    // bytes of it that are of no variable
	re       *regexp.Regexp
	tree
}

// A route is an operation and one of the paths that it has: servers can give it
// several.
type route struct {
	*Operation
	template
}

// add adds a route.
func (t *tree) add(r route) {
	for i := range r.template {
		t = t.child(&r.template[i])
	}
	t.routes = append(t.routes, r)
}

func (t *tree) child(s *segment) *tree {
	switch {
	case s.names == nil:
		if t.literal == nil {
			t.literal = make(map[string]*tree)
		}
		if t.literal[s.literal] == nil {
			t.literal[s.literal] = new(tree)
		}
		return t.literal[s.literal]
	case s.whole:
		if t.whole == nil {
			t.whole = new(tree)
		}
		return t.whole
	}
	text, literals := s.re.String(), len(strings.Join(s.between, ""))
	at := len(t.mixed)
	for i, m := range t.mixed {
		if m.text == text {
			return &m.tree
		}
		if m.literals < literals && at == len(t.mixed) {
			at = i
		}
	}
	m := &mixed{text: text, literals: literals, re: s.re}
	t.mixed = append(t.mixed[:at], append([]*mixed{m}, t.mixed[at:]...)...)
	return &m.tree
}

// find returns the routes of the most concrete template that an escaped path
// fits, as OpenAPI 3.0 asks. It tries a literal first in each segment.
func (t *tree) find(path string) []route {
	text, rest, more := strings.Cut(path, "/")
	text = decoded(text)
	below := func(t *tree) []route {
		switch {
		case t == nil:
			return nil
		case more:
			return t.find(rest)
		}
		return t.routes
	}
	if found := below(t.literal[text]); found != nil {
		return found
	}
	for _, m := range t.mixed {
		if !m.re.MatchString(text) {
			continue
		}
		if found := below(&m.tree); found != nil {
			return found
		}
	}
	if text == "" {
		return nil
	}
	return below(t.whole)
}

// offers reports whether any template that an escaped path fits has a method.
func (t *tree) offers(method, path string) bool {
	text, rest, more := strings.Cut(path, "/")
	text = decoded(text)
	next := []*tree{t.literal[text]}
	for _, m := range t.mixed {
		if m.re.MatchString(text) {
			next = append(next, &m.tree)
		}
	}
	if text != "" {
		next = append(next, t.whole)
	}
	return slices.ContainsFunc(next, func(t *tree) bool {
		switch {
		case t == nil:
			return false
		case more:
			return t.offers(method, rest)
		}
		return slices.ContainsFunc(t.routes, func(r route) bool { return r.Method == method })
	})
}

// BasePath returns the path of the document's first server, without a trailing slash.
// All paths of operations begin with it.
func (c *Contract) BasePath() string { return c.basePath }

// Offers reports whether the document has a method at a path, escaped as it
// stands in the request line: at its most concrete template, which [Contract.Find]
// finds, or at a more general one, which a server may try next.
func (c *Contract) Offers(method, escapedPath string) bool {
	return c.tree.offers(method, escapedPath)
}

// Find returns the operation for a method and an escaped path, as in the request line.
// The error is [ErrNoPath] or a [*MethodError].
func (c *Contract) Find(method, escapedPath string) (Call, error) {
	routes := c.tree.find(escapedPath)
	for _, r := range routes {
		if r.Method == method {
			return Call{Operation: r.Operation, template: r.template, path: escapedPath}, nil
		}
	}
	if routes == nil {
		return Call{}, ErrNoPath
	}
	var allow []string
	for _, r := range routes {
		allow = append(allow, r.Method)
	}
	slices.Sort(allow)
	return Call{}, &MethodError{Allow: slices.Compact(allow)}
}
