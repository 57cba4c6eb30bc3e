package journal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"profilestatus.example/contract"
)

// An Observation is what was seen of an exchange. Bodies are as they were on
// the wire, still packed.
type Observation struct {
	contract.Exchange // Status is 0 when there was no answer

	// RequestCut and ResponseCut say that the body goes on behind what is
	// given. It is then not judged; everything else of the message is.
	RequestCut, ResponseCut bool

	Start    time.Time // the zero time: now
	Duration time.Duration

	// Faults are violations that only the observer saw, such as an answer that
	// broke off.
	Faults []contract.Violation

	// Enforced says that the client got the violations as an error instead of
	// the server's answer.
	Enforced bool
}

// Judge returns the verdict on what was seen: that of [contract.Contract], less
// what cannot be said of bodies that are not known whole or of an answer that
// is missing, and with what the document says of no single answer, see
// [contract.Contract.Error] and [contract.Operation.Unknown], and the observer's
// own faults.
func (j *Journal) Judge(o *Observation) contract.Verdict {
	x := &o.Exchange
	if o.RequestCut || o.ResponseCut {
		part := o.Exchange
		x = &part
		if o.RequestCut {
			x.RequestBody = first(x.RequestBody)
		}
		if o.ResponseCut {
			x.ResponseBody = first(x.ResponseBody)
		}
	}
	v := j.contract.Exchange(x)
	if x != &o.Exchange || o.Status == 0 || o.Method == http.MethodHead {
		o.drop(&v)
	}
	v.Violations = append(v.Violations, j.stray(o, v)...)
	v.Violations = append(v.Violations, o.Faults...)
	return v
}

// stray judges what the document says of no single answer: the shape of errors
// that belong to no operation or are not documented, and properties that it does
// not know.
func (j *Journal) stray(o *Observation, v contract.Verdict) []contract.Violation {
	if o.Status == 0 || o.ResponseCut || len(o.ResponseHeader["Content-Encoding"]) > 0 || o.Method == http.MethodHead {
		return nil
	}
	var found []contract.Violation
	documented := v.Operation != nil && !slices.ContainsFunc(v.Violations, func(found contract.Violation) bool { return found.Rule == "status" })
	if o.Status >= 400 && !documented && j.under(o) {
		found = j.contract.Error(o.Status, o.ResponseHeader, o.ResponseBody)
	}
	if v.Operation != nil {
		found = append(found, v.Operation.Unknown(o.Status, o.ResponseHeader, o.ResponseBody)...)
	}
	for i := range found {
		found[i].Side = contract.InResponse
	}
	return found
}

// first stands for a body that is not known: it has bytes, and is never read
// as packed.
func first(body []byte) []byte {
	if len(body) == 0 {
		return []byte{' '}
	}
	return body[:1]
}

// drop removes the violations that rest on what was not seen.
func (o *Observation) drop(v *contract.Verdict) {
	unseen := func(found contract.Violation) bool {
		switch found.Side {
		case contract.InRequest:
			return o.RequestCut && inBody(found)
		default:
			// An answer to HEAD has no body (RFC 9110 section 9.3.2).
			return o.Status == 0 || (o.ResponseCut || o.Method == http.MethodHead) && inBody(found)
		}
	}
	v.Violations = slices.DeleteFunc(v.Violations, unseen)
	if !o.RequestCut {
		return
	}
	broke := v.Broke(contract.InRequest)
	v.Violations = slices.DeleteFunc(v.Violations, func(found contract.Violation) bool {
		return found.Rule == "refused" || found.Rule == "accepted" && !broke
	})
}

// inBody reports whether a violation is one of what the body holds. That there
// is a body where none may be ("body") is known without reading it.
func inBody(v contract.Violation) bool {
	return v.Rule != "body" && (v.Target == "" || strings.HasPrefix(v.Target, "/"))
}
