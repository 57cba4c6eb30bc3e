package check

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
)

// madeUpToken is sent when there is no other.
const madeUpToken = "profilestatus-check"

// inHeader returns the header that a credential is in, Cookie for one in a
// cookie, "" for one in the query.
func inHeader(c Security) string {
	switch {
	case c.Type != "apiKey":
		return "Authorization"
	case c.In == "header":
		return http.CanonicalHeaderKey(c.Name)
	case c.In == "cookie":
		return "Cookie"
	}
	return ""
}

// put puts a token where the document wants it. One for Basic may be written
// as user:password.
func (c *client) put(scheme Security, token string, h http.Header, query url.Values) {
	switch {
	case scheme.Type == "apiKey" && scheme.In == "query":
		query.Set(scheme.Name, token)
	case scheme.Type == "apiKey" && scheme.In == "cookie":
		h.Add("Cookie", scheme.Name+"="+token)
	case scheme.Type == "apiKey":
		h.Set(scheme.Name, token)
	case strings.EqualFold(scheme.Scheme, "basic"):
		if strings.Contains(token, ":") {
			token = base64.StdEncoding.EncodeToString([]byte(token))
		}
		h.Set("Authorization", "Basic "+token)
	case scheme.unusual():
		h.Set("Authorization", scheme.Scheme+" "+token)
	default:
		h.Set("Authorization", "Bearer "+token)
	}
}

// unusual reports whether a scheme of Authorization is neither Basic nor Bearer.
func (c Security) unusual() bool {
	return c.Type == "http" && c.Scheme != "" && !strings.EqualFold(c.Scheme, "basic") && !strings.EqualFold(c.Scheme, "bearer")
}

// credentials returns what a test case is sent with: the headers that the user gave
// and, where those leave it to the token, what the document asks for.
func (c *client) credentials(p *testCase) (given, made http.Header, query url.Values) {
	given, made, query = c.header.Clone(), make(http.Header), url.Values{}
	if given == nil {
		given = make(http.Header)
	}
	sent := []Security{{Type: "http", Scheme: "bearer"}}
	if p.operation != nil {
		sent = p.operation.way(c.header)
	}
	if p.plain {
		withhold(p, given)
		sent = p.keep
	}
	for _, scheme := range sent {
		if name := inHeader(scheme); name == "" || len(given[name]) == 0 || name == "Cookie" && !hasCookie(given, scheme.Name) {
			c.put(scheme, c.token, made, query)
		}
	}
	return given, made, query
}

func hasCookie(h http.Header, name string) bool {
	return len((&http.Request{Header: h}).CookiesNamed(name)) > 0
}

// withhold takes every credential of the operation out of the headers that the
// user gave, but for those that are kept.
func withhold(p *testCase, given http.Header) {
	if p.operation == nil {
		return
	}
	for _, scheme := range p.operation.security {
		switch name := inHeader(scheme); {
		case slices.Contains(p.keep, scheme) || name == "":
		case name != "Cookie":
			delete(given, name)
		default:
			dropCookie(given, scheme.Name)
		}
	}
}

// dropCookie takes the cookies of a name out of a header.
func dropCookie(h http.Header, name string) {
	if !hasCookie(h, name) {
		return
	}
	var left []string
	for _, cookie := range (&http.Request{Header: h}).Cookies() {
		if cookie.Name != name {
			left = append(left, cookie.String())
		}
	}
	if delete(h, "Cookie"); left != nil {
		h.Set("Cookie", strings.Join(left, "; "))
	}
}

// addCookies adds cookies to a header, and without their values to the one that
// is shown.
func addCookies(h, shown http.Header, values []string) {
	add := func(h http.Header, more string) {
		if more = strings.TrimPrefix(strings.Join(h["Cookie"], "; ")+"; "+more, "; "); more != "" {
			h["Cookie"] = []string{more}
		}
	}
	for _, cookie := range (&http.Request{Header: http.Header{"Cookie": values}}).Cookies() {
		dropCookie(h, cookie.Name)
		dropCookie(shown, cookie.Name)
		add(h, cookie.String())
		add(shown, cookie.Name+"=[redacted]")
	}
}

// way returns the credentials that are used: of several ways in the one that
// the user gave headers for, or else one with the header Authorization, which
// is what a token mostly is for.
func (s *operation) way(given http.Header) []Security {
	ways := s.ways
	if len(ways) == 0 {
		return nil
	}
	of := func(fits func(Security) bool) []Security {
		i := slices.IndexFunc(ways, func(way []Security) bool { return slices.ContainsFunc(way, fits) })
		if i < 0 {
			return nil
		}
		return ways[i]
	}
	if way := of(func(c Security) bool {
		name := inHeader(c)
		return name == "Cookie" && hasCookie(given, c.Name) || name != "Cookie" && name != "" && len(given[name]) > 0
	}); way != nil {
		return way
	}
	if way := of(func(c Security) bool { return c.Type != "apiKey" }); way != nil {
		return way
	}
	return ways[0]
}

// real reports whether the user gave a credential for an operation, by the
// token or by a header.
func (c *client) real(s *operation) bool {
	if c.token != madeUpToken {
		return true
	}
	return slices.ContainsFunc(s.way(c.header), func(scheme Security) bool {
		name := inHeader(scheme)
		return name != "" && len(c.header[name]) > 0 && (name != "Cookie" || hasCookie(c.header, scheme.Name))
	})
}

// credentialless makes requests without credentials that are any good.
func (k *checker) credentialless(s *operation) []*testCase {
	way := s.way(k.client.header)
	if len(way) == 0 || s.hidden {
		return nil // a certificate cannot be left out, and what is not described may be anything
	}
	want := http.StatusUnauthorized
	if !s.documents("401") && s.documents("403") {
		want = http.StatusForbidden
	}
	var testCases []*testCase
	add := func(note string, keep []Security) *testCase {
		p := k.own(s, "auth", note)
		p.plain, p.keep, p.want, p.rule = true, keep, want, "auth"
		testCases = append(testCases, p)
		return p
	}
	add("no credentials", nil)
	for i, scheme := range way {
		rest := slices.Delete(slices.Clone(way), i, i+1)
		if len(rest) > 0 {
			add("without one of the credentials", rest)
		}
		bad := badCredentials(scheme)
		for _, note := range sorted(bad) {
			add(note, rest).header[inHeader(scheme)] = []string{bad[note]}
		}
		p := add("made-up credentials", rest)
		p.garbage, p.want = true, 0
		query := url.Values{}
		k.client.put(scheme, "Z2FyYmFnZTpnYXJiYWdl", p.header, query)
		if len(query) > 0 {
			p.query = strings.TrimPrefix(p.query+"&"+query.Encode(), "&")
		}
	}
	return testCases
}

// badCredentials are values of the header of a scheme that nobody may take.
func badCredentials(scheme Security) map[string]string {
	switch {
	case inHeader(scheme) == "Cookie" || inHeader(scheme) == "":
		return nil
	case scheme.Type == "apiKey":
		return map[string]string{"an empty key": ""}
	}
	other, own := "Basic dXNlcjpwYXNzd29yZA==", "Bearer"
	switch {
	case strings.EqualFold(scheme.Scheme, "basic"):
		other, own = "Bearer garbage", "Basic"
	case scheme.unusual():
		own = scheme.Scheme
	}
	return map[string]string{
		"an empty Authorization":             "",
		"Authorization without a scheme":     "garbage",
		"Authorization of an unknown scheme": "Unknown garbage",
		"Authorization of another scheme":    other,
		"a scheme without credentials":       own,
	}
}

// taken validates the answer to credentials that were made up: servers for tests
// take any, but not where the user gave real ones.
func (k *checker) taken(p *testCase, r *result, v contract.Violation) []contract.Violation {
	if !r.ok() || !k.client.real(p.operation) {
		return nil
	}
	v.Rule, v.Want = "auth", "401"
	v.Message = "Made-up credentials were accepted, although real ones were given to this run."
	return []contract.Violation{v}
}
