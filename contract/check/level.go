package check

import (
	"net/http"
	"regexp"
	"slices"

	"profilestatus.example/contract"
	"profilestatus.example/contract/report"
)

func success(status int) bool { return status >= 200 && status < 300 }

// wholeFraction finds a whole number that is written with a fraction.
var wholeFraction = regexp.MustCompile(`[0-9]\.0+[,}\]\s]|[0-9]\.0+$`)

// level says how much a violation counts. What neither the document nor a MUST
// of a standard forbids is a warning.
func (k *checker) level(p *probe, r *result, v contract.Violation) report.Level {
	soft := r != nil && slices.Contains(r.soft, v)
	switch v.Rule {
	case "refused":
		soft = p.subject != nil && p.subject.refused
	case "accepted":
		soft = p.phase == "paths" || p.note == byteOrderMark || onlyLenient(r)
	case "method":
		soft = r != nil && r.Status == http.StatusNotFound
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

// onlyLenient reports whether a request breaks only rules that no standard asks
// a server to enforce: RFC 8259 says of names that they SHOULD be unique, and
// OpenAPI nothing of a parameter that is given twice.
func onlyLenient(r *result) bool {
	return r != nil && !slices.ContainsFunc(r.asked, func(v contract.Violation) bool {
		return v.Rule != "duplicate" && v.Rule != "depth" && v.Rule != "parameter"
	})
}

// otherHost is what a link should have led to. Behind a gateway it may not.
const otherHost = "the host of this API"

// storyLevel says how much a violation of a story counts. Only 201 says that
// something was created (RFC 9110 section 15.3.2); what other answers to a POST
// mean, where a Location leads and how a list is paged are conventions.
func (l *life) storyLevel(v contract.Violation) report.Level {
	switch {
	case !l.create.documents("201"):
		return report.Warning
	case v.Want == otherHost:
		return report.Warning
	case v.Rule == "location" && v.Found != "404":
		return report.Warning
	}
	return report.Error
}
