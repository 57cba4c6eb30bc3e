package check

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

func success(status int) bool { return status >= 200 && status < 300 }

// level says how much a violation counts. What neither the document nor a MUST
// of a standard forbids is a warning.
func (k *checker) level(p *testCase, r *result, v contract.Violation) report.Level {
	soft := r != nil && slices.Contains(r.soft, v)
	switch v.Rule {
	case "refused":
		soft = r != nil && k.mayRefuse(p, r.Status)
	case "accepted":
		soft = p.phase == "paths" || p.note == byteOrderMark || p.note == twoTypes || k.onlyLenient(r)
	case "method":
		soft = r != nil && (r.Status == http.StatusNotFound || r.Status == http.StatusNotImplemented)
	case "pageSize":
		soft = !k.doc.IsGraph() // that the parameter bounds a page is a convention
	case "retryAfter":
		soft = true
	}
	if soft {
		return report.Warning
	}
	return report.Error
}

// byteOrderMark is the note of a body that RFC 8259 section 8.1 lets a reader
// take.
const byteOrderMark = "a mark of byte order"

// twoTypes is the note of a request whose Content-Type is given twice: RFC 9110
// section 8.3 says that some take the last one.
const twoTypes = "two Content-Types"

// onlyLenient reports whether a request breaks only rules that no standard asks
// a server to enforce: RFC 8259 says of names that they SHOULD be unique, and
// OpenAPI nothing of a parameter that is given twice. A parameter with an empty
// value is none at all for many servers, and many do not look at
// Content-Encoding, which RFC 9110 section 8.4 allows and the profile of Graph
// does not.
func (k *checker) onlyLenient(r *result) bool {
	return r != nil && !slices.ContainsFunc(r.asked, func(v contract.Violation) bool {
		name, inQuery := strings.CutPrefix(v.Target, "query/")
		empty := inQuery && v.Rule != "required" && isEmpty(r.Target, name)
		return v.Rule != "duplicate" && v.Rule != "depth" && v.Rule != "parameter" && (v.Rule != "encoding" || k.doc.IsGraph()) && !empty
	})
}

// isEmpty reports whether a query parameter has no value.
func isEmpty(target, name string) bool {
	_, query, _ := strings.Cut(target, "?")
	values, _ := url.ParseQuery(query)
	return values.Get(name) == ""
}

// otherHost is what a link should have led to. Behind a gateway it may not.
const otherHost = "the host of this API"

// level says how much a violation that several requests show counts. It is an
// error where the document itself, by a link, says where an object is, and by
// the profile of Graph. What a POST, a Location or an id mean elsewhere, and how
// a list is paged, are conventions.
func (l *scenario) level(s *operation, v contract.Violation) report.Level {
	switch {
	case v.Rule == "link":
		return report.Error
	case v.Want == otherHost, v.Rule == "location" && v.Found != "404":
		return report.Warning
	case l.doc.IsGraph() && l.create.documents("201"):
		return report.Error
	case l.documented && (v.Rule == "readBack" || v.Rule == "deleted" || v.Rule == "isolation"):
		return report.Error
	}
	return report.Warning
}
