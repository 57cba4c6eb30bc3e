package check

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"profilestatus.example/contract"
)

// allowed validates the header Allow of a 405.
func (k *checker) allowed(p *testCase, r *result) []contract.Violation {
	if has(r.found, "allow") {
		return nil // it is missing
	}
	if found := k.unlisted(p, r); found != nil {
		return found
	}
	if slices.Contains(methodsIn(r), p.method) {
		return []contract.Violation{allow(r, k.documented(p.path), "lists the refused "+p.method)}
	}
	return nil
}

// listed compares the header Allow of an answer to OPTIONS with the document.
// A success need not have it (RFC 9110 section 9.3.7).
func (k *checker) listed(p *testCase, r *result) []contract.Violation {
	if p.method != http.MethodOptions || !r.ok() || len(r.ResponseHeader["Allow"]) == 0 {
		return nil
	}
	return k.unlisted(p, r)
}

// unlisted finds a method of the document that the header Allow does not list.
func (k *checker) unlisted(p *testCase, r *result) []contract.Violation {
	methods, listed := k.documented(p.path), methodsIn(r)
	for _, method := range methods {
		if !slices.Contains(listed, method) {
			return []contract.Violation{allow(r, methods, "does not list "+method)}
		}
	}
	return nil
}

// documented returns the methods that the document has at a path.
func (k *checker) documented(path string) []string {
	var other *contract.MethodError
	if _, err := k.doc.Find("", path); errors.As(err, &other) {
		return other.Allow
	}
	return nil
}

// methodsIn returns what the header Allow lists.
func methodsIn(r *result) []string {
	var methods []string
	for name := range strings.SplitSeq(strings.Join(r.ResponseHeader.Values("Allow"), ","), ",") {
		methods = append(methods, strings.TrimSpace(name))
	}
	return methods
}

// offers reports whether a request reached an operation of the document that
// need not say that a method is not allowed.
func (k *checker) offers(p *testCase, r *result) bool {
	s := p.operation
	return s != nil && p.method == s.op.Method && !s.documents("405") && !s.documents("4XX") &&
		!slices.ContainsFunc(r.asked, func(v contract.Violation) bool { return strings.HasPrefix(v.Target, "path") || v.Target == "method" })
}

func allow(r *result, methods []string, fault string) contract.Violation {
	return contract.Violation{Rule: "allow", Target: "header/Allow", Found: strconv.Quote(r.ResponseHeader.Get("Allow")), Want: strings.Join(methods, ", "),
		Message: "The header Allow " + fault + " (RFC 9110 section 10.2.1)."}
}

// headers finds headers that HTTP asks for with a status, if the document does
// not ask for them and so was not found to be broken.
func headers(x *contract.Exchange, found []contract.Violation) []contract.Violation {
	want, rule, section := "", "", ""
	switch x.Status {
	case http.StatusUnauthorized:
		want, rule, section = "Www-Authenticate", "wwwAuthenticate", "RFC 9110 section 15.5.2"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		want, rule, section = "Retry-After", "retryAfter", "RFC 9110 section 10.2.3"
	default:
		return nil
	}
	named := slices.ContainsFunc(found, func(v contract.Violation) bool { return v.Target == "header/"+want })
	if x.ResponseHeader.Get(want) != "" || named {
		return nil
	}
	return []contract.Violation{{Rule: rule, Target: "header/" + want, Found: "nothing", Want: want,
		Message: fmt.Sprintf("The header %s is missing on a %d (%s).", want, x.Status, section)}}
}
