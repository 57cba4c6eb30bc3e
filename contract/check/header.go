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
	var offered []string
	for name := range strings.SplitSeq(strings.Join(r.ResponseHeader.Values("Allow"), ","), ",") {
		offered = append(offered, strings.TrimSpace(name))
	}
	var refused *contract.MethodError
	if _, err := k.doc.Find(p.method, p.path); errors.As(err, &refused) {
		for _, method := range refused.Allow {
			if !slices.Contains(offered, method) {
				return []contract.Violation{allow(r, refused.Allow, "does not list "+method)}
			}
		}
		if slices.Contains(offered, p.method) {
			return []contract.Violation{allow(r, refused.Allow, "lists the refused "+p.method)}
		}
	}
	return nil
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
