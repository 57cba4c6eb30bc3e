package journal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"profilestatus.example/contract"
	"profilestatus.example/internal/address"
)

// An Observation is an exchange as seen by an observer. Bodies are as sent, still
// compressed.
type Observation struct {
	contract.Exchange

	Host string // the Host of the request; "" if it is not known

	Start    time.Time // the zero time: now
	Duration time.Duration

	// Expected are the violations that the request declared, see [ExpectHeader].
	Expected []string

	// Faults are violations that only the observer can see, such as [NoAnswer].
	Faults []contract.Violation

	// Enforced says that the client got the violations as an error instead of the
	// server's response.
	Enforced bool

	// Asked is the verdict of [Journal.ValidateRequest] on the request; if it is nil,
	// the journal validates the request.
	Asked *contract.Verdict

	// Rule is the id of the rule of a mock server that answered, delayed or cut off the
	// request. Deliberate says that the response, or its absence, is due to a rule, so
	// it is not validated. Attempt is the number of the attempt, if the request is a
	// retry.
	Rule       string
	Deliberate bool
	Attempt    int
}

// NoAnswer is the violation of a server that sent no response or an incomplete one.
var NoAnswer = contract.Violation{Side: contract.InResponse, Rule: "noAnswer", Target: "status",
	Message: "The server gave no answer, or one that broke off; the log says why.",
	Found:   "nothing", Want: "an answer"}

// NewObservation returns an observation that starts now, with everything about a
// request except its body. It shares the header of r, unless that has an
// [ExpectHeader]: then RequestHeader is a copy without it, which should be forwarded.
func NewObservation(r *http.Request) *Observation {
	o := &Observation{Host: r.Host, Start: time.Now()}
	o.Method, o.Target = r.Method, r.URL.EscapedPath()
	o.Expected, o.RequestHeader = takeExpected(r.Header)
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		o.Target += "?" + r.URL.RawQuery
	}
	return o
}

// Validate returns the verdict on an exchange: that of
// [contract.Contract.ExchangeWithin], with the violations of [contract.Contract.Error]
// and [contract.Operation.Unknown] and the Faults of the observation, but without
// tolerated violations.
//
// The body of a request that was refused with 401, 403, 404, 405, 413, 415 or 429 is
// not validated, since servers send these before they read the body.
func (j *Journal) Validate(o *Observation) contract.Verdict {
	if o.Asked != nil {
		return j.ValidateResponse(o, *o.Asked)
	}
	x := &o.Exchange
	if o.isRefusedUnread() && !o.RequestCut {
		unread := o.Exchange
		unread.RequestCut = true
		x = &unread
	}
	return j.ValidateResponse(o, j.contract.RequestWithin(x, j.limits))
}

// ValidateRequest returns the verdict on a request without a response yet, for
// [Journal.ValidateResponse]. It includes tolerated violations, which
// [Journal.Counting] leaves out.
func (j *Journal) ValidateRequest(o *Observation) contract.Verdict {
	return j.contract.RequestWithin(&o.Exchange, j.limits)
}

// ValidateResponse completes a verdict of [Journal.ValidateRequest] to that of
// [Journal.Validate].
func (j *Journal) ValidateResponse(o *Observation, asked contract.Verdict) contract.Verdict {
	if o.Deliberate {
		asked.Violations = slices.Concat(asked.Violations, o.Faults)
		asked.Violations = slices.DeleteFunc(asked.Violations, func(found contract.Violation) bool { return found.Side == contract.InResponse })
		asked.Violations = j.Counting(asked)
		return asked
	}
	v := j.contract.ResponseWithin(&o.Exchange, asked, j.limits)
	v.RequestCut = v.RequestCut || o.isRefusedUnread()
	v.Violations = append(v.Violations, j.undocumented(o, v)...)
	v.Violations = append(v.Violations, o.Faults...)
	v.Violations = j.Counting(v)
	return v
}

// Counting returns the violations of a verdict that are neither warnings nor tolerated,
// see [WithTolerated].
func (j *Journal) Counting(v contract.Verdict) []contract.Violation {
	if len(v.Violations) == 0 {
		return nil
	}
	found := slices.DeleteFunc(slices.Clone(v.Violations), func(found contract.Violation) bool { return found.Rule == "notJudged" }) // cut says it
	return j.tolerate(found)
}

// isRefusedUnread reports whether a request with a body was refused for what
// stands in front of the body, or for its size.
func (o *Observation) isRefusedUnread() bool {
	if o.Deliberate || len(o.RequestBody) == 0 {
		return false
	}
	switch o.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests:
		return true
	}
	return false
}

// undocumented validates what the document says of no single answer: the shape
// of errors that belong to no operation or are not documented, and properties
// that it does not know.
func (j *Journal) undocumented(o *Observation, v contract.Verdict) []contract.Violation {
	body, known := contract.Decompress(o.ResponseHeader, o.ResponseBody, j.limits.Response)
	if o.Status == 0 || v.ResponseCut || !known || o.Method == http.MethodHead {
		return nil
	}
	var found []contract.Violation
	documented := v.Operation != nil && !slices.ContainsFunc(v.Violations, func(found contract.Violation) bool { return found.Rule == "status" })
	if o.Status >= 400 && !documented && j.under(o) {
		found = j.contract.Error(o.Status, o.ResponseHeader, body)
	}
	if v.Operation != nil {
		found = append(found, v.Operation.Unknown(o.Status, o.ResponseHeader, body)...)
	}
	for i := range found {
		found[i].Side = contract.InResponse
	}
	return found
}

// isForeign reports whether a page of another site made a browser send the
// request. Neither header can be set by a page: Origin is that of the page
// (RFC 6454 section 7), Sec-Fetch-Site says how it is related to the server
// (Fetch Metadata, W3C, section 2.3). Pages of this machine are no foreign
// ones, whatever their port: they may be the client under test. A request that
// a person made by typing the address has "none".
func (o *Observation) isForeign() bool {
	if origins := o.RequestHeader["Origin"]; len(origins) > 0 {
		return slices.ContainsFunc(origins, o.isForeignOrigin)
	}
	return slices.ContainsFunc(o.RequestHeader["Sec-Fetch-Site"], func(site string) bool {
		return site == "cross-site" || site == "same-site" && !address.IsLocal(o.Host)
	})
}

// isRefusedHost reports whether the server refused a request for its Host, as
// the profilestatus server does with a violation of code "host" in its error, or
// in problem details (RFC 9457).
func (o *Observation) isRefusedHost() bool {
	if o.Status != http.StatusBadRequest || !bytes.Contains(o.ResponseBody, []byte(`"header/Host"`)) {
		return false
	}
	type violation struct{ Code, Target string }
	var body struct {
		Error      struct{ Details []violation }
		Violations []violation
	}
	if json.Unmarshal(o.ResponseBody, &body) != nil {
		return false
	}
	return slices.Equal(append(body.Error.Details, body.Violations...), []violation{{"host", "header/Host"}})
}

// isForeignOrigin also holds for "null", which any page can make its own by a
// sandboxed frame.
func (o *Observation) isForeignOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err != nil || u.Host == "" || !strings.EqualFold(u.Host, o.Host) && !address.IsLocal(u.Host)
}
