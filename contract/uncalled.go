package contract

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// called returns the operation that a request calls. A HEAD calls that of GET
// (RFC 9110 section 9.3.2) where it has none of its own, and a path of the
// document that has a query is compared with the whole target.
func (c *Contract) called(x *Exchange, path string) (Call, error) {
	call, err := c.Find(x.Method, path)
	for target := x.Target; errors.Is(err, ErrNoPath) && len(target) > len(path); {
		if call, err := c.Find(x.Method, target); err == nil {
			return call, nil
		}
		target = target[:max(strings.LastIndexByte(target, '&'), len(path))]
	}
	if refused := new(MethodError); errors.As(err, &refused) && x.Method == http.MethodHead && !lacksMethod(x.Status) {
		if call, err := c.Find(http.MethodGet, path); err == nil {
			return call, nil
		}
	}
	return call, err
}

// lacksMethod reports whether a status says that the server does not do what the
// method asks for.
func lacksMethod(status int) bool {
	return status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented
}

// uncalled is the verdict on an exchange of no operation. What HTTP, CORS and
// browsers do by themselves is no breach: a HEAD that a server does not know, a
// preflight, and the question for the icon of a site.
func (c *Contract) uncalled(x *Exchange, path string, err error) Verdict {
	v := Verdict{RequestCut: x.RequestCut, ResponseCut: x.ResponseCut}
	found := notFound(x, path, err)
	v.Violations = lacksAllow(x, found.Want)
	if byItself(x, path, err) {
		if x.Status >= 500 && !lacksMethod(x.Status) {
			v.Violations = append(v.Violations, failed(x.Status))
		}
		return v
	}
	v.Violations = append([]Violation{found}, append(v.Violations, c.together(x, true, x.RequestCut)...)...)
	return v
}

// lacksAllow finds a 405 without Allow (RFC 9110 section 15.5.6).
func lacksAllow(x *Exchange, want string) []Violation {
	if x.Status != http.StatusMethodNotAllowed || len(x.ResponseHeader["Allow"]) > 0 {
		return nil
	}
	return []Violation{{Side: InResponse, Rule: "allow", Target: "header/Allow", Found: "nothing", Want: want,
		Message: "The status is 405, but there is no Allow header with the supported methods."}}
}

// byItself reports whether a request of a method that a path does not offer is
// one of HTTP's or CORS's own (Fetch Standard, "CORS-preflight request"), or one for
// the icon that browsers look for (HTML Standard, section 4.6.7.7).
func byItself(x *Exchange, path string, err error) bool {
	var refused *MethodError
	if !errors.As(err, &refused) {
		return path == "/favicon.ico" && (x.Method == http.MethodGet || x.Method == http.MethodHead)
	}
	switch x.Method {
	case http.MethodHead:
		return slices.Contains(refused.Allow, http.MethodGet)
	case http.MethodOptions:
		return len(x.RequestHeader["Origin"]) > 0 && len(x.RequestHeader["Access-Control-Request-Method"]) > 0
	}
	return false
}

func notFound(x *Exchange, path string, err error) Violation {
	var method *MethodError
	if errors.As(err, &method) {
		allow := strings.Join(method.Allow, ", ")
		return Violation{Side: InRequest, Rule: "method", Target: "method", Found: quote(x.Method), Want: allow,
			Message: fmt.Sprintf("The path does not support the method %s; it supports %s.", quote(x.Method), allow)}
	}
	return Violation{Side: InRequest, Rule: "path", Target: "path", Found: quote(path),
		Message: fmt.Sprintf("The document has no path %s.", quote(path))}
}
